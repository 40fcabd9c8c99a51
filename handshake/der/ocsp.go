package der

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// OCSPResponse reads what is left of the innermost vector as an answer whether a
// certificate is revoked: RFC 6960 §4.2.1. The caller's group is the response's.
func OCSPResponse(c *wire.Cursor) { whole(c, ocspResponse, registry.AlertBadCertificateStatusResponse) }

// ResponderID reads what is left of the innermost vector as the name of an OCSP
// responder, as in status_request: RFC 6960 §4.2.1. The caller's group is the name's.
func ResponderID(c *wire.Cursor) {
	v, _ := c.Peek16()
	e := responderID.alternative(byte(v >> 8))
	if e == nil {
		e = responderID.parts[0]
	}
	whole(c, e, registry.AlertDecodeError)
}

// OCSPExtensions reads what is left of the innermost vector as the extensions of
// an OCSP request, as in status_request: RFC 6960 §4.4. The caller's group is theirs.
func OCSPExtensions(c *wire.Cursor) { whole(c, ocspExtensions, registry.AlertDecodeError) }

const ocspRef = "RFC 6960 §4.2.1"

var ocspResponse = fields("ocsp_response", ocspRef, "", "An answer whether a certificate is revoked.",
	value(tagEnumerated, "response_status", ocspRef, "ocsp.responseStatus", responseStatusText, "Whether there is an answer; 0 is yes."),
	explicit(0, "response_bytes", ocspRef, "The answer.",
		fields("response", ocspRef, "ocsp.responseBytes_element", "The answer with its type.",
			oid("response_type", ocspRef, "ocsp.responseType.id", "The form of the answer: there is one only, basic."),
			octets("response_data", ocspRef, "", "The answer in its form.").opening(octetWrapped, responseTypes).shown(wire.Count))).optional(),
)

var responseTypes = newByOID(map[string]*element{"1.3.6.1.5.5.7.48.1.1": basicResponse})

var basicResponse = fields("basic_ocsp_response", ocspRef, "ocsp.BasicOCSPResponse_element", "The answer, signed.",
	fields("tbs_response_data", ocspRef, "ocsp.tbsResponseData_element", "The part that is signed.",
		explicit(0, "version", ocspRef, "Which form the answer has; there is version 1 only.", value(tagInteger, "integer", ocspRef, "ocsp.version", versionText, "The version less one: 0 stands for version 1.")).shown(explicitly(versionText)).optional(),
		responderID,
		value(tagGeneralized, "produced_at", ocspRef, "ocsp.producedAt", timeText, "When the responder signed the answer."),
		elements("responses", "response_list", ocspRef, "ocsp.responses", "An answer for each certificate that was asked about.", singleResponse),
		explicit(1, "response_extensions", "RFC 6960 §4.4", "More about the answer.", ocspExtensions).optional(),
	),
	signatureAlgorithm("signature_algorithm", ocspRef, "ocsp.signatureAlgorithm_element", "How the responder signed."),
	signature("signature", ocspRef, "ocsp.signature", "The responder's signature over tbs_response_data."),
	explicit(0, "certs", ocspRef, "Certificates that lead from the responder's key to an authority.",
		elements("cert_list", "certificates", ocspRef, "ocsp.certs", "The certificates.", certificate)).optional(),
)

var responderID = oneOf(
	explicit(1, "responder_name", ocspRef, "Who signed the answer, by name.",
		name("by_name", ocspRef, "The name.").filtered("ocsp.byName")).shown(within(nameText)),
	explicit(2, "responder_key", ocspRef, "Who signed the answer, by key.",
		octets("key_hash", ocspRef, "ocsp.byKey", "The SHA-1 hash of the responder's public key.")).grouped("by_key", "ocsp.responderID").shown(within(anyText)),
)

var singleResponse = fields("single_response", ocspRef, "ocsp.SingleResponse_element", "The answer for one certificate.",
	fields("cert_id", "RFC 6960 §4.1.1", "ocsp.certID_element", "Which certificate is meant.",
		algorithmIdentifier("hash_algorithm", "RFC 6960 §4.1.1", "ocsp.hashAlgorithm_element", "The hash of the two values below."),
		octets("issuer_name_hash", "RFC 6960 §4.1.1", "ocsp.issuerNameHash", "A hash of the issuer's name."),
		octets("issuer_key_hash", "RFC 6960 §4.1.1", "ocsp.issuerKeyHash", "A hash of the issuer's public key."),
		value(tagInteger, "serial_number", "RFC 6960 §4.1.1", "ocsp.serialNumber", serialText, "The certificate's serial number.")),
	oneOf(
		value(contextual, "good", ocspRef, "", wire.Count, "The certificate is not known to be revoked."),
		fields("revoked", ocspRef, "", "The certificate is revoked: do not accept it.",
			value(tagGeneralized, "revocation_time", ocspRef, "ocsp.revocationTime", timeText, "Since when."),
			explicit(0, "revocation_reason", ocspRef, "Why.", crlReason).shown(explicitly(reasonText)).optional(),
		).tagged(constructed|1).grouped("revoked_info", "ocsp.revoked_element").shown(revokedText),
		value(contextual|2, "unknown", ocspRef, "", wire.Count, "The responder does not know the certificate."),
	),
	value(tagGeneralized, "this_update", ocspRef, "ocsp.thisUpdate", timeText, "At which moment the answer is known to be right."),
	explicit(0, "next_update", ocspRef, "By when newer information will be there.",
		value(tagGeneralized, "generalized_time", ocspRef, "ocsp.nextUpdate", timeText, "By when newer information will be there; once it is past, a client should not rely on this answer.")).shown(explicitly(timeText)).optional(),
	explicit(1, "single_extensions", "RFC 6960 §4.4", "More about this certificate.",
		ocspExtensions.holding("ocsp.singleExtensions")).optional(),
)

// revokedText is since when, and why.
func revokedText(b []byte) string {
	_, content, _, _ := split(b)
	tag, since, rest, ok := split(content)
	if !ok || tag != tagGeneralized {
		return countText(b)
	}
	if tag, _, _, ok := split(rest); ok && tag == constructed {
		return timeText(since) + ", " + explicitly(reasonText)(rest)
	}
	return timeText(since)
}

var crlReason = value(tagEnumerated, "crl_reason", "RFC 5280 §5.3.1", "ocsp.revocationReason", reasonText, "Why the certificate was revoked.")

var ocspExtensions = elements("ocsp_extensions", "extension_list", "RFC 6960 §4.4", "ocsp.responseExtensions", "The extensions.",
	fields("extension", "RFC 6960 §4.4", "pkix1explicit.Extension_element", "One extension: its number, whether it is critical, its value.",
		oid("extn_id", "RFC 5280 §4.2", "pkix1explicit.id", "Which extension this is."),
		boolean("critical", "RFC 5280 §4.2", "pkix1explicit.critical", "True: who does not understand this extension must refuse the answer.").optional(),
		octets("extn_value", "RFC 5280 §4.2", "", "The extension's value, in DER of its own.").opening(octetWrapped, ocspExtensionValues).shown(wire.Count),
	).shown(extensionText))

// ocspExtensionValues are the values that have a grammar here, by their number.
var ocspExtensionValues = newByOID(map[string]*element{
	"1.3.6.1.5.5.7.48.1.2": octets("nonce", "RFC 9654 §2.1", "ocsp.ReOcspNonce", "Random bytes of the request, which the answer repeats: they show that it was made for this request."),
	"1.3.6.1.5.5.7.48.1.3": fields("crl_id", "RFC 6960 §4.4.2", "ocsp.CrlID_element", "On which revocation list the answer rests.",
		explicit(0, "crl_url", "RFC 6960 §4.4.2", "Where the list stands.", text("url", "RFC 6960 §4.4.2", "", "The place.").in(&crlURLLeaves)).optional(),
		explicit(1, "crl_num", "RFC 6960 §4.4.2", "The list's number.", integer("integer", "RFC 6960 §4.4.2", "ocsp.crlNum", "The number.")).shown(explicitly(integerText)).optional(),
		explicit(2, "crl_time", "RFC 6960 §4.4.2", "When the list was made.", value(tagGeneralized, "generalized_time", "RFC 6960 §4.4.2", "ocsp.crlTime", timeText, "The time.")).
			shown(explicitly(timeText)).optional()),
	"1.3.6.1.5.5.7.48.1.4": elements("acceptable_responses", "response_types", "RFC 6960 §4.4.3", "ocsp.AcceptableResponses", "Which forms of answers a client reads.",
		oid("response_type", "RFC 6960 §4.4.3", "ocsp.AcceptableResponses_item", "One form, by its number.")),
	"1.3.6.1.5.5.7.48.1.6": value(tagGeneralized, "archive_cutoff", "RFC 6960 §4.4.4", "ocsp.ArchiveCutoff", timeText, "Back to which moment the responder answers for certificates that have expired since."),
	"1.3.6.1.5.5.7.48.1.8": elements("preferred_signature_algorithms", "algorithms", "RFC 6960 §4.4.7.1", "", "With which algorithms a client wants the answer to be signed, the best first.",
		fields("preferred_signature_algorithm", "RFC 6960 §4.4.7.1", "", "One of them.",
			algorithmIdentifier("sig_identifier", "RFC 6960 §4.4.7.1", "", "The signature algorithm."),
			algorithmIdentifier("cert_identifier", "RFC 6960 §4.4.7.1", "", "The kind of key that the responder's certificate should hold.").optional())),
	"1.3.6.1.5.5.7.48.1.9":    null("extended_revoke", "RFC 6960 §4.4.8", "The responder calls certificates revoked that were never issued."),
	"1.3.6.1.4.1.11129.2.4.5": sctExtension,
	"2.5.29.21":               crlReason,
	"2.5.29.24":               value(tagGeneralized, "invalidity_date", "RFC 5280 §5.3.2", "x509ce.id_ce_invalidityDate", timeText, "Since when the key was perhaps stolen, or the certificate no longer right for another reason."),
})

var crlURLLeaves = textLeaves("", "", "", "ocsp.crlUrl", "", "")

func responseStatusText(b []byte) string {
	return oneName(b, []string{0: "successful", 1: "malformedRequest", 2: "internalError", 3: "tryLater", 5: "sigRequired", 6: "unauthorized"})
}

// reasonText names a reason: RFC 5280 §5.3.1.
func reasonText(b []byte) string {
	return oneName(b, []string{0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
		5: "cessationOfOperation", 6: "certificateHold", 8: "removeFromCRL", 9: "privilegeWithdrawn", 10: "aACompromise"})
}

func oneName(b []byte, names []string) string {
	if len(b) != 1 || int(b[0]) >= len(names) || names[b[0]] == "" {
		return "unknown (" + integerText(b) + ")"
	}
	return names[b[0]] + " (" + strconv.Itoa(int(b[0])) + ")"
}
