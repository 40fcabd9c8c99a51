package matrix

import "github.com/tlsteach/tlsteach/capture"

// updated is what s_server says of its KeyUpdate.
const updated = ">>> TLS 1.3, Handshake [length 0005], KeyUpdate"

// keyUpdates are those of RFC 8446 §4.6.3: K asks the other side to do the same, k
// does not. Go's answer goes out with what it says next.
var keyUpdates = []scenario{
	{"key update, openssl at openssl", "openssl -tls1_3 -msg", func(k *talk) {
		k.connect("openssl")
		k.asks("before")
		k.tells(k.client, "K", "KEYUPDATE")
		k.asks("behind the client's")
		k.answers("and its answer")
		k.await(k.server, updated)
		k.tells(k.server, "k", updated)
		k.answers("behind the server's")
		k.tells(k.server, "K", updated)
		k.answers("and again")
		k.asks("all of it")
		k.tells(k.client, "k", "KEYUPDATE")
		k.asks("the end")
		k.ends()
		k.judge(k.readKeys())
		k.wants(k.now(), capture.Client, "KeyUpdate", 3)
		k.wants(k.now(), capture.Server, "KeyUpdate", 3)
	}},
	{"key update, openssl at gnutls", "gnutls", func(k *talk) { k.updates("openssl", "K", "KEYUPDATE") }},
	{"key update, openssl at go", "go", func(k *talk) { k.updates("openssl", "K", "KEYUPDATE") }},
	{"key update, gnutls at gnutls", "gnutls", func(k *talk) { k.updates("gnutls", "^rekey^", "Rekey was completed") }},
	{"key update, gnutls at go", "go", func(k *talk) { k.updates("gnutls", "^rekey^", "Rekey was completed") }},
	{"key update of one side, gnutls at gnutls", "gnutls", func(k *talk) {
		k.connect("gnutls")
		k.asks("before")
		k.tells(k.client, "^rekey1^", "Rekey was completed")
		k.asks("behind it")
		k.ends()
		k.judge(k.readKeys())
		k.wants(k.now(), capture.Client, "KeyUpdate", 1)
		k.wants(k.now(), capture.Server, "KeyUpdate", 0)
	}},
	{"key update, go at openssl", "openssl -tls1_3 -msg", func(k *talk) { k.serverUpdates("go") }},
	{"key update, gnutls at openssl", "openssl -tls1_3 -msg", func(k *talk) { k.serverUpdates("gnutls") }},
}

// updates is a client that asks an echoing server for new keys, twice.
func (k *talk) updates(client, command, done string) {
	k.Helper()
	k.connect(client)
	k.asks("before")
	k.tells(k.client, command, done)
	k.asks("between")
	k.tells(k.client, command, done)
	k.asks("behind")
	k.ends()
	k.judge(k.readKeys())
	k.wants(k.now(), capture.Client, "KeyUpdate", 2)
	k.wants(k.now(), capture.Server, "KeyUpdate", 2)
}

// serverUpdates is a server of OpenSSL that does it.
func (k *talk) serverUpdates(client string) {
	k.Helper()
	k.connect(client)
	k.asks("before")
	k.tells(k.server, "K", updated)
	k.answers("behind the server's")
	k.asks("and the client's")
	k.tells(k.server, "k", updated)
	k.answers("the server's alone")
	k.asks("the end")
	k.ends()
	k.judge(k.readKeys())
	k.wants(k.now(), capture.Server, "KeyUpdate", 2)
	k.wants(k.now(), capture.Client, "KeyUpdate", 1)
}
