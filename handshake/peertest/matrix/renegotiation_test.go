package matrix

import (
	"crypto/rsa"

	"github.com/tlsteach/tlsteach/handshake"
)

// renegotiations are handshakes within a connection (RFC 5246 §7.4.1.1), the second
// one under the keys of the first.
var renegotiations = []scenario{
	{"renegotiation by the client, openssl at openssl 1.2", "openssl -tls1_2 -client_renegotiation", func(k *talk) { k.renegotiates("openssl", "R", "RENEGOTIATING") }},
	{"renegotiation by the client, openssl at openssl 1.1", "openssl -tls1_1 -client_renegotiation", func(k *talk) { k.renegotiates("openssl -cipher ALL:@SECLEVEL=0", "R", "RENEGOTIATING") }},
	{"renegotiation by the client, openssl at openssl 1.0", "openssl -tls1 -client_renegotiation", func(k *talk) { k.renegotiates("openssl -cipher ALL:@SECLEVEL=0", "R", "RENEGOTIATING") }},
	{"renegotiation with RSA and CBC, openssl at openssl", "openssl -tls1_2 -client_renegotiation", func(k *talk) {
		k.renegotiates("openssl -cipher AES128-SHA", "R", "RENEGOTIATING")
		k.judge(&handshake.Keys{RSA: []*rsa.PrivateKey{k.lab.RSA.PrivateKey.(*rsa.PrivateKey)}})
	}},
	{"renegotiation with CBC that MACs first, openssl at openssl", "openssl -tls1_2 -client_renegotiation", func(k *talk) { k.renegotiates("openssl -no_etm -cipher ECDHE-RSA-AES256-SHA384", "R", "RENEGOTIATING") }},
	{"renegotiation by the client, gnutls at gnutls", "gnutls", func(k *talk) {
		k.renegotiates("gnutls --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2", "^renegotiate^", "ReHandshake was completed")
	}},
	{"renegotiation by the client with RSA and CBC, gnutls at gnutls", "gnutls --priority=NORMAL:+RSA", func(k *talk) {
		k.renegotiates("gnutls --priority=NORMAL:-VERS-ALL:+VERS-TLS1.1:-KX-ALL:+RSA:-CIPHER-ALL:+AES-128-CBC", "^renegotiate^", "ReHandshake was completed")
		k.judge(&handshake.Keys{RSA: []*rsa.PrivateKey{k.lab.RSA.PrivateKey.(*rsa.PrivateKey)}})
	}},
	{"renegotiation by the client, gnutls at openssl", "openssl -client_renegotiation", func(k *talk) {
		k.renegotiates("gnutls --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2", "^renegotiate^", "ReHandshake was completed")
	}},
	{"renegotiation by the client, openssl at gnutls", "gnutls", func(k *talk) { k.renegotiates("openssl -tls1_2", "R", "RENEGOTIATING") }},
	{"renegotiation by the server, openssl at openssl", "openssl -tls1_2", func(k *talk) { k.isRenegotiated("openssl", "r") }},
	{"renegotiation by the server for a certificate, openssl at openssl", "openssl -tls1_2", func(k *talk) { k.isRenegotiated("openssl -cert rsa.pem", "R") }},
	{"renegotiation by the server, go at openssl", "openssl -tls1_2", func(k *talk) { k.isRenegotiated("go renegotiates", "r") }},
	{"renegotiation by the server for a certificate, go at openssl", "openssl -tls1_2", func(k *talk) { k.isRenegotiated("go renegotiates", "R") }},
	{"renegotiation by the server, gnutls at openssl", "openssl -tls1_2", func(k *talk) { k.isRenegotiated("gnutls", "r") }},
}

// renegotiates is a client that wants it.
func (k *talk) renegotiates(client, command, done string) {
	k.Helper()
	k.connect(client)
	k.asks("before")
	k.tells(k.client, command, done)
	k.asks("behind")
	if !k.echo {
		k.answers("behind, too")
	}
	k.ends()
	k.now().handshakes = 2
	k.judge(k.readKeys())
}

// isRenegotiated is a client that is asked to.
func (k *talk) isRenegotiated(client, command string) {
	k.Helper()
	k.connect(client)
	k.asks("before")
	k.answers("so be it")
	k.tells(k.server, command, "SSL_do_handshake -> 1")
	k.answers("behind")
	k.asks("behind, too")
	k.ends()
	k.now().handshakes = 2
	k.judge(k.readKeys())
}
