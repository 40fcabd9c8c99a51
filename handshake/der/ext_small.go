package der

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Extensions of other specifications than RFC 5280.

var tlsFeature = elements("tls_feature", "features", "RFC 7633 §4", "pkix1explicit.Features",
	"TLS extensions that the server must answer to: with status_request it must staple an OCSP response (must-staple).",
	value(tagInteger, "feature", "RFC 7633 §4.1", "pkix1explicit.Features_item", featureText, "A TLS extension, by its number.")).shown(featuresText)

func featureText(b []byte) string {
	if len(b) == 0 || len(b) > 3 || len(b) == 3 && b[0] != 0 {
		return integerText(b)
	}
	v := 0
	for _, c := range b {
		v = v<<8 | int(c)
	}
	return registry.ExtensionType(v).String() + " (" + strconv.Itoa(v&0xffff) + ")"
}

func featuresText(b []byte) string {
	_, content, _, ok := split(b)
	if !ok {
		return countText(b)
	}
	return joined(content, within(featureText))
}

var ctPoison = null("ct_poison", "RFC 6962 §3.1", "Makes this a precertificate: it was shown to a log before the certificate was issued, and no client may accept it.")

var delegationUsage = null("delegation_usage", "RFC 9345 §4.2", "The key may sign delegated credentials: short-lived keys for TLS servers.")

var biometricInfo = elements("biometric_info", "biometric_list", "RFC 3739 §3.2.5", "pkixqualified.BiometricSyntax", "Hashes of a picture or a signature of the person.",
	fields("biometric_data", "RFC 3739 §3.2.5", "pkixqualified.BiometricData_element", "One of them.",
		oneOf(
			value(tagInteger, "predefined_biometric_type", "RFC 3739 §3.2.5", "pkixqualified.predefinedBiometricType", integerText, "0: a picture; 1: a handwritten signature."),
			oid("biometric_data_oid", "RFC 3739 §3.2.5", "pkixqualified.biometricDataOid", "Of which kind it is, by its number.")),
		algorithmIdentifier("hash_algorithm", "RFC 3739 §3.2.5", "pkixqualified.hashAlgorithm_element", "The hash."),
		octets("biometric_data_hash", "RFC 3739 §3.2.5", "pkixqualified.biometricDataHash", "The hash's value."),
		text("source_data_uri", "RFC 3739 §3.2.5", "", "Where the data stands.").in(&biometricLeaves).optional()))

var biometricLeaves = textLeaves("", "", "", "pkixqualified.sourceDataUri", "", "")

var entrustVersion = fields("entrust_vers_info", "Entrust", "x509ce.EntrustVersionInfo_element", "Which version of Entrust's software made the certificate.",
	text("entrust_vers", "Entrust", "", "The version.").in(&entrustLeaves).optional(),
	bits("entrust_vers_info_flags", "Entrust", "x509ce.entrustVersInfoFlags", nil, "What the software allows.").optional())

var entrustLeaves = func() leaves {
	var l leaves
	l[tagGeneral] = leaf("Entrust", "x509ce.entrustVers", latinText, "The version, as text.")
	return l
}()

var smimeCapabilities = elements("smime_capabilities", "capabilities", "RFC 4262 §2", "cms.SMIMECapabilities", "Which ciphers the subject can read in encrypted mail.",
	fields("smime_capability", "RFC 8551 §2.5.2", "cms.SMIMECapability_element", "One of them.",
		oid("capability_id", "RFC 8551 §2.5.2", "cms.attrType", "The cipher, by its number."),
		(&element{shape: params}).optional()).shown(algorithmText))
