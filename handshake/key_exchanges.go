package handshake

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// serverKeyExchange picks the type that reads a ServerKeyExchange: the cipher
// suite says what is exchanged, the version how it is signed (RFC 5246 §7.4.3).
// kx is the key exchange by its name in the suite, such as "ECDHE_RSA".
func serverKeyExchange(v registry.Version, kx string) Message {
	if v < registry.VersionSSL30 || v >= registry.VersionTLS13 {
		return new(Unopened)
	}
	switch kx { // those without a signature are the same in all versions
	case "ECDH_anon":
		return new(ServerKeyExchangeECDHAnon)
	case "DH_anon", "DH_anon_EXPORT":
		return new(ServerKeyExchangeDHAnon)
	case "PSK", "RSA_PSK":
		return new(ServerKeyExchangePSK)
	case "DHE_PSK":
		return new(ServerKeyExchangeDHEPSK)
	case "ECDHE_PSK":
		return new(ServerKeyExchangeECDHEPSK)
	case "SRP_SHA":
		return new(ServerKeyExchangeSRP)
	case "RSA_EXPORT", "RSA_EXPORT1024":
		if v < registry.VersionTLS12 {
			return new(ServerKeyExchangeRSAExport)
		}
		return new(Unopened)
	}
	signed := v == registry.VersionTLS12
	switch {
	case strings.HasPrefix(kx, "ECDHE_") && signed:
		return new(ServerKeyExchangeECDHE)
	case strings.HasPrefix(kx, "ECDHE_"):
		return new(ServerKeyExchangeECDHETLS10)
	case strings.HasPrefix(kx, "DHE_") && signed:
		return new(ServerKeyExchangeDHE)
	case strings.HasPrefix(kx, "DHE_"):
		return new(ServerKeyExchangeDHETLS10)
	case strings.HasPrefix(kx, "SRP_SHA_") && signed:
		return new(ServerKeyExchangeSRPSigned)
	case strings.HasPrefix(kx, "SRP_SHA_"):
		return new(ServerKeyExchangeSRPSignedTLS10)
	}
	return new(Unopened)
}

// clientKeyExchange picks the type that reads a ClientKeyExchange. The message b
// itself tells one thing: it is empty where the client's half of a Diffie-Hellman
// exchange stood in its certificate (RFC 5246 §7.4.7.2, RFC 4492 §5.7).
func clientKeyExchange(v registry.Version, kx string, b []byte) Message {
	if v < registry.VersionSSL30 || v >= registry.VersionTLS13 {
		return new(Unopened)
	}
	switch kx {
	case "PSK":
		return new(ClientKeyExchangePSK)
	case "DHE_PSK":
		return new(ClientKeyExchangeDHEPSK)
	case "ECDHE_PSK":
		return new(ClientKeyExchangeECDHEPSK)
	case "RSA_PSK":
		return new(ClientKeyExchangeRSAPSK)
	}
	empty := len(b) == HeaderLength && b[1]|b[2]|b[3] == 0
	switch {
	case strings.HasPrefix(kx, "RSA") && v == registry.VersionSSL30:
		return new(ClientKeyExchangeRSASSL30)
	case strings.HasPrefix(kx, "RSA"):
		return new(ClientKeyExchangeRSA)
	case strings.HasPrefix(kx, "DH") && empty, strings.HasPrefix(kx, "ECDH") && empty:
		return new(ClientKeyExchangeImplicit)
	case strings.HasPrefix(kx, "ECDH"):
		return new(ClientKeyExchangeECDHE)
	case strings.HasPrefix(kx, "DH"):
		return new(ClientKeyExchangeDHE)
	case strings.HasPrefix(kx, "SRP_"):
		return new(ClientKeyExchangeSRP)
	case strings.HasPrefix(kx, "KRB5"):
		return new(ClientKeyExchangeKRB5)
	case strings.HasPrefix(kx, "GOST"):
		return new(ClientKeyExchangeGOST)
	}
	return new(Unopened)
}
