package handshake_test

import (
	"crypto/tls"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A goRun is a connection of two Go peers in memory.
type goRun struct {
	name           string
	client, server func(*tls.Config)
	runs           int // connections one after another with the same configs; the last is kept
}

func only(v uint16) func(*tls.Config) {
	return func(c *tls.Config) { c.MinVersion, c.MaxVersion = v, v }
}

func nothing(*tls.Config) {}

// goRuns are the shapes of a handshake that Go's crypto/tls can make.
var goRuns = []goRun{
	{name: "tls10", client: only(tls.VersionTLS10), server: withRSA},
	{name: "tls11", client: only(tls.VersionTLS11), server: withRSA},
	{name: "tls12", client: only(tls.VersionTLS12), server: nothing},
	{name: "tls12 rsa certificate", client: only(tls.VersionTLS12), server: withRSA},
	{name: "tls12 rsa key transport", client: func(c *tls.Config) {
		only(tls.VersionTLS12)(c)
		c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	}, server: withRSA},
	{name: "tls12 client certificate", client: func(c *tls.Config) {
		only(tls.VersionTLS12)(c)
		c.Certificates = []tls.Certificate{ecdsaCertificate()}
	}, server: withClientAuth},
	{name: "tls12 resumption", client: func(c *tls.Config) {
		only(tls.VersionTLS12)(c)
		c.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	}, server: nothing, runs: 2},
	{name: "tls13", client: only(tls.VersionTLS13), server: nothing},
	{name: "tls13 offered with older versions", client: nothing, server: nothing},
	{name: "tls13 hello retry", client: nothing, server: func(c *tls.Config) {
		c.CurvePreferences = []tls.CurveID{tls.CurveP384}
	}},
	{name: "tls13 client certificate", client: func(c *tls.Config) {
		c.Certificates = []tls.Certificate{ecdsaCertificate()}
	}, server: withClientAuth},
	{name: "tls13 resumption", client: func(c *tls.Config) {
		c.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	}, server: nothing, runs: 2},
	{name: "tls12 no common suite", client: func(c *tls.Config) {
		only(tls.VersionTLS12)(c)
		c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	}, server: nothing},
}

func withRSA(c *tls.Config) {
	c.Certificates = []tls.Certificate{rsaCertificate()}
	c.MinVersion = tls.VersionTLS10
	c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}
}

func withClientAuth(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }

// record runs the connection and returns what crossed. That it fails is not an
// error: what crossed is the subject.
func (r goRun) record() *capture.Recording {
	client := &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}}
	server := &tls.Config{Certificates: []tls.Certificate{ecdsaCertificate()}, NextProtos: []string{"http/1.1"}}
	r.client(client)
	r.server(server)
	var last *capture.Recording
	for range max(r.runs, 1) {
		last = peertest.Talk(client, server)
	}
	return last
}
