package handshake_test

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Messages that hold extensions, as IANA abbreviates them.
const (
	ch  = "CH"
	sh  = "SH"
	hrr = "HRR"
	ee  = "EE"
	ct  = "CT"
	cr  = "CR"
	nst = "NST"
)

var allPlaces = []string{ch, sh, hrr, ee, ct, cr, nst}

// A sampleBody is a body of an extension, in hexadecimal digits, and where it may
// stand: IANA's column "TLS 1.3", and the ServerHello of TLS 1.2.
type sampleBody struct {
	e      registry.ExtensionType
	places string
	body   string
}

// x repeats a byte.
func x(n int) string { return strings.Repeat("5a", n) }

// v16 puts a length of two bytes before digits, v8 and v24 likewise.
func v8(s string) string  { return fmt.Sprintf("%02x", len(s)/2) + s }
func v16(s string) string { return fmt.Sprintf("%04x", len(s)/2) + s }
func v24(s string) string { return fmt.Sprintf("%06x", len(s)/2) + s }

// text is the digits of characters.
func text(s string) string { return fmt.Sprintf("%x", s) }

var echConfigSample = "fe0d" + v16("07"+"0020"+v16(x(32))+v16("0001000100010003")+"20"+v8(text("example.com"))+v16("8001"+v16(x(2))))

// sampleBodies are built by hand from the specifications; real ones stand in
// testdata/messages.
var sampleBodies = []sampleBody{
	{registry.ExtServerName, "CH CR", v16("00" + v16(text("example.com")))},
	{registry.ExtServerName, "SH EE", ""},
	{registry.ExtMaxFragmentLength, "CH SH EE", "02"},
	{registry.ExtClientCertificateURL, "CH SH", ""},
	{registry.ExtTrustedCAKeys, ch, v16("00" + "01" + x(20) + "02" + v16(derName) + "03" + x(20))},
	{registry.ExtTrustedCAKeys, sh, ""},
	{registry.ExtTruncatedHMAC, "CH SH", ""},
	{registry.ExtStatusRequest, ch, "01" + v16(v16(derResponder)) + v16(derNonce)},
	{registry.ExtStatusRequest, "SH CR", ""},
	{registry.ExtStatusRequest, ct, "01" + v24(derOCSP)},
	{registry.ExtUserMapping, "CH SH", v8("40")},
	{registry.ExtClientAuthz, "CH SH", v8("0001")},
	{registry.ExtServerAuthz, "CH SH", v8("0203")},
	{registry.ExtCertType, ch, v8("0100")},
	{registry.ExtCertType, sh, "01"},
	{registry.ExtSupportedGroups, "CH SH EE", v16("11ec001d")},
	{registry.ExtECPointFormats, "CH SH", v8("00")},
	{registry.ExtSRP, ch, v8(text("user"))},
	{registry.ExtSignatureAlgorithms, "CH CR", v16("04030804")},
	{registry.ExtUseSRTP, "CH SH EE", v16("0007") + v8("")},
	{registry.ExtHeartbeat, "CH SH EE", "01"},
	{registry.ExtALPN, "CH SH EE", v16(v8(text("h2")))},
	{registry.ExtStatusRequestV2, ch, v16("02" + v16(v16(v16(derResponder))+v16("")) + "01" + v16(v16("")+v16("")))},
	{registry.ExtStatusRequestV2, sh, ""},
	{registry.ExtSCT, "CH CR", ""},
	{registry.ExtSCT, "SH CT", v16(v16("00" + x(32) + x(8) + "0000" + "0403" + v16(derSignature)))},
	{registry.ExtClientCertificateType, ch, v8("0200")},
	{registry.ExtClientCertificateType, "SH EE", "02"},
	{registry.ExtServerCertificateType, ch, v8("0200")},
	{registry.ExtServerCertificateType, "SH EE", "02"},
	{registry.ExtPadding, ch, "000000"},
	{registry.ExtEncryptThenMAC, "CH SH", ""},
	{registry.ExtExtendedMasterSecret, "CH SH", ""},
	{registry.ExtTokenBinding, "CH SH EE", "0100" + v8("02")},
	{registry.ExtCachedInfo, ch, v16("01" + v8(x(32)))},
	{registry.ExtCachedInfo, "SH EE", v16("01")},
	{registry.ExtTLSLTS, "CH SH", ""},
	{registry.ExtCompressCertificate, "CH CR", v8("00020001")},
	{registry.ExtRecordSizeLimit, "CH SH EE", "4001"},
	{registry.ExtPwdProtect, ch, v8(x(48))},
	{registry.ExtPwdClear, ch, v8(text("user"))},
	{registry.ExtPasswordSalt, "CH SH HRR", v16(x(16))},
	{registry.ExtTicketPinning, ch, v16(x(16))},
	{registry.ExtTicketPinning, ee, v8(x(32)) + v16(x(16)) + "00093a80"},
	{registry.ExtTicketPinning, ch, v16(v16(x(16)))},
	{registry.ExtTicketPinning, ee, v8(v8(x(32))) + v16(v16(x(16))) + "00093a80"},
	{registry.ExtCertWithExternPSK, "CH SH", ""},
	{registry.ExtDelegatedCredential, "CH CR", v16("0403")},
	{registry.ExtDelegatedCredential, ct, "00093a80" + "0403" + v24(derPublicKey) + "0403" + v16(x(70))},
	{registry.ExtSessionTicket, ch, x(16)},
	{registry.ExtSessionTicket, sh, ""},
	{registry.ExtSupportedEKTCiphers, ch, v8("0102")},
	{registry.ExtSupportedEKTCiphers, "SH EE", "01"},
	{registry.ExtKeyShareDraft, ch, v16("001d" + v16(x(32)))},
	{registry.ExtKeyShareDraft, sh, "001d" + v16(x(32))},
	{registry.ExtKeyShareDraft, "CH SH", v16(x(32))}, // extended_random
	{registry.ExtKeyShareDraft, hrr, "001d"},
	{registry.ExtPreSharedKey, ch, v16(v16(x(9))+"00000001") + v16(v8(x(32)))},
	{registry.ExtPreSharedKey, sh, "0000"},
	{registry.ExtEarlyData, "CH EE", ""},
	{registry.ExtEarlyData, nst, "00004000"},
	{registry.ExtSupportedVersions, ch, v8("03040303")},
	{registry.ExtSupportedVersions, "SH HRR", "0304"},
	{registry.ExtCookie, "CH HRR", v16(x(8))},
	{registry.ExtPSKKeyExchangeModes, ch, v8("01")},
	{registry.ExtTicketEarlyDataInfo, nst, "00004000"},
	{registry.ExtCertificateAuthorities, "CH CR", v16(v16(derName))},
	{registry.ExtOIDFilters, cr, v16(v8("0603551d0f") + v16(x(4)))},
	{registry.ExtPostHandshakeAuth, ch, ""},
	{registry.ExtSignatureAlgorithmsCert, "CH CR", v16("0403")},
	{registry.ExtKeyShare, ch, v16("001d" + v16(x(32)) + "0017" + v16("04"+x(64)) + "11ec" + v16(x(1184+32)) + "11eb" + v16(x(65+1184)) + "11ed" + v16(x(97+1568)) +
		"11e9" + v16(x(65+800)) + "11ea" + v16(x(800+32)) + "6399" + v16(x(32+1184)) + "0019" + v16("04"+x(132)) + "0201" + v16(x(1184)) + "11ec" + v16(x(7)))},
	{registry.ExtKeyShare, sh, "11ec" + v16(x(1088+32))},
	{registry.ExtKeyShare, sh, "11ed" + v16(x(97+1568))},
	{registry.ExtKeyShare, hrr, "001d"},
	{registry.ExtTransparencyInfo, "CH CR", ""},
	{registry.ExtTransparencyInfo, "SH CT", v16(v16("0102"+v8(x(4))+x(8)+v16("")+v16(x(70))) + v16("0104"+v8(x(4))+x(8)+x(8)+v8(x(32))+v16("")+v16(x(70))) +
		v16("0106"+v8(x(4))+x(8)+x(8)+v16(v8(x(32))+v8(x(32)))))},
	{registry.ExtConnectionIDDeprecated, "CH SH", v8(x(4))},
	{registry.ExtConnectionID, "CH SH", v8("")},
	{registry.ExtExternalIDHash, "CH SH EE", v8(x(32))},
	{registry.ExtExternalSessionID, "CH SH EE", v8(x(20))},
	{registry.ExtQUICTransportParameters, "CH EE", "01048000ea60" + "0408ffffffffffffffff" + "0c00" + "0f0401020304" + "0d2d" + "01020304" + "01bb" + x(16) + "01bb" + v8(x(4)) + x(16) +
		"110c" + "00000001" + "00000001" + "6b3343cf" + "1b02aaaa" + "80ff73db04" + "00000001"},
	{registry.ExtQUICDraft, "CH EE", "05048000ffff"},
	{registry.ExtTicketRequest, ch, "0201"},
	{registry.ExtTicketRequest, ee, "02"},
	{registry.ExtDNSSECChain, ch, "01bb"},
	{registry.ExtDNSSECChain, "SH CT", "0000" + "03" + text("www") + "00" + "0034" + "0001" + "00000e10" + v16("030101"+x(32))},
	{registry.ExtRRC, "CH SH", ""},
	{registry.ExtTLSFlags, "CH SH HRR EE CT CR NST", v8("0001")},
	{registry.ExtNPN, ch, ""},
	{registry.ExtNPN, sh, v8(text("spdy/3")) + v8(text("http/1.1"))},
	{registry.ExtALPS, ch, v16(v8(text("h2")))},
	{registry.ExtALPS, ee, x(12)},
	{registry.ExtALPSOld, ch, v16(v8(text("h2")))},
	{registry.ExtALPSOld, ee, x(12)},
	{registry.ExtChannelID, "CH SH EE", ""},
	{registry.ExtChannelIDOld, "CH SH EE", ""},
	{registry.ExtTrustAnchors, "CH EE CR", v16(v8("81fd5901"))},
	{registry.ExtTrustAnchors, ct, ""},
	{registry.ExtECHOuterExtensions, ch, v8("000a0033")},
	{registry.ExtECH, ch, "00" + "00010001" + "07" + v16(x(32)) + v16(x(64))},
	{registry.ExtECH, ch, "01"},
	{registry.ExtECH, hrr, x(8)},
	{registry.ExtECH, ee, v16(echConfigSample)},
	{registry.ExtESNI, ch, "1301" + "001d" + v16(x(32)) + v16(x(32)) + v16(x(292))},
	{registry.ExtESNI, ee, x(16)},
	{registry.ExtRenegotiationInfo, "CH SH", v8(x(12))},
}

// unspecified are the extensions of the registry that are kept as bytes, each
// with its reason.
var unspecified = map[registry.ExtensionType]string{
	registry.ExtTLMSP:                 "ETSI TS 103 523-2 is published by ETSI, and nobody deploys it",
	registry.ExtTLMSPProxying:         "ETSI TS 103 523-2, likewise",
	registry.ExtTLMSPDelegate:         "ETSI TS 103 523-2, likewise",
	registry.ExtSequenceNumberEncAlgs: "draft-pismenny-tls-dtls-plaintext-sequence-number expired, and nobody deploys it",
}

// furtherSpecified are the structures inside extensions that have a parser of
// their own, or none because they are not TLS: leaves that may be opaque.
var furtherSpecified = map[string]string{
	"response":                "an OCSP response, in DER",
	"sct_list":                "proofs of RFC 6962",
	"subject_public_key_info": "a key, in DER",
	"distinguished_name":      "a name, in DER",
	"cert_data":               "a certificate, in DER",
}

// Structures in DER, by hand from their specifications.
const (
	derName      = "300f310d300b06035504030c0474657374"                                                            // CN=test
	derResponder = "a2160414" + "0101010101010101010101010101010101010101"                                         // by the hash of its key
	derNonce     = "3011" + "300f" + "06092b0601050507300102" + "04020400"                                         // RFC 8954, empty
	derOCSP      = "30030a0103"                                                                                    // tryLater
	derSignature = "3006" + "020101" + "020102"                                                                    // r = 1, s = 2
	derPublicKey = "302a300506032b6570032100" + "0202020202020202020202020202020202020202020202020202020202020202" // Ed25519
)
