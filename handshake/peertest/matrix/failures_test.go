package matrix

import (
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// failures are handshakes of TLS 1.3 that end by an alert, encrypted unless they say
// otherwise.
var failures = []scenario{
	{"the client refuses, go at openssl", "openssl -tls1_3", func(k *talk) { k.fails("go refuses", capture.Client, registry.AlertBadCertificate) }},
	{"the client refuses, go at gnutls", "gnutls", func(k *talk) { k.fails("go refuses", capture.Client, registry.AlertBadCertificate) }},
	{"the client refuses, go at go", "go", func(k *talk) { k.fails("go refuses", capture.Client, registry.AlertBadCertificate) }},
	{"the client refuses in the clear, openssl at openssl", "openssl -tls1_3", func(k *talk) { // it has keys, and does not use them yet
		k.fails("openssl -verify_return_error -verify 1", capture.Client, registry.AlertUnknownCA)
	}},
	{"the server refuses, go at go", "go refuses", func(k *talk) { k.fails("go certificate", capture.Server, registry.AlertUnknownCA) }},
	{"the server refuses, openssl at go", "go refuses", func(k *talk) { k.fails("openssl -cert rsa.pem", capture.Server, registry.AlertUnknownCA) }},
	{"the server refuses, gnutls at go", "go refuses", func(k *talk) {
		k.fails("gnutls --x509certfile=rsa.crt --x509keyfile=rsa.key", capture.Server, registry.AlertUnknownCA)
	}},
	{"the server wants a certificate, openssl at openssl", "openssl -tls1_3 -Verify 1", func(k *talk) {
		k.fails("openssl", capture.Server, registry.AlertCertificateRequired)
	}},
}

// fails is a client whose handshake fails, or is failed.
func (k *talk) fails(client string, from capture.Side, want registry.Alert) {
	k.Helper()
	k.connect(client)
	k.byOpenSSL = false // it leaves by itself
	<-k.client.Ended()
	k.ends()
	k.now().broken = true
	k.judge(k.readKeys())
	encrypted := !strings.Contains(k.Name(), "in_the_clear")
	alerts := 0
	for _, it := range k.now().items {
		if a, ok := it.Message.(*handshake.Alert); ok && it.Decrypted == encrypted && it.From == from && a.Level == registry.AlertLevelFatal {
			alerts++
			if a.Description != want {
				k.Errorf("%s: the %s says %s", k.now().name, from, a.Description)
			}
		}
	}
	if alerts != 1 {
		k.Errorf("%s: %d alerts (encrypted: %v)", k.now().name, alerts, encrypted)
	}
}
