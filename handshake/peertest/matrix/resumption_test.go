package matrix

import (
	"bytes"
	"crypto/rsa"
	"os"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
)

// resumptions are sessions that later connections go on with: by session ID or
// ticket (RFC 5246 §7.3, RFC 5077), and as a pre-shared key (RFC 8446 §2.2).
var resumptions = []scenario{
	{"session ID 1.2, openssl at openssl", "openssl -tls1_2 -no_ticket", func(k *talk) { k.reconnects("-no_ticket -cipher ECDHE-RSA-AES128-GCM-SHA256") }},
	{"ticket 1.2, openssl at openssl", "openssl -tls1_2", func(k *talk) { k.reconnects("-cipher ECDHE-RSA-AES128-GCM-SHA256") }},
	{"session ID 1.2 and RSA, openssl at openssl", "openssl -tls1_2 -no_ticket", func(k *talk) { k.byRSA(func() { k.reconnects("-no_ticket -cipher AES128-GCM-SHA256") }) }},
	{"ticket 1.2 and RSA, openssl at openssl", "openssl -tls1_2", func(k *talk) { k.byRSA(func() { k.reconnects("-cipher AES256-SHA") }) }},
	{"session ID 1.1 and RSA, openssl at openssl", "openssl -tls1_1 -no_ticket", func(k *talk) { k.byRSA(func() { k.reconnects("-no_ticket -cipher AES128-SHA:@SECLEVEL=0") }) }},
	{"ticket 1.0 and RSA, openssl at openssl", "openssl -tls1", func(k *talk) { k.byRSA(func() { k.reconnects("-cipher AES128-SHA:@SECLEVEL=0 -no_etm") }) }},
	{"session ID 1.2 and RSA, gnutls at gnutls", "gnutls --noticket --priority=NORMAL:+RSA", func(k *talk) {
		k.byRSA(func() { k.resumes("gnutls --noticket --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA") })
	}},
	{"ticket 1.2 and RSA, gnutls at gnutls", "gnutls --priority=NORMAL:+RSA", func(k *talk) {
		k.byRSA(func() { k.resumes("gnutls --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA") })
	}},
	{"ticket 1.2 and RSA with no extended master secret, gnutls at openssl", "openssl -tls1_2", func(k *talk) {
		k.byRSA(func() { k.resumes("gnutls --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:%NO_SESSION_HASH") })
	}},
	{"ticket 1.2, gnutls at go", "go", func(k *talk) { k.resumes("gnutls --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2") }},
	{"ticket 1.2, go at openssl", "openssl", func(k *talk) { k.comesBack("go 1.2 resumes") }},
	{"ticket 1.2, go at gnutls", "gnutls", func(k *talk) { k.comesBack("go 1.2 resumes") }},
	{"ticket 1.2, go at go", "go", func(k *talk) { k.comesBack("go 1.2 resumes") }},
	{"ticket 1.3, go at openssl", "openssl", func(k *talk) { k.comesBack("go resumes") }},
	{"ticket 1.3, go at gnutls", "gnutls", func(k *talk) { k.comesBack("go resumes") }},
	{"ticket 1.3, go at go", "go", func(k *talk) { k.comesBack("go resumes") }},
	{"ticket 1.3, openssl at openssl", "openssl -tls1_3", func(k *talk) { k.keepsSession("openssl") }},
	{"ticket 1.3 with no new key exchange, openssl at openssl", "openssl -tls1_3 -allow_no_dhe_kex -num_tickets 1", func(k *talk) { k.keepsSession("openssl -allow_no_dhe_kex") }},
	{"ticket 1.3, openssl at gnutls", "gnutls", func(k *talk) { k.keepsSession("openssl") }},
	{"ticket 1.3, openssl at go", "go", func(k *talk) { k.keepsSession("openssl") }},
	{"ticket 1.3, gnutls at gnutls", "gnutls", func(k *talk) { k.resumes("gnutls") }},
	{"ticket 1.3, gnutls at openssl", "openssl", func(k *talk) { k.resumes("gnutls") }},
	{"ticket 1.3, gnutls at go", "go", func(k *talk) { k.resumes("gnutls") }},
}

// wentOn judges what crossed: a session was gone on with, and what the first connection
// showed opens it.
func (k *talk) wentOn() {
	k.Helper()
	k.judge(k.readKeys())
	k.wantsResumed()
	k.fromTheFirst()
}

// reconnects is s_client that connects six times before it says a word.
func (k *talk) reconnects(args string) {
	k.Helper()
	k.connect("openssl -reconnect " + args)
	for range 5 {
		k.begin()
	}
	k.asks("back again")
	k.ends()
	k.wentOn()
}

// resumes is gnutls-cli that is told to go on with the session.
func (k *talk) resumes(client string) {
	k.Helper()
	k.connect(client)
	k.asks("here")
	if !k.echo {
		k.answers("there")
	}
	k.write(k.client, "^resume^\n")
	k.await(k.client, "Resume Handshake was completed")
	k.begin()
	k.asks("back again")
	k.ends()
	k.wentOn()
}

// comesBack is a client of Go that remembers sessions.
func (k *talk) comesBack(client string) {
	k.Helper()
	for _, line := range []string{"here", "back again"} {
		k.connect(client)
		k.asks(line)
		if !k.echo {
			k.answers("yes, " + line)
		}
		k.ends()
	}
	k.wentOn()
}

// keepsSession is s_client that keeps the session in a file.
func (k *talk) keepsSession(client string) {
	k.Helper()
	for _, session := range []string{"-sess_out", "-sess_in"} {
		k.connect(client + " " + session + " OWN/session")
		k.asks("with " + session)
		if !k.echo {
			k.answers("well, " + session)
		}
		k.ends()
	}
	k.judge(k.readKeys())
	k.wantsResumed()
}

// wantsResumed says that all connections but the first are resumed ones.
func (k *talk) wantsResumed() {
	k.Helper()
	for i, c := range k.connections {
		if c.state.Resumed != (i > 0) {
			k.Errorf("%s: resumed: %v", c.name, c.state.Resumed)
		}
	}
}

// fromTheFirst opens all connections up to TLS 1.2 by what the key log says of the
// first: its master secret is that of the session.
func (k *talk) fromTheFirst() {
	k.Helper()
	if k.now().state.Version > 0x0303 {
		return
	}
	log, err := os.ReadFile(k.clientLog())
	if err != nil {
		k.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		if strings.HasPrefix(line, "CLIENT_RANDOM") {
			keys := new(handshake.Keys)
			if err := keys.Log.Read(bytes.NewReader([]byte(line)), "the first line"); err != nil {
				k.Fatal(err)
			}
			k.judge(keys)
			return
		}
	}
	k.Error("the key log has no master secret")
}

// byRSA plays and opens the same again by the server's key alone: what the first
// connection shows of the session opens the others.
func (k *talk) byRSA(play func()) {
	k.Helper()
	play()
	k.judge(&handshake.Keys{RSA: []*rsa.PrivateKey{k.lab.RSA.PrivateKey.(*rsa.PrivateKey)}})
}
