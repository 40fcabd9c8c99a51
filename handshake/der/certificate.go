package der

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Certificate reads what is left of the innermost vector as one X.509 certificate:
// RFC 5280 §4.1. The caller's group is the certificate's; in it stand tag_length,
// tbs_certificate, signature_algorithm and signature_value.
func Certificate(c *wire.Cursor) { whole(c, certificate, registry.AlertBadCertificate) }

var certificate = fields("certificate", "RFC 5280 §4.1", "ocsp.Certificate_element",
	"A name and a public key, signed: by an authority, or with the key's own private key.",
	tbsCertificate,
	signatureAlgorithm("signature_algorithm", "RFC 5280 §4.1.1.2", "x509af.algorithmIdentifier_element",
		"How the signature below was made. It must be what the signed part says, too."),
	signature("signature_value", "RFC 5280 §4.1.1.3", "x509af.encrypted",
		"The issuer's signature over the bytes of tbs_certificate: whoever changes one of them makes it invalid."),
)

var tbsCertificate = fields("tbs_certificate", "RFC 5280 §4.1.1.1", "x509af.signedCertificate_element",
	"The part that is signed (to be signed: TBS): whose key this is, who says so, and for how long.",
	explicit(0, "version", "RFC 5280 §4.1.2.1", "Which form the certificate has; extensions exist from version 3 on.",
		value(tagInteger, "integer", "RFC 5280 §4.1.2.1", "x509af.version", versionText, "The version less one: 2 stands for version 3.")).
		shown(explicitly(versionText)).optional(),
	value(tagInteger, "serial_number", "RFC 5280 §4.1.2.2", "x509af.serialNumber", serialText,
		"A number that this issuer gives to one certificate only; revocation lists name the certificate by it."),
	signatureAlgorithm("signature", "RFC 5280 §4.1.2.3", "x509af.signature_element",
		"How the issuer signs this certificate: it stands inside the signed part so that nobody can exchange it."),
	name("issuer", "RFC 5280 §4.1.2.4", "Who signed this certificate: the subject of the next one in the chain.").filtered("x509af.issuer"),
	validity,
	name("subject", "RFC 5280 §4.1.2.6", "Whose public key this is. Clients look for a server's name in subject_alt_name, not here.").
		filtered("x509af.subject").holding("x509af.rdnSequence"),
	subjectPublicKeyInfo,
	bits("issuer_unique_id", "RFC 5280 §4.1.2.8", "x509af.issuerUniqueIdentifier", nil,
		"Tells issuers of the same name apart; RFC 5280 forbids authorities to use it.").tagged(contextual|1).optional(),
	bits("subject_unique_id", "RFC 5280 §4.1.2.8", "x509af.subjectUniqueIdentifier", nil,
		"Tells subjects of the same name apart; RFC 5280 forbids authorities to use it.").tagged(contextual|2).optional(),
	explicit(3, "extensions", "RFC 5280 §4.1.2.9", "All that version 1 had no place for: names, permitted uses, where to ask about revocation.",
		elements("sequence", "extension_list", "RFC 5280 §4.1.2.9", "x509af.extensions", "The extensions, in any order.", extension)).
		shown(explicitly(partsText)).optional(),
)

var validity = fields("validity", "RFC 5280 §4.1.2.5", "x509af.validity_element",
	"The first and the last moment at which the certificate holds.",
	instant("not_before", "RFC 5280 §4.1.2.5", "x509af.notBefore", "Before this moment the certificate does not hold yet."),
	instant("not_after", "RFC 5280 §4.1.2.5", "x509af.notAfter", "After this moment the certificate has expired."),
).shown(validityText)

// instant describes a Time: UTCTime or GeneralizedTime.
func instant(name, ref, filter, mean string) *element {
	return text(name, ref, filter, mean).in(&timeLeaves)
}

// explicit describes an element inside a tag of its own: [n] EXPLICIT.
func explicit(n byte, name, ref, mean string, inner *element) *element {
	return &element{shape: sequence, tag: constructed | n, parts: []*element{inner},
		whole: wire.Field{Name: name, Ref: ref, Text: wire.Count, Mean: mean}}
}

// explicitly is the text of an element by the content of the one inside it.
func explicitly(text func([]byte) string) func([]byte) string { return within(within(text)) }

func versionText(b []byte) string {
	if len(b) == 1 && b[0] < 3 {
		return "v" + string('1'+rune(b[0])) + " (" + integerText(b) + ")"
	}
	return "unknown (" + integerText(b) + ")"
}

func validityText(b []byte) string {
	_, content, _, _ := split(b)
	tag1, from, rest, ok1 := split(content)
	tag2, to, _, ok2 := split(rest)
	if !ok1 || !ok2 || !isTime(tag1) || !isTime(tag2) {
		return wire.Count(b)
	}
	return universalText(tag1)(from) + " to " + universalText(tag2)(to)
}

func isTime(tag byte) bool { return tag == tagUTCTime || tag == tagGeneralized }
