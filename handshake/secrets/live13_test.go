package secrets

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"slices"
	"testing"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A seen13 is what recompute13 learned. The readers stand before the first
// application record, and have its keys.
type seen13 struct {
	suite          registry.CipherSuite
	group          registry.Group
	hash           crypto.Hash
	steps          Derivation
	client, server *liveReader
}

// recompute13 computes a connection again, from draws and recorded bytes, and
// holds it against the key log, the exporters, the Finished and the binders.
func recompute13(t *testing.T, run *liveRun, psk []byte) seen13 {
	t.Helper()
	client, server := liveReaders(t, run)
	hello1 := client.message(true)
	messages := [][]byte{hello1}
	serverHello := server.message(true)
	hello := hello1
	suite := parseHello(t, serverHello).suite
	h, err := HashOf(tls13Version, suite)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(parseHello(t, serverHello).random, helloRetryRandom[:]) {
		hash, err := MessageHash(h, hello1)
		if err != nil {
			t.Fatal(err)
		}
		hello = client.message(true)
		messages = [][]byte{hash.last(), serverHello, hello}
		serverHello = server.message(true)
	}
	before := slices.Clone(messages) // of the ServerHello; the last is the ClientHello
	sum13 := func() []byte { return sum(h, messages...) }
	in := Inputs13{Version: tls13Version, Suite: suite, PSK: psk, ClientHello: sum13()}
	messages = append(messages, serverHello)
	in.ServerHello = sum13()
	answer := parseHello(t, serverHello)
	group, share := answer.share(t, false, 0)
	in.Shared = liveShared(t, run, group, parseHello(t, hello), share)
	if psk != nil {
		if _, ok := answer.rest[41]; !ok {
			t.Fatal("the server did not take the PSK")
		}
		in.Binder, in.Truncated = ResumptionBinder, truncated(t, h, before)
	}

	partly, err := Schedule13(in)
	if err != nil {
		t.Fatal(err)
	}
	server.half = half13(t, suite, partly.Output("server_handshake_traffic_secret"))
	flight := server.until(20)
	messages = append(messages, flight[:len(flight)-1]...)
	in.BeforeServerFinished = sum13()
	serverFinished := flight[len(flight)-1]
	messages = append(messages, serverFinished)
	in.ServerFinished = sum13()
	client.half = half13(t, suite, partly.Output("client_handshake_traffic_secret"))
	flight = client.until(20)
	messages = append(messages, flight[:len(flight)-1]...)
	in.BeforeClientFinished = sum13()
	clientFinished := flight[len(flight)-1]
	messages = append(messages, clientFinished)
	in.ClientFinished = sum13()

	d, err := Schedule13(in)
	if err != nil {
		t.Fatal(err)
	}
	for name, message := range map[string][]byte{"server_finished": serverFinished, "client_finished": clientFinished} {
		if got := d.Output(name); !bytes.Equal(got, message[4:]) {
			t.Errorf("%s is %x, on the wire %x", name, got, message[4:])
		}
	}
	if psk != nil && !bytes.Equal(d.Output("binder"), hello[len(hello)-h.Size():]) {
		t.Errorf("binder is %x, on the wire %x", d.Output("binder"), hello[len(hello)-h.Size():])
	}
	random := parseHello(t, hello1).random
	for label, name := range map[string]string{
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET": "client_handshake_traffic_secret", "SERVER_HANDSHAKE_TRAFFIC_SECRET": "server_handshake_traffic_secret",
		"CLIENT_TRAFFIC_SECRET_0": "client_application_traffic_secret_0", "SERVER_TRAFFIC_SECRET_0": "server_application_traffic_secret_0",
	} {
		logged(t, run.keylog, label, random, d.Output(name))
	}
	exported(t, run, func(label string, context []byte, n int) []byte {
		e, err := Exporter(h, d.Output("exporter_master_secret"), label, context, n)
		if err != nil {
			t.Fatal(err)
		}
		return e.last()
	})

	client.half = half13(t, suite, d.Output("client_application_traffic_secret_0"))
	server.half = half13(t, suite, d.Output("server_application_traffic_secret_0"))
	return seen13{suite: suite, group: group, steps: d, hash: h, client: client, server: server}
}

// talk reads what the peers said, and returns the PSKs of the tickets before it.
func (s seen13) talk(t *testing.T) (psks [][]byte) {
	t.Helper()
	if got := s.client.application(); got != ping {
		t.Errorf("the client said %q", got)
	}
	for {
		rec, ok := s.server.next()
		if !ok {
			t.Fatal("the server said nothing")
		}
		if rec.typ == registry.ContentApplicationData {
			if string(rec.content) != pong {
				t.Errorf("the server said %q", rec.content)
			}
			return psks
		}
		psks = append(psks, ticketPSK(t, s.hash, s.steps, rec.content))
	}
}

// ticketPSK is the PSK of a NewSessionTicket: RFC 8446 §4.6.1.
func ticketPSK(t *testing.T, h crypto.Hash, d Derivation, message []byte) []byte {
	t.Helper()
	s := cryptobyte.String(message)
	var nonce cryptobyte.String
	if !s.Skip(4+4+4) || !s.ReadUint8LengthPrefixed(&nonce) {
		t.Fatal("a NewSessionTicket cannot be read")
	}
	psk, err := ResumptionPSK(h, d.Output("resumption_master_secret"), nonce)
	if err != nil {
		t.Fatal(err)
	}
	return psk.Output
}

// truncated is the hash that a single binder is over.
func truncated(t *testing.T, h crypto.Hash, messages [][]byte) []byte {
	t.Helper()
	last := messages[len(messages)-1]
	cut := last[:len(last)-h.Size()-3] // RFC 8446 §4.2.11.2: without the list of binders
	return sum(h, append(slices.Clone(messages[:len(messages)-1]), cut)...)
}

// liveShared agrees from the client's draws, and from the server's where they
// are enough: what a server draws for ML-KEM comes from another source.
func liveShared(t *testing.T, run *liveRun, g registry.Group, hello liveHello, serverShare []byte) []byte {
	t.Helper()
	_, clientShare := hello.share(t, true, g)
	private := run.drawn[capture.Client]
	if private == nil { // the client is another program
		s, err := SharedSecret(g, run.drawn[capture.Server].private(t, g, serverShare), clientShare)
		if err != nil {
			t.Fatal(err)
		}
		return s.Output
	}
	var key []byte
	switch g {
	case registry.GroupX25519MLKEM768:
		key = append(bytes.Clone(private.seed(t)), private.private(t, registry.GroupX25519, clientShare[len(clientShare)-32:])...)
	case registry.GroupSecP256r1MLKEM768:
		key = append(private.private(t, registry.GroupSecp256r1, clientShare[:65]), private.seed(t)...)
	case registry.GroupSecP384r1MLKEM1024:
		key = append(private.private(t, registry.GroupSecp384r1, clientShare[:97]), private.seed(t)...)
	default:
		key = private.private(t, g, clientShare)
		other, err := SharedSecret(g, run.drawn[capture.Server].private(t, g, serverShare), clientShare)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := SharedSecret(g, key, serverShare)
		if err != nil || !bytes.Equal(mine.Output, other.Output) {
			t.Fatalf("the peers' draws give different secrets (%v)", err)
		}
	}
	s, err := SharedSecret(g, key, serverShare)
	if err != nil {
		t.Fatal(err)
	}
	return s.Output
}

func half13(t *testing.T, suite registry.CipherSuite, secret []byte) *record.Half {
	t.Helper()
	keys, _, err := TrafficKeys(tls13Version, suite, secret)
	if err != nil {
		t.Fatal(err)
	}
	half, err := record.New(tls13Version, suite, keys, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return half
}

func TestLiveTLS13IsComputedAgain(t *testing.T) {
	cert := peer.ECDSA()
	for _, g := range []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521, tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024} {
		t.Run(g.String(), func(t *testing.T) {
			server := &tls.Config{Certificates: []tls.Certificate{cert}, CurvePreferences: []tls.CurveID{g}}
			client := trusting(tls.VersionTLS13)
			client.CurvePreferences = []tls.CurveID{g}
			seen := recompute13(t, runLive(t, client, server), nil)
			seen.talk(t)
			if seen.group != registry.Group(g) {
				t.Errorf("the group was %v", seen.group)
			}
		})
	}
	t.Run("HelloRetryRequest", func(t *testing.T) {
		server := &tls.Config{Certificates: []tls.Certificate{cert}, CurvePreferences: []tls.CurveID{tls.CurveP384}}
		client := trusting(tls.VersionTLS13)
		client.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP384}
		run := runLive(t, client, server)
		if !run.client.HelloRetryRequest {
			t.Fatal("there was no HelloRetryRequest")
		}
		recompute13(t, run, nil).talk(t)
	})
	t.Run("client certificate", func(t *testing.T) {
		server := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
		client := trusting(tls.VersionTLS13)
		client.Certificates = []tls.Certificate{cert}
		run := runLive(t, client, server)
		recompute13(t, run, nil).talk(t)
		if len(run.server.PeerCertificates) != 1 {
			t.Error("there was no client certificate")
		}
	})
}

// TestLiveResumptionIsComputedAgain resumes twice, the second time behind a
// HelloRetryRequest, whose messages the binder covers.
func TestLiveResumptionIsComputedAgain(t *testing.T) {
	server := &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}}
	var seed [32]byte
	server.SetSessionTicketKeys([][32]byte{seed}) // else a clone of the configuration has keys of its own
	client := trusting(tls.VersionTLS13)
	client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	client.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP384}
	tickets := recompute13(t, runLive(t, client, server), nil).talk(t)
	if len(tickets) != 1 {
		t.Fatalf("%d tickets", len(tickets))
	}
	run := runLive(t, client, server)
	tickets = recompute13(t, run, tickets[0]).talk(t)
	server.CurvePreferences = []tls.CurveID{tls.CurveP384}
	third := runLive(t, client, server)
	if !run.client.DidResume || !third.client.DidResume || !third.client.HelloRetryRequest {
		t.Fatal("not resumed, or without a HelloRetryRequest")
	}
	recompute13(t, third, tickets[0]).talk(t)
}
