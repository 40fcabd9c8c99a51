package registry

import "strings"

// A CipherSuite names the algorithms that protect a connection.
type CipherSuite uint16

// The suites of TLS 1.3, and those of TLS 1.2 that are common. Names follow
// crypto/tls and the registry.
const (
	TLS_AES_128_GCM_SHA256       CipherSuite = 0x1301
	TLS_AES_256_GCM_SHA384       CipherSuite = 0x1302
	TLS_CHACHA20_POLY1305_SHA256 CipherSuite = 0x1303
	TLS_AES_128_CCM_SHA256       CipherSuite = 0x1304
	TLS_AES_128_CCM_8_SHA256     CipherSuite = 0x1305
	TLS_SHA256_SHA256            CipherSuite = 0xc0b4
	TLS_SHA384_SHA384            CipherSuite = 0xc0b5
	TLS_SM4_GCM_SM3              CipherSuite = 0x00c6
	TLS_SM4_CCM_SM3              CipherSuite = 0x00c7

	TLS_NULL_WITH_NULL_NULL                       CipherSuite = 0x0000
	TLS_RSA_WITH_RC4_128_SHA                      CipherSuite = 0x0005
	TLS_RSA_WITH_3DES_EDE_CBC_SHA                 CipherSuite = 0x000a
	TLS_RSA_WITH_AES_128_CBC_SHA                  CipherSuite = 0x002f
	TLS_RSA_WITH_AES_256_CBC_SHA                  CipherSuite = 0x0035
	TLS_RSA_WITH_AES_128_CBC_SHA256               CipherSuite = 0x003c
	TLS_RSA_WITH_AES_256_CBC_SHA256               CipherSuite = 0x003d
	TLS_RSA_WITH_AES_128_GCM_SHA256               CipherSuite = 0x009c
	TLS_RSA_WITH_AES_256_GCM_SHA384               CipherSuite = 0x009d
	TLS_DHE_RSA_WITH_AES_128_CBC_SHA              CipherSuite = 0x0033
	TLS_DHE_RSA_WITH_AES_256_CBC_SHA              CipherSuite = 0x0039
	TLS_DHE_RSA_WITH_AES_128_GCM_SHA256           CipherSuite = 0x009e
	TLS_DHE_RSA_WITH_AES_256_GCM_SHA384           CipherSuite = 0x009f
	TLS_PSK_WITH_AES_128_CBC_SHA                  CipherSuite = 0x008c
	TLS_PSK_WITH_AES_128_GCM_SHA256               CipherSuite = 0x00a8
	TLS_PSK_WITH_AES_256_GCM_SHA384               CipherSuite = 0x00a9
	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA          CipherSuite = 0xc009
	TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA          CipherSuite = 0xc00a
	TLS_ECDHE_RSA_WITH_RC4_128_SHA                CipherSuite = 0xc011
	TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA           CipherSuite = 0xc012
	TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA            CipherSuite = 0xc013
	TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA            CipherSuite = 0xc014
	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256       CipherSuite = 0xc023
	TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256         CipherSuite = 0xc027
	TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384         CipherSuite = 0xc028
	TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256       CipherSuite = 0xc02b
	TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384       CipherSuite = 0xc02c
	TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256         CipherSuite = 0xc02f
	TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384         CipherSuite = 0xc030
	TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256   CipherSuite = 0xcca8
	TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 CipherSuite = 0xcca9
	TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256     CipherSuite = 0xccaa

	// These two are signals and no suites.
	TLS_EMPTY_RENEGOTIATION_INFO_SCSV CipherSuite = 0x00ff // RFC 5746 §3.3
	TLS_FALLBACK_SCSV                 CipherSuite = 0x5600 // RFC 7507 §2
)

// String returns the registry's name, for example "TLS_AES_128_GCM_SHA256".
func (c CipherSuite) String() string {
	return greased16(cipherSuites, unregisteredCipherSuites, uint16(c))
}

// Known reports whether the suite has a name; GREASE does not.
func (c CipherSuite) Known() bool {
	return known(cipherSuites, unregisteredCipherSuites, uint16(c))
}

// Registered reports whether IANA has the name.
func (c CipherSuite) Registered() bool { return known(cipherSuites, nil, uint16(c)) }

// TLS13 reports whether the suite is one of TLS 1.3. These do not name a key
// exchange. Source: RFC 8446 §B.4.
func (c CipherSuite) TLS13() bool {
	text, ok := find(cipherSuites, uint16(c))
	if !ok || strings.HasSuffix(text, "_SCSV") {
		return false
	}
	if c >= 0xc103 && c <= 0xc106 { // RFC 9367 §3 has "_WITH_" all the same
		return true
	}
	return !strings.Contains(text, "_WITH_")
}

// KeyExchange returns the part of the name before "_WITH_", for example
// "ECDHE_RSA". It is empty for suites of TLS 1.3 and for unknown ones.
func (c CipherSuite) KeyExchange() string {
	if c.TLS13() {
		return ""
	}
	exchange, _, _ := c.parts()
	if exchange == "PSK_DHE" { // RFC 6655 §5 turns two names around
		return "DHE_PSK"
	}
	return exchange
}

// Encryption returns the part of the name that says how records are
// encrypted, for example "AES_128_GCM", "NULL" where they are not, and nothing
// for unknown suites. The integrity-only suites of RFC 9150 give their MAC.
func (c CipherSuite) Encryption() string {
	_, encryption, _ := c.parts()
	return encryption
}

// Hash returns the last part of the name, for example "SHA256": the hash of the
// MAC where there is one, else that of the key schedule. It is empty where the
// name has none: AES_CCM of RFC 6655, which uses SHA256, and GOST.
func (c CipherSuite) Hash() string {
	_, _, hash := c.parts()
	return hash
}

// parts takes a name apart: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.
func (c CipherSuite) parts() (exchange, encryption, hash string) {
	text, _ := either(cipherSuites, unregisteredCipherSuites, uint16(c))
	text, _, _ = strings.Cut(text, " ") // "… (draft)"
	if strings.HasSuffix(text, "_SCSV") {
		return "", "", ""
	}
	rest, ok := strings.CutPrefix(text, "TLS_")
	if !ok {
		rest, ok = strings.CutPrefix(text, "SSL_")
	}
	if !ok {
		return "", "", ""
	}
	if before, after, with := strings.Cut(rest, "_WITH_"); with {
		exchange, rest = before, after
	}
	cut := strings.LastIndexByte(rest, '_')
	if cut < 0 {
		return exchange, rest, ""
	}
	switch rest[cut+1:] {
	case "NULL", "MD5", "SHA", "SHA256", "SHA384", "SHA512", "SM3", "ASCONHASH256":
		return exchange, rest[:cut], rest[cut+1:]
	}
	return exchange, rest, ""
}
