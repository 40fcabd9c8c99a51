package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/ledger"
)

// kinds of keys, in the order in which subtests name them.
var keyKinds = []string{"RSA-2048", "P-256", "P-384", "P-521", "Ed25519"}

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// newKey makes a key; those of RSA are all one, since making them takes long.
func newKey(t testing.TB, kind string, from io.Reader) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	switch kind {
	case "RSA-2048":
		key, err = rsaKey()
	case "Ed25519":
		_, private, e := ed25519.GenerateKey(from)
		key, err = private, e
	default:
		curve := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[kind]
		key, err = ecdsa.GenerateKey(curve, from)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A trial is a pair of peers whose every draw must be placed.
type trial struct {
	name       string
	version    uint16
	key        string // of the server
	clientKey  string // empty: no client certificate
	groups     []tls.CurveID
	serverOnly []tls.CurveID // groups of the server, where they differ
	suite      uint16        // 0: crypto/tls chooses
	cache      bool          // the client wants tickets, and comes twice
	noTickets  bool          // the server gives none
	ech        string        // "taken", "stale" or empty
	alpn       bool
	newer      bool // the client also offers newer versions
	want       []ledger.Kind
}

func (c trial) String() string {
	parts := []string{tls.VersionName(c.version), c.key}
	if c.name != "" {
		parts = append(parts, c.name)
	}
	if c.suite != 0 {
		parts = append(parts, tls.CipherSuiteName(c.suite))
	}
	for _, g := range c.groups {
		parts = append(parts, g.String())
	}
	if c.clientKey != "" {
		parts = append(parts, "client "+c.clientKey)
	}
	return strings.Join(parts, ",")
}

// run makes the connections of a trial and returns the ledger of each.
func (c trial) run(t *testing.T, o Options) (sessions []*Session, issuer *Authority) {
	t.Helper()
	l := open(t, o)
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.IssueFor("school.example", newKey(t, c.key, ca.rand))
	if err != nil {
		t.Fatal(err)
	}
	client, server := l.ClientConfig("client", ca, "school.example"), l.ServerConfig("server", cert)
	client.MinVersion, client.MaxVersion, server.MinVersion, server.MaxVersion = c.version, c.version, c.version, c.version
	if c.newer {
		client.MaxVersion = 0
	}
	client.CurvePreferences, server.CurvePreferences = c.groups, c.groups
	if c.serverOnly != nil {
		server.CurvePreferences = c.serverOnly
	}
	if c.suite != 0 {
		client.CipherSuites, server.CipherSuites = []uint16{c.suite}, []uint16{c.suite}
	}
	if c.clientKey != "" {
		own, err := ca.IssueClient("alice", newKey(t, c.clientKey, ca.rand))
		if err != nil {
			t.Fatal(err)
		}
		client.Certificates, server.ClientCAs, server.ClientAuth = []tls.Certificate{own}, ca.Pool(), tls.RequireAndVerifyClientCert
	}
	if c.alpn {
		client.NextProtos, server.NextProtos = []string{"h2", "http/1.1"}, []string{"h2"}
	}
	server.SessionTicketsDisabled = c.noTickets
	times := 1
	if c.cache {
		client.ClientSessionCache, times = tls.NewLRUClientSessionCache(1), 2
	}
	if c.ech != "" {
		key, list, err := l.ECH("public.example")
		if err != nil {
			t.Fatal(err)
		}
		client.EncryptedClientHelloConfigList = list
		server.EncryptedClientHelloKeys = []tls.EncryptedClientHelloKey{key}
		if c.ech == "stale" {
			fresh, _, err := l.ECH("public.example")
			if err != nil {
				t.Fatal(err)
			}
			server.EncryptedClientHelloKeys[0] = fresh
			front, err := ca.IssueFor("public.example", newKey(t, c.key, ca.rand))
			if err != nil {
				t.Fatal(err)
			}
			server.Certificates = append(server.Certificates, front)
		}
	}
	for range times {
		s, err := l.Talk(
			TLSClient(client, func(c *tls.Conn) error { _, err := io.Copy(io.Discard, c); return err }),
			TLSServer(server, func(c *tls.Conn) error { _, err := io.WriteString(c, "word"); return err }))
		if err == nil && c.ech != "stale" {
			err = BothFine(s, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		sessions = append(sessions, s)
	}
	return sessions, ca
}

var allGroups = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521, tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024}

// trials are the lab's connections at every version, key type and key exchange.
func trials() []trial {
	var out []trial
	for _, key := range keyKinds {
		for _, g := range allGroups {
			out = append(out, trial{version: tls.VersionTLS13, key: key, groups: []tls.CurveID{g}})
		}
		for _, g := range allGroups[:4] {
			out = append(out, trial{version: tls.VersionTLS12, key: key, groups: []tls.CurveID{g}})
		}
		x := []tls.CurveID{tls.X25519}
		for _, v := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
			out = append(out,
				trial{name: "resumed", version: v, key: key, groups: x, cache: true, alpn: true},
				trial{name: "no tickets", version: v, key: key, groups: x, noTickets: true})
			for _, clientKey := range keyKinds {
				if key == clientKey || key == "RSA-2048" {
					out = append(out, trial{name: "client certificate", version: v, key: key, clientKey: clientKey, groups: x, cache: key == clientKey})
				}
			}
		}
		out = append(out,
			trial{name: "all groups offered", version: tls.VersionTLS13, key: key},
			trial{name: "fallback share", version: tls.VersionTLS13, key: key, serverOnly: x},
			trial{name: "retry", version: tls.VersionTLS13, key: key, serverOnly: []tls.CurveID{tls.CurveP256}, cache: true},
			trial{name: "retry to P-521", version: tls.VersionTLS13, key: key, groups: []tls.CurveID{tls.CurveP384, tls.CurveP521}, serverOnly: []tls.CurveID{tls.CurveP521}, clientKey: key},
			trial{name: "retry to a hybrid", version: tls.VersionTLS13, key: key, groups: []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768}, serverOnly: []tls.CurveID{tls.SecP256r1MLKEM768}},
			trial{name: "a newer client", version: tls.VersionTLS12, key: key, newer: true},
			trial{name: "ECH taken", version: tls.VersionTLS13, key: key, groups: x, ech: "taken", cache: true, want: []ledger.Kind{ledger.InnerRandom}},
			trial{name: "ECH taken, client certificate", version: tls.VersionTLS13, key: key, clientKey: key, ech: "taken"},
			trial{name: "ECH taken, retry", version: tls.VersionTLS13, key: key, groups: allGroups, serverOnly: []tls.CurveID{tls.CurveP384}, ech: "taken", want: []ledger.Kind{ledger.InnerRandom}},
			trial{name: "ECH stale", version: tls.VersionTLS13, key: key, groups: x, ech: "stale", want: []ledger.Kind{ledger.InnerRandom}},
			trial{name: "ECH stale, retry", version: tls.VersionTLS13, key: key, groups: allGroups, serverOnly: []tls.CurveID{tls.CurveP384}, ech: "stale"})
	}
	old := []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12}
	for _, v := range old {
		transport := []uint16{tls.TLS_RSA_WITH_RC4_128_SHA, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA}
		agreed := []uint16{tls.TLS_ECDHE_RSA_WITH_RC4_128_SHA, tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}
		if v == tls.VersionTLS12 {
			transport = append(transport, tls.TLS_RSA_WITH_AES_128_CBC_SHA256, tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384)
			agreed = append(agreed, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256)
		}
		for _, s := range transport {
			want := []ledger.Kind{ledger.PreMaster, ledger.Padding, ledger.Decoy}
			out = append(out, trial{version: v, key: "RSA-2048", suite: s, cache: true, want: want},
				trial{name: "no tickets", version: v, key: "RSA-2048", suite: s, noTickets: true, want: want})
		}
		for _, s := range agreed {
			out = append(out, trial{version: v, key: "RSA-2048", suite: s, cache: true})
		}
		for _, key := range keyKinds[1:4] {
			for _, s := range []uint16{tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA} {
				out = append(out, trial{version: v, key: key, suite: s, cache: true, want: []ledger.Kind{ledger.Hedging}})
			}
		}
		for _, clientKey := range keyKinds[:4] {
			out = append(out, trial{name: "client certificate", version: v, key: "RSA-2048", clientKey: clientKey, suite: tls.TLS_RSA_WITH_AES_128_CBC_SHA})
		}
	}
	return out
}

// TestEveryDrawIsPlaced: in the lab's own connections, every draw of two bytes or
// more of both peers and of who issued their certificates has its place.
func TestEveryDrawIsPlaced(t *testing.T) {
	kinds := map[ledger.Kind]int{}
	for i, c := range trials() {
		t.Run(c.String(), func(t *testing.T) {
			o := Options{Transport: Memory}
			if i%2 == 0 {
				o.Seed = seed(uint64(i))
			}
			sessions, issuer := c.run(t, o)
			for n, s := range sessions {
				l := s.Ledger(issuer)
				there := map[ledger.Kind]bool{}
				for _, p := range l.Placements {
					kinds[p.Kind]++
					there[p.Kind] = true
				}
				for _, p := range l.Unplaced() {
					t.Errorf("connection %d: draw %d of the %s: %s", n, p.Draw, p.Side, p.Text)
				}
				for _, k := range c.want {
					if n == 0 && !there[k] {
						t.Errorf("connection %d has no %s", n, k)
					}
				}
				if len(l.Placements) != len(s.ClientDraws)+len(s.ServerDraws)+len(issuer.Draws()) {
					t.Errorf("connection %d: %d placements", n, len(l.Placements))
				}
				checkEvidence(t, s, issuer, l)
			}
		})
	}
	for _, k := range []ledger.Kind{ledger.ClientRandom, ledger.InnerRandom, ledger.ServerRandom, ledger.SessionID, ledger.RecordIV, ledger.TicketIV,
		ledger.TicketAgeAdd, ledger.SerialNumber, ledger.EphemeralKey, ledger.MLKEMSeed, ledger.PreMaster, ledger.TicketKey, ledger.CertificateKey,
		ledger.PSSSalt, ledger.Padding, ledger.PaddingByte, ledger.Hedging, ledger.Decoy, ledger.LegacyTicketKey, ledger.Coin} {
		if kinds[k] == 0 {
			t.Errorf("no draw was a %s", k)
		}
	}
	t.Log(fmt.Sprint(kinds))
}
