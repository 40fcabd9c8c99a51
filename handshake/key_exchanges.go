package handshake

import (
	"github.com/google/gopacket"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// serverKeyExchange picks the type that reads a ServerKeyExchange: the cipher
// suite says what is exchanged, the version how it is signed (RFC 5246 §7.4.3).
// kx is the key exchange by its name in the suite, such as "ECDHE_RSA".
func serverKeyExchange(v registry.Version, kx string) gopacket.LayerType {
	if v < registry.VersionSSL30 || v >= registry.VersionTLS13 {
		return LayerTypeUnopened
	}
	switch kx { // those without a signature are the same in all versions
	case "ECDH_anon":
		return LayerTypeServerKeyExchangeECDHAnon
	case "DH_anon", "DH_anon_EXPORT":
		return LayerTypeServerKeyExchangeDHAnon
	case "PSK", "RSA_PSK":
		return LayerTypeServerKeyExchangePSK
	case "DHE_PSK":
		return LayerTypeServerKeyExchangeDHEPSK
	case "ECDHE_PSK":
		return LayerTypeServerKeyExchangeECDHEPSK
	case "SRP_SHA":
		return LayerTypeServerKeyExchangeSRP
	case "RSA_EXPORT", "RSA_EXPORT1024":
		if v < registry.VersionTLS12 {
			return LayerTypeServerKeyExchangeRSAExport
		}
		return LayerTypeUnopened
	}
	signed := v == registry.VersionTLS12
	switch {
	case strings.HasPrefix(kx, "ECDHE_") && signed:
		return LayerTypeServerKeyExchangeECDHE
	case strings.HasPrefix(kx, "ECDHE_"):
		return LayerTypeServerKeyExchangeECDHETLS10
	case strings.HasPrefix(kx, "DHE_") && signed:
		return LayerTypeServerKeyExchangeDHE
	case strings.HasPrefix(kx, "DHE_"):
		return LayerTypeServerKeyExchangeDHETLS10
	case strings.HasPrefix(kx, "SRP_SHA_") && signed:
		return LayerTypeServerKeyExchangeSRPSigned
	case strings.HasPrefix(kx, "SRP_SHA_"):
		return LayerTypeServerKeyExchangeSRPSignedTLS10
	}
	return LayerTypeUnopened
}

// clientKeyExchange picks the type that reads a ClientKeyExchange. The message b
// itself tells one thing: it is empty where the client's half of a Diffie-Hellman
// exchange stood in its certificate (RFC 5246 §7.4.7.2, RFC 4492 §5.7).
func clientKeyExchange(v registry.Version, kx string, b []byte) gopacket.LayerType {
	if v < registry.VersionSSL30 || v >= registry.VersionTLS13 {
		return LayerTypeUnopened
	}
	switch kx {
	case "PSK":
		return LayerTypeClientKeyExchangePSK
	case "DHE_PSK":
		return LayerTypeClientKeyExchangeDHEPSK
	case "ECDHE_PSK":
		return LayerTypeClientKeyExchangeECDHEPSK
	case "RSA_PSK":
		return LayerTypeClientKeyExchangeRSAPSK
	}
	empty := len(b) == HeaderLength && b[1]|b[2]|b[3] == 0
	switch {
	case strings.HasPrefix(kx, "RSA") && v == registry.VersionSSL30:
		return LayerTypeClientKeyExchangeRSASSL30
	case strings.HasPrefix(kx, "RSA"):
		return LayerTypeClientKeyExchangeRSA
	case strings.HasPrefix(kx, "DH") && empty, strings.HasPrefix(kx, "ECDH") && empty:
		return LayerTypeClientKeyExchangeImplicit
	case strings.HasPrefix(kx, "ECDH"):
		return LayerTypeClientKeyExchangeECDHE
	case strings.HasPrefix(kx, "DH"):
		return LayerTypeClientKeyExchangeDHE
	case strings.HasPrefix(kx, "SRP_"):
		return LayerTypeClientKeyExchangeSRP
	case strings.HasPrefix(kx, "KRB5"):
		return LayerTypeClientKeyExchangeKRB5
	case strings.HasPrefix(kx, "GOST"):
		return LayerTypeClientKeyExchangeGOST
	}
	return LayerTypeUnopened
}
