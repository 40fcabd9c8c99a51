package der

import "strings"

// Extensions about keys and the uses that they are allowed: RFC 5280 §4.2.1.1 to
// §4.2.1.3, §4.2.1.9, §4.2.1.12.

var authorityKeyIdentifier = fields("authority_key_identifier", "RFC 5280 §4.2.1.1", "x509ce.AuthorityKeyIdentifier_element",
	"Which of the issuer's keys signed: it leads to the next certificate of the chain.",
	value(contextual, "key_identifier", "RFC 5280 §4.2.1.1", "x509ce.keyIdentifier", nil, "What the issuer's certificate has for subject_key_identifier.").optional(),
	generalNames("authority_cert_issuer", "general_names", "RFC 5280 §4.2.1.1", "x509ce.authorityCertIssuer", "Who signed the issuer's certificate.").
		tagged(constructed|1).shown(namesText).optional(),
	value(contextual|2, "authority_cert_serial_number", "RFC 5280 §4.2.1.1", "x509ce.authorityCertSerialNumber", serialText, "The serial number of the issuer's certificate.").optional(),
)

var subjectKeyIdentifier = octets("subject_key_identifier", "RFC 5280 §4.2.1.2", "x509ce.SubjectKeyIdentifier",
	"A short name for the public key, often a hash of it, by which certificates below point to this one.")

var keyUsage = bits("key_usage", "RFC 5280 §4.2.1.3", "x509ce.KeyUsage", keyUsageText, "What the key may be used for, a bit each.").
	shown(bitsWithin(keyUsageText))

// keyUsageText names the bits of RFC 5280 §4.2.1.3; nonRepudiation is now called
// contentCommitment.
var keyUsageText = flagNames([]string{"digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment", "keyAgreement",
	"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"})

var extKeyUsage = elements("ext_key_usage", "key_purpose_ids", "RFC 5280 §4.2.1.12", "x509ce.KeyPurposeIDs",
	"For what the certificate may be used; a TLS server needs serverAuth.",
	oid("key_purpose_id", "RFC 5280 §4.2.1.12", "x509ce.KeyPurposeId", "One purpose, by its number.")).shown(purposesText)

func purposesText(b []byte) string {
	_, content, _, ok := split(b)
	if !ok {
		return countText(b)
	}
	return joined(content, within(oidName))
}

// joined is the texts of elements that stand side by side.
func joined(b []byte, text func([]byte) string) string {
	var out []string
	for rest := b; len(rest) > 0; {
		if len(out) == 64 { // an attacker's text is no longer than this
			out = append(out, "…")
			break
		}
		_, _, next, ok := split(rest)
		if !ok {
			return partsText(b)
		}
		out = append(out, text(rest[:len(rest)-len(next)]))
		rest = next
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, ", ")
}

var basicConstraints = fields("basic_constraints", "RFC 5280 §4.2.1.9", "x509ce.BasicConstraintsSyntax_element",
	"Whether the subject may sign certificates, and how long a chain may follow.",
	boolean("ca", "RFC 5280 §4.2.1.9", "x509ce.cA", "True: the subject is an authority. False where it is absent: it may not sign certificates.").optional(),
	integer("path_len_constraint", "RFC 5280 §4.2.1.9", "x509ce.pathLenConstraint", "How many authorities may stand below this one, the last certificate not counted.").optional(),
).shown(basicText)

func basicText(b []byte) string {
	_, content, _, ok := split(b)
	if !ok {
		return countText(b)
	}
	tag, ca, rest, ok := split(content)
	if !ok || tag != tagBoolean || len(ca) != 1 || ca[0] == 0 {
		return "no authority"
	}
	if tag, n, _, ok := split(rest); ok && tag == tagInteger {
		return "an authority, with at most " + integerText(n) + " below it"
	}
	return "an authority"
}

var privateKeyUsagePeriod = fields("private_key_usage_period", "RFC 3280 §4.2.1.4", "x509ce.PrivateKeyUsagePeriod_element",
	"When the private key may sign, where that is shorter than the certificate's validity.",
	value(contextual, "not_before", "RFC 3280 §4.2.1.4", "x509ce.notBefore", timeText, "The first moment.").optional(),
	value(contextual|1, "not_after", "RFC 3280 §4.2.1.4", "x509ce.notAfter", timeText, "The last moment.").optional(),
)

var ocspNoCheck = null("ocsp_no_check", "RFC 6960 §4.2.2.2.1", "On the certificate of an OCSP responder: do not ask whether it is revoked itself.")
