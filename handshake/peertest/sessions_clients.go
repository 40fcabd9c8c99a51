package peertest

import "crypto/tls"

// ClientSessions are clients of every kind at a server that speaks their version:
// curl, Chromium, Go, OpenSSL and GnuTLS.
func ClientSessions() []Session {
	var list []Session
	for _, v := range []struct {
		name, curl string
		number     uint16
	}{
		{"1.0", "1.0", tls.VersionTLS10}, {"1.1", "1.1", tls.VersionTLS11}, {"1.2", "1.2", tls.VersionTLS12}, {"1.3", "1.3", tls.VersionTLS13},
	} {
		only := func(c *tls.Config) { c.MinVersion, c.MaxVersion = v.number, v.number }
		list = append(list,
			Session{Name: "go at go " + v.name, Server: []string{"go"}, Client: []string{"go"}, Go: only},
			Session{Name: "go at openssl " + v.name, Client: []string{"go"}, Go: only,
				Server: []string{"openssl", "s_server", "-accept", "HOST:PORT", "-www", "-cert", "DIR/rsa.pem", "-cipher", "ALL:" + openssl0}},
			Session{Name: "curl at go " + v.name, Server: []string{"go"}, Go: only,
				Client: []string{"curl", "-sk", "--max-time", "20", "--tlsv" + v.curl, "--tls-max", v.curl, "--ciphers", "DEFAULT:" + openssl0,
					"--connect-to", "example.com:443:HOST:PORT", "https://example.com/"}},
		)
		if v.number >= tls.VersionTLS12 { // browsers gave up what is older
			list = append(list, Session{Name: "chromium at go " + v.name, Server: []string{"go"}, Go: only,
				Client: []string{"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
					"--disable-background-networking", "--disable-component-update", "--disable-sync", "--ignore-certificate-errors",
					"--user-data-dir=OWN", "--host-resolver-rules=MAP example.com HOST:PORT", "--dump-dom", "https://example.com/"}})
		}
	}
	return append(list,
		Session{Name: "openssl at go", Server: []string{"go"}, Client: []string{"openssl", "s_client", "-connect", "HOST:PORT", "-servername", "example.com", "-ign_eof"}},
		Session{Name: "gnutls at go", Server: []string{"go"}, Client: []string{"gnutls-cli", "--insecure", "--sni-hostname=example.com", "-p", "PORT", "HOST"}},
	)
}

// Sessions are all of them.
func Sessions() []Session {
	return append(append(ClientSessions(), OpenSSLSessions()...), GnuTLSSessions()...)
}
