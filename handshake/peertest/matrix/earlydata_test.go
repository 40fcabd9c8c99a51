package matrix

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// early is what is sent before the server says a word.
const early = "GET /early HTTP/1.0\r\n\r\n"

// earlyData is that of RFC 8446 §2.3, taken and refused.
var earlyData = []scenario{
	{"early data taken, openssl at openssl", "openssl -tls1_3 -early_data -num_tickets 1", func(k *talk) {
		k.comesEarly("openssl", "openssl", true)
		k.withoutEach()
	}},
	{"early data taken with SHA-256, openssl at openssl", "openssl -tls1_3 -early_data -ciphersuites TLS_CHACHA20_POLY1305_SHA256", func(k *talk) {
		k.comesEarly("openssl", "openssl", true)
	}},
	{"early data refused for it came before, openssl at openssl", "openssl -tls1_3 -early_data", func(k *talk) {
		k.comesEarly("openssl", "openssl", true)
		k.early("openssl", false)
		k.judge(k.readKeys())
		k.refuses()
	}},
	{"early data refused by a hello retry, openssl at openssl", "openssl -tls1_3 -early_data -groups P-384", func(k *talk) {
		k.comesEarly("openssl -groups P-384", "openssl -groups X25519:P-384", false)
		k.refuses()
	}},
	{"early data taken, openssl at gnutls", "gnutls --earlydata --maxearlydata=4096", func(k *talk) { k.comesEarly("openssl", "openssl", true) }},
	{"early data taken, gnutls at gnutls", "gnutls --earlydata --maxearlydata=4096", func(k *talk) { k.earlyGnuTLS(true) }},
	{"early data taken, gnutls at openssl", "openssl -tls1_3 -early_data", func(k *talk) { k.earlyGnuTLS(true) }},
}

// comesEarly is s_client that keeps its session and comes back with early data.
func (k *talk) comesEarly(first, again string, taken bool) {
	k.Helper()
	k.connect(first + " -sess_out OWN/session")
	k.asks("here")
	if !k.echo {
		k.answers("behind the tickets") // without them the client has nothing to keep
	}
	k.ends()
	k.early(again, taken)
	k.judge(k.readKeys())
	k.wantsEarly(taken)
}

// early is a connection with early data. The client's key log opens it, whether the
// server took it or not.
func (k *talk) early(client string, taken bool) {
	k.Helper()
	k.connect(client + " -sess_in OWN/session -early_data early")
	k.now().up = append(k.now().up, early...)
	k.asks("and later")
	if !k.echo {
		k.answers("never too late")
	}
	k.ends()
}

// refuses opens a connection with refused early data by the server's key log, which
// does not have its secret: that record alone stays closed.
func (k *talk) refuses() {
	k.Helper()
	keys, err := readLog(filepath.Join(k.dir, "server.log"))
	if err != nil {
		k.Fatal(err)
	}
	c := *k.now()
	c.up, c.refused = bytes.TrimPrefix(c.up, []byte(early)), 1
	items, _ := handshake.DecodeWith(c.recording, keys)
	if err := c.opened(items); err != nil {
		k.Errorf("%s, by the server's key log: %v", c.name, err)
	}
	for _, it := range items {
		if it.Protected && !it.Decrypted && it.Kind != handshake.KindRecord && it.Missing != "CLIENT_EARLY_TRAFFIC_SECRET" && !strings.HasPrefix(it.Missing, "CLIENT_EARLY_TRAFFIC_SECRET,") {
			k.Errorf("%s, by the server's key log: refused early data wants %s", c.name, it.Missing)
		}
	}
}

// earlyGnuTLS is gnutls-cli that comes back at once.
func (k *talk) earlyGnuTLS(taken bool) {
	k.Helper()
	k.connect("gnutls --resume --waitresumption --earlydata=early")
	k.begin()
	k.now().up = append(k.now().up, early...)
	k.asks("and later")
	k.ends()
	k.judge(k.readKeys())
	k.wantsEarly(taken)
}

func (k *talk) wantsEarly(taken bool) {
	k.Helper()
	n := 0
	if taken {
		n = 1
	}
	k.wants(k.now(), capture.Client, "EndOfEarlyData", n)
	if !strings.HasPrefix(string(data(k.now().items, capture.Client)), early) {
		k.Error("no early data is open")
	}
}
