package der

import (
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// extension is one entry of the list of RFC 5280 §4.1.2.9. What its value holds
// depends on its number.
var extension = fields("extension", "RFC 5280 §4.2", "x509af.Extension_element", "One extension: its number, whether it is critical, its value.",
	oid("extn_id", "RFC 5280 §4.2", "x509af.extension.id", "Which extension this is."),
	boolean("critical", "RFC 5280 §4.2", "x509af.critical",
		"True: who does not understand this extension must refuse the certificate. False where it is absent.").optional(),
	octets("extn_value", "RFC 5280 §4.2", "", "The extension's value, in DER of its own.").opening(octetWrapped, extensions).shown(wire.Count),
).shown(extensionText)

// extensionText is the extension's name, and what kind of entry it is.
func extensionText(b []byte) string {
	_, content, _, ok := split(b)
	tag, id, rest, ok2 := split(content)
	if !ok || !ok2 || tag != tagOID {
		return wire.Count(b)
	}
	if tag, critical, _, ok := split(rest); ok && tag == tagBoolean && len(critical) == 1 && critical[0] != 0 {
		return oidName(id) + ", critical"
	}
	return oidName(id)
}

// extensions are the values that have a grammar here, by their number.
var extensions = newByOID(map[string]*element{
	"2.5.29.9":                subjectDirectoryAttributes,
	"2.5.29.14":               subjectKeyIdentifier,
	"2.5.29.15":               keyUsage,
	"2.5.29.16":               privateKeyUsagePeriod,
	"2.5.29.17":               subjectAltName,
	"2.5.29.18":               issuerAltName,
	"2.5.29.19":               basicConstraints,
	"2.5.29.30":               nameConstraints,
	"2.5.29.31":               crlDistributionPoints,
	"2.5.29.32":               certificatePolicies,
	"2.5.29.33":               policyMappings,
	"2.5.29.35":               authorityKeyIdentifier,
	"2.5.29.36":               policyConstraints,
	"2.5.29.37":               extKeyUsage,
	"2.5.29.46":               freshestCRL,
	"2.5.29.54":               inhibitAnyPolicy,
	"1.3.6.1.5.5.7.1.1":       authorityInfoAccess,
	"1.3.6.1.5.5.7.1.2":       biometricInfo,
	"1.3.6.1.5.5.7.1.3":       qcStatements,
	"1.3.6.1.5.5.7.1.7":       ipAddrBlocks,
	"1.3.6.1.5.5.7.1.8":       asIdentifiers,
	"1.3.6.1.5.5.7.1.11":      subjectInfoAccess,
	"1.3.6.1.5.5.7.1.12":      logotype,
	"1.3.6.1.5.5.7.1.24":      tlsFeature,
	"1.3.6.1.5.5.7.48.1.5":    ocspNoCheck,
	"1.3.6.1.4.1.11129.2.4.2": sctExtension,
	"1.3.6.1.4.1.11129.2.4.3": ctPoison,
	"1.3.6.1.4.1.44363.44":    delegationUsage,
	"1.3.6.1.4.1.311.20.2":    msTemplateName,
	"1.3.6.1.4.1.311.21.1":    msCAVersion,
	"1.3.6.1.4.1.311.21.2":    msPreviousHash,
	"1.3.6.1.4.1.311.21.7":    msTemplate,
	"1.3.6.1.4.1.311.21.10":   msApplicationPolicies,
	"1.3.6.1.4.1.311.25.2":    msSecurityIdentifier,
	"2.16.840.1.113730.1.1":   netscapeCertType,
	"2.16.840.1.113730.1.2":   netscapeText("netscape_base_url", "The beginning of the URLs below."),
	"2.16.840.1.113730.1.3":   netscapeText("netscape_revocation_url", "Where to ask whether the certificate is revoked."),
	"2.16.840.1.113730.1.4":   netscapeText("netscape_ca_revocation_url", "Where to ask whether the authority's certificate is revoked."),
	"2.16.840.1.113730.1.7":   netscapeText("netscape_renewal_url", "Where to renew the certificate."),
	"2.16.840.1.113730.1.8":   netscapeText("netscape_ca_policy_url", "The authority's policy."),
	"2.16.840.1.113730.1.12":  netscapeText("netscape_ssl_server_name", "The server's name; subject_alt_name has replaced it."),
	"2.16.840.1.113730.1.13":  netscapeText("netscape_comment", "A comment that programs may show."),
	"1.2.840.113533.7.65.0":   entrustVersion,
	"1.2.840.113549.1.9.15":   smimeCapabilities,
})
