package matrix

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// How far a cell gets that does not go all the way.
type reach int

const (
	allTheWay   reach = iota
	neverAgreed       // the programs do not agree on the suite
	neverTried        // nothing can make them choose it
	noData            // the handshake ends, and a program breaks off before it sends
)

// An exemption is what programs do not do though both speak the suite. The matrix
// tries these cells too, where they can be tried, and fails if they work.
type exemption struct {
	reach  reach
	is     func(c cell) bool
	reason string
}

var exemptions = []exemption{
	{neverTried, func(c cell) bool {
		return c.version == registry.VersionTLS13 && c.client == goTLS && c.server == goTLS && c.suite != registry.TLS_AES_128_GCM_SHA256
	}, "crypto/tls lets neither side choose among the suites of TLS 1.3, and prefers AES_128_GCM"},
	{neverAgreed, func(c cell) bool { return c.server == openssl && strings.HasPrefix(c.suite.KeyExchange(), "SRP") },
		"s_server of OpenSSL 3.0 forgets the user's name before it looks for it"},
	{neverAgreed, func(c cell) bool { return c.client == openssl && strings.HasPrefix(c.suite.KeyExchange(), "SRP") },
		"s_client of OpenSSL 3.0 crashes at the server's SRP parameters"},
	{noData, func(c cell) bool {
		return c.client == gnutls && (c.suite.KeyExchange() == "DHE_PSK" || c.suite.KeyExchange() == "ECDHE_PSK")
	}, "gnutls-cli 3.7 crashes when it wants to show the parameters of the key exchange"},
}

// exempt is the exemption of a cell, or nil.
func (c cell) exempt() (*exemption, reach) {
	for i := range exemptions {
		if e := &exemptions[i]; e.is(c) {
			return e, e.reach
		}
	}
	return nil, allTheWay
}
