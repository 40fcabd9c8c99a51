package matrix

import "github.com/tlsteach/tlsteach/capture"

// authentications are clients with certificates, in the handshake and behind it
// (RFC 8446 §4.6.2).
var authentications = []scenario{
	{"client certificate 1.3, openssl at openssl", "openssl -tls1_3 -Verify 1", func(k *talk) { k.certified("openssl -cert rsa.pem", true) }},
	{"client certificate 1.2, openssl at openssl", "openssl -tls1_2 -Verify 1", func(k *talk) { k.certified("openssl -cert rsa.pem", false) }},
	{"client certificate 1.1, openssl at openssl", "openssl -tls1_1 -Verify 1", func(k *talk) { k.certified("openssl -cert rsa.pem -cipher ALL:@SECLEVEL=0", false) }},
	{"client certificate 1.0, openssl at openssl", "openssl -tls1 -Verify 1", func(k *talk) { k.certified("openssl -cert ecdsa.pem -cipher ALL:@SECLEVEL=0", false) }},
	{"client certificate 1.3, gnutls at gnutls", "gnutls --require-client-cert", func(k *talk) { k.certified("gnutls --x509certfile=rsa.crt --x509keyfile=rsa.key", true) }},
	{"client certificate 1.2, gnutls at gnutls", "gnutls --require-client-cert", func(k *talk) {
		k.certified("gnutls --x509certfile=rsa.crt --x509keyfile=rsa.key --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2", false)
	}},
	{"client certificate 1.0, gnutls at gnutls", "gnutls --require-client-cert", func(k *talk) {
		k.certified("gnutls --x509certfile=rsa.crt --x509keyfile=rsa.key --priority=NORMAL:-VERS-ALL:+VERS-TLS1.0", false)
	}},
	{"client certificate 1.3, go at go", "go certificate", func(k *talk) { k.certified("go certificate", true) }},
	{"client certificate 1.3, go at openssl", "openssl -Verify 1", func(k *talk) { k.certified("go certificate", true) }},
	{"client certificate 1.3, gnutls at openssl", "openssl -Verify 1", func(k *talk) { k.certified("gnutls --x509certfile=rsa.crt --x509keyfile=rsa.key", true) }},
	{"client certificate 1.2, openssl at go", "go certificate", func(k *talk) { k.certified("openssl -cert rsa.pem -tls1_2", false) }},
	{"no client certificate 1.3, openssl at openssl", "openssl -tls1_3 -verify 1", func(k *talk) {
		k.connect("openssl")
		k.asks("without")
		k.ends()
		k.judge(k.readKeys())
		k.wants(k.now(), capture.Client, "Certificate", 1)
		k.wants(k.now(), capture.Client, "CertificateVerify", 0)
	}},
	{"authentication behind the handshake, openssl at openssl", "openssl -tls1_3 -msg", func(k *talk) { k.authenticates("openssl -cert rsa.pem -enable_pha") }},
	{"authentication behind the handshake, gnutls at openssl", "openssl -tls1_3 -msg", func(k *talk) {
		k.authenticates("gnutls --post-handshake-auth --x509certfile=rsa.crt --x509keyfile=rsa.key")
	}},
}

// certified is a client with a certificate; in TLS 1.3 it crosses encrypted.
func (k *talk) certified(client string, encrypted bool) {
	k.Helper()
	k.connect(client)
	k.asks("who is there")
	k.ends()
	k.judge(k.readKeys())
	n := 0
	if encrypted {
		n = 1
	}
	k.wants(k.now(), capture.Client, "CertificateVerify", n)
	k.wants(k.now(), capture.Server, "CertificateRequest", n)
}

// authenticates is a client that is asked for its certificate later, twice, and for
// new keys between.
func (k *talk) authenticates(client string) {
	k.Helper()
	k.connect(client)
	k.asks("before")
	for range 2 {
		k.tells(k.server, "c", ", CertificateRequest")
		k.answers("who are you")
		k.asks("it is me")
		k.tells(k.server, "K", updated)
		k.answers("and now")
		k.asks("still me")
	}
	k.ends()
	k.now().later = 2
	k.judge(k.readKeys())
	k.wants(k.now(), capture.Server, "CertificateRequest", 2)
	k.wants(k.now(), capture.Client, "CertificateVerify", 2)
	k.wants(k.now(), capture.Client, "KeyUpdate", 2)
}
