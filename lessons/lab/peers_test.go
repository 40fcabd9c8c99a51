package lab

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// pair is an authority and Configs for two connections.
func pair(t *testing.T, l *Lab) (client, server *tls.Config) {
	t.Helper()
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	return l.ClientConfig("client", ca, "school.example"), l.ServerConfig("server", cert)
}

// hello makes a connection that says one word.
func hello(t *testing.T, l *Lab, client, server *tls.Config) *Session {
	t.Helper()
	s, err := l.Talk(
		TLSClient(client, func(c *tls.Conn) error { _, err := io.Copy(io.Discard, c); return err }),
		TLSServer(server, func(c *tls.Conn) error { _, err := io.WriteString(c, "word"); return err }))
	if err := BothFine(s, err); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSessionsHoldTheirOwnDrawsAndSecrets: also where connections share a Config,
// which keeps a ticket key from one to the next.
func TestSessionsHoldTheirOwnDrawsAndSecrets(t *testing.T) {
	for name, o := range map[string]Options{"seeded": {Seed: seed(1), Transport: Memory}, "fresh": {}} {
		t.Run(name, func(t *testing.T) {
			l := open(t, o)
			if !l.SeesDraws() {
				t.Fatal("draws that are not seen")
			}
			client, server := pair(t, l)
			client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
			var randoms []string
			for i := range 3 {
				s := hello(t, l, client, server)
				items, state := handshake.Decode(s.Recording)
				random := hex.EncodeToString(items[1].Message.(*handshake.ClientHello).Random)
				randoms = append(randoms, random)
				if state.Resumed != (i > 0) || s.Client != client || s.Server != server || s.DrawsErr != nil {
					t.Errorf("connection %d: %+v", i, s)
				}
				if first := s.ClientDraws[0]; hex.EncodeToString(first.Bytes) != random {
					t.Errorf("connection %d: the first draw is %x, the random %s", i, first.Bytes, random)
				}
				lines := bytes.Count(s.KeyLog, []byte("\n"))
				if lines != 4 || bytes.Count(s.KeyLog, []byte(random)) != 4 {
					t.Errorf("connection %d: the key log has %d lines, not the 4 of %s:\n%s", i, lines, random, s.KeyLog)
				}
				ends := s.Recording.Events[len(s.Recording.Events)-1].At
				for _, d := range append(s.ClientDraws, s.ServerDraws...) {
					if d.At < 0 || d.At > ends {
						t.Errorf("connection %d: a draw at %v, the end at %v", i, d.At, ends)
					}
				}
				ticketKeys := 0
				for _, d := range s.ServerDraws {
					if len(d.Bytes) == 32 {
						ticketKeys++
					}
				}
				// Random and ephemeral key; before the first connection two ticket keys, and in it the signature's draw.
				if want := map[bool]int{true: 2, false: 5}[i > 0]; ticketKeys != want {
					t.Errorf("connection %d: %d draws of 32 bytes by the server, want %d", i, ticketKeys, want)
				}
			}
			if randoms[0] == randoms[1] || randoms[1] == randoms[2] {
				t.Error("a random that repeats")
			}
		})
	}
}

func TestSessionWithoutTLSHasNoDraws(t *testing.T) {
	l := open(t, Options{Transport: Memory})
	client, server := pair(t, l)
	hello(t, l, client, server)
	quiet := func(net.Conn) error { return nil }
	s, err := l.Talk(quiet, quiet)
	if err != nil || s.ClientDraws != nil || s.ServerDraws != nil || s.KeyLog != nil || s.Client != nil || s.Server != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestSecretsOfAnotherConnectionAreLeftOut: one that was made beside the lab.
func TestSecretsOfAnotherConnectionAreLeftOut(t *testing.T) {
	l := open(t, Options{Transport: Memory})
	client, server := pair(t, l)
	c, s := capture.Pipe()
	go func() { _ = tls.Server(s, server).Handshake() }()
	if err := tls.Client(c, client).Handshake(); err != nil {
		t.Fatal(err)
	}
	session := hello(t, l, client, server)
	if n := bytes.Count(session.KeyLog, []byte("\n")); n != 4 {
		t.Errorf("%d lines", n)
	}
}

// TestOnceKeepsWhatDiffers: where peers disagree, both have logged.
func TestOnceKeepsWhatDiffers(t *testing.T) {
	if got := string(once([]byte("a 1\nb 2\na 1\na 2\n"))); got != "a 1\nb 2\na 2\n" {
		t.Errorf("%q", got)
	}
}

// TestFailedConnectionsHaveTheirDraws: what was drawn before they failed.
func TestFailedConnectionsHaveTheirDraws(t *testing.T) {
	l := open(t, Options{Transport: Memory})
	client, server := pair(t, l)
	client.ServerName = "bank.example"
	nothing := func(*tls.Conn) error { return nil }
	s, err := l.Talk(TLSClient(client, nothing), TLSServer(server, nothing))
	if err != nil || s.ClientErr == nil || len(s.ClientDraws) < 3 || len(s.ServerDraws) < 4 || !strings.Contains(string(s.KeyLog), "SERVER_HANDSHAKE_TRAFFIC_SECRET") {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestAuthoritiesKeepTheirDraws: the key comes first.
func TestAuthoritiesKeepTheirDraws(t *testing.T) {
	l := open(t, Options{Seed: seed(2)})
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	before := len(ca.Draws())
	key, err := rsa.GenerateKey(l.Rand("rsa"), 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, issue := range []func() (tls.Certificate, error){
		func() (tls.Certificate, error) { return ca.IssueFor("school.example", key) },
		func() (tls.Certificate, error) { return ca.IssueClient("alice", key) },
	} {
		cert, err := issue()
		if err != nil || cert.Leaf.CheckSignatureFrom(ca.Certificate) != nil || cert.PrivateKey != key {
			t.Errorf("%v", err)
		}
	}
	if n := len(ca.Draws()); before < 3 || n < before+4 {
		t.Errorf("%d draws for the root, %d with two leaves", before, n)
	}
}

// TestKeyLogsOpenWhatCrossed: also where crypto/tls logs nothing, or under a random
// that does not cross.
func TestKeyLogsOpenWhatCrossed(t *testing.T) {
	for _, c := range []trial{
		{name: "resumed", version: tls.VersionTLS12, key: "P-256", cache: true},
		{name: "resumed", version: tls.VersionTLS13, key: "P-256", cache: true},
		{name: "ECH", version: tls.VersionTLS13, key: "P-256", ech: "taken"},
		{name: "ECH, retry", version: tls.VersionTLS13, key: "P-256", ech: "taken", serverOnly: []tls.CurveID{tls.CurveP521}},
		{name: "stale ECH", version: tls.VersionTLS13, key: "P-256", ech: "stale"},
	} {
		sessions, _ := c.run(t, Options{Transport: Memory})
		for n, s := range sessions {
			items, _ := s.Opened()
			random, opened := "", 0
			for _, it := range items {
				if m, ok := it.Message.(*handshake.ClientHello); ok {
					random = hex.EncodeToString(m.Random)
				}
				if it.Protected && !it.Decrypted {
					t.Errorf("%s, connection %d: closed: %s", c, n, it.Missing)
				}
				if it.Decrypted {
					opened++
				}
				// Where the hidden hello was taken, the peers hash it and not what crossed.
				if want := c.ech != "taken"; it.Name == "Finished" && (it.Verify == handshake.Matches) != want || it.Verify == handshake.Differs {
					t.Errorf("%s, connection %d: the Finished of the %s: %v", c, n, it.From, it.Verify)
				}
			}
			if opened == 0 || !strings.Contains(string(s.KeyLog), random) {
				t.Errorf("%s, connection %d: %d opened, %s in\n%s", c, n, opened, random, s.KeyLog)
			}
			if c.ech != "taken" && strings.Count(string(s.KeyLog), random) != strings.Count(string(s.KeyLog), "\n") {
				t.Errorf("%s, connection %d: lines of others:\n%s", c, n, s.KeyLog)
			}
		}
	}
}
