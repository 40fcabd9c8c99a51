package matrix

import (
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// shapes are records and hellos of other shapes than the usual.
var shapes = []scenario{
	{"padded records, openssl at openssl", "openssl -tls1_3 -record_padding 512", func(k *talk) {
		k.connect("openssl -record_padding 1024")
		k.asks("little")
		k.answers("less")
		k.ends()
		k.judge(k.readKeys())
		padded := [3]int{}
		for _, it := range k.now().items {
			if it.Decrypted && it.Kind == handshake.KindRecord && it.Inner.Padding > 0 && it.Inner.Type == registry.ContentApplicationData {
				padded[it.From]++
			}
		}
		if padded[capture.Client] == 0 || padded[capture.Server] == 0 {
			k.Errorf("%d padded records of the client, %d of the server", padded[capture.Client], padded[capture.Server])
		}
	}},
	{"padded records, openssl at go", "go", func(k *talk) { k.longLines("openssl -record_padding 16384") }},
	{"fragments of 512 bytes 1.3, openssl at openssl", "openssl -tls1_3", func(k *talk) { k.fragments("openssl -maxfraglen 512") }},
	{"fragments of 512 bytes 1.2, openssl at openssl", "openssl -tls1_2", func(k *talk) { k.fragments("openssl -maxfraglen 512") }},
	{"fragments of 512 bytes 1.0, openssl at openssl", "openssl -tls1", func(k *talk) { k.fragments("openssl -maxfraglen 512 -cipher AES128-SHA:@SECLEVEL=0") }},
	{"fragments of 512 bytes 1.2, openssl at gnutls", "gnutls", func(k *talk) { k.fragments("openssl -tls1_2 -maxfraglen 512", 1, 400) }},
	{"record size limit 1.3, gnutls at gnutls", "gnutls --recordsize=1024", func(k *talk) { k.fragments("gnutls --recordsize=512", 1, 400) }},
	{"record size limit 1.2, gnutls at gnutls", "gnutls --recordsize=1024", func(k *talk) { k.fragments("gnutls --recordsize=512 --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2", 1, 400) }},
	{"no middlebox, openssl at openssl", "openssl -tls1_3 -no_middlebox", func(k *talk) { k.longLines("openssl -no_middlebox") }},
	{"hello retry, openssl at openssl", "openssl -tls1_3 -groups P-384", func(k *talk) { k.retries("openssl -groups X25519:P-384") }},
	{"hello retry with SHA-256, openssl at openssl", "openssl -tls1_3 -groups P-384 -ciphersuites TLS_AES_128_GCM_SHA256", func(k *talk) { k.retries("openssl -groups X25519:P-384") }},
	{"hello retry, go at openssl", "openssl -tls1_3 -groups P-521", func(k *talk) { k.retries("go P-521") }},
	{"hello retry, gnutls at gnutls", "gnutls --priority=NORMAL:-GROUP-ALL:+GROUP-SECP521R1", func(k *talk) {
		k.longLines("gnutls --single-key-share --priority=NORMAL:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP521R1")
	}},
	{"pre-shared key 1.3, openssl at openssl", "openssl -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256 -psk " + key, func(k *talk) { k.presents("openssl -psk " + key) }},
	{"pre-shared key 1.3 alone, openssl at openssl", "openssl -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256 -allow_no_dhe_kex -psk " + key, func(k *talk) { k.presents("openssl -allow_no_dhe_kex -psk " + key) }},
	{"pre-shared key 1.3, gnutls at gnutls", "gnutls --pskpasswd=psk --priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:+PSK:+DHE-PSK:+ECDHE-PSK", func(k *talk) {
		k.presents("gnutls --pskusername=" + user + " --pskkey=" + key + " --priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:+PSK:+DHE-PSK:+ECDHE-PSK")
	}},
	{"everything asked for, openssl at openssl", "openssl -status_file ocsp.der -alpn something,other", func(k *talk) { k.longLines("openssl -status -alpn other -tls1_3 -enable_pha") }},
	{"next protocol, openssl at openssl", "openssl -tls1_2 -nextprotoneg http/1.1,spdy/3", func(k *talk) {
		k.longLines("openssl -nextprotoneg http/1.1")
		k.wants(k.now(), capture.Client, "NextProtocol", 1)
	}},
}

// longLines are lines of several sizes, if none are given some that take more than
// one record. The echo of GnuTLS says records, not lines.
func (k *talk) longLines(client string, sizes ...int) {
	k.Helper()
	if sizes == nil {
		sizes = []int{1, 600, 3000}
	}
	k.connect(client)
	for _, n := range sizes {
		line := strings.Repeat("a", n-1) + "e" // no command of a program
		k.asks(line)
		if !k.echo {
			k.answers(line)
		}
	}
	k.ends()
	k.judge(k.readKeys())
}

// retries is longLines behind a HelloRetryRequest.
func (k *talk) retries(client string) {
	k.Helper()
	k.longLines(client)
	if !k.now().state.Retried {
		k.Error("the server did not ask for another hello")
	}
}

// presents is longLines under a pre-shared key.
func (k *talk) presents(client string) {
	k.Helper()
	k.longLines(client)
	if !k.now().state.Resumed || k.now().count(capture.Server, "Certificate") > 0 {
		k.Error("the server did not take the pre-shared key")
	}
}

// fragments is longLines in records of 512 bytes at most, in one of the ways.
func (k *talk) fragments(client string, sizes ...int) {
	k.Helper()
	k.longLines(client, sizes...)
	short := false
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		longest := 0
		for _, it := range k.now().items {
			if it.From == from && it.Protected && it.Kind == handshake.KindApplicationData {
				longest = max(longest, len(it.Bytes))
			}
			for _, p := range it.Pieces {
				if it.From == from && it.Kind == handshake.KindHandshake {
					longest = max(longest, p.Length)
				}
			}
		}
		short = short || longest <= 512
	}
	if !short {
		k.Error("both sides have longer records")
	}
}
