package secrets

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"testing"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// recompute12 computes a connection of TLS 1.0 to 1.2 again, and holds it
// against the key log, both Finished, the records and the exporters. master is
// nil for a full handshake, else that of the session that is resumed.
func recompute12(t *testing.T, run *liveRun, key *rsa.PrivateKey, master []byte) (Inputs12, Derivation) {
	t.Helper()
	client, server := liveReaders(t, run)
	hello := client.message(false)
	serverMessages := [][]byte{}
	for m := server.message(false); m != nil; m = server.message(false) {
		serverMessages = append(serverMessages, m)
	}
	random := parseHello(t, hello).random
	answer := parseHello(t, serverMessages[0])
	_, extended := answer.rest[23]
	in := Inputs12{
		Version: registry.Version(serverMessages[0][4])<<8 | registry.Version(serverMessages[0][5]), Suite: answer.suite,
		Master: master, ClientRandom: random, ServerRandom: answer.random,
	}
	before := [][]byte{hello}
	var late [][]byte // of the server: its NewSessionTicket follows the client's Finished
	for _, m := range serverMessages {
		if m[0] == 4 && master == nil {
			late = append(late, m)
		} else {
			before = append(before, m)
		}
	}
	for m := client.message(false); m != nil; m = client.message(false) {
		before = append(before, m)
		if m[0] != 16 { // ClientKeyExchange
			continue
		}
		in.PreMaster = livePreMaster(t, run, key, serverMessages, m)
		if extended {
			s, err := SessionHash(in.Version, in.Suite, before...)
			if err != nil {
				t.Fatal(err)
			}
			in.SessionHash = s.Output
		}
	}
	join := func(more ...[]byte) []byte {
		return bytes.Join(append(before[:len(before):len(before)], more...), nil)
	}
	_, keysOfClient, keysOfServer, err := Schedule(in)
	if err != nil {
		t.Fatal(err)
	}
	client.half, server.half = half12(t, in, keysOfClient), half12(t, in, keysOfServer)
	clientFinished, serverFinished := client.message(false), server.message(false)
	if clientFinished == nil || serverFinished == nil {
		t.Fatal("no Finished")
	}
	if master == nil {
		in.BeforeClientFinished = join()
		in.BeforeServerFinished = join(append([][]byte{clientFinished}, late...)...)
	} else { // RFC 5246 §7.3: the server's comes first
		in.BeforeServerFinished = join()
		in.BeforeClientFinished = join(serverFinished)
	}
	d, _, _, err := Schedule(in)
	if err != nil {
		t.Fatal(err)
	}
	for name, message := range map[string][]byte{"client_finished": clientFinished, "server_finished": serverFinished} {
		if got := d.Output(name); !bytes.Equal(got, message[4:]) {
			t.Errorf("%s is %x, on the wire %x", name, got, message[4:])
		}
	}
	secret := in.Master
	if secret == nil {
		secret = d.Output("master_secret")
	}
	if master == nil { // Go does not log a resumed session again
		logged(t, run.keylog, "CLIENT_RANDOM", random, secret)
	}
	if got := said(client); got != ping {
		t.Errorf("the client said %q", got)
	}
	if got := said(server); got != pong {
		t.Errorf("the server said %q", got)
	}
	exported(t, run, func(label string, context []byte, n int) []byte {
		s, err := ExporterPRF(in.Version, in.Suite, secret, in.ClientRandom, in.ServerRandom, label, context, n)
		if err != nil {
			t.Fatal(err)
		}
		return s.Output
	})
	return in, d
}

// said puts together what a side said: Go cuts its first byte off in TLS 1.0.
func said(r *liveReader) (text string) {
	for len(text) < len(ping) {
		part := r.application()
		if part == "" {
			return text
		}
		text += part
	}
	return text
}

func half12(t *testing.T, in Inputs12, k record.Keys) *record.Half {
	t.Helper()
	half, err := record.New(in.Version, in.Suite, k, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return half
}

// livePreMaster agrees from the draws of both peers, or opens the RSA key
// transport with the server's key.
func livePreMaster(t *testing.T, run *liveRun, key *rsa.PrivateKey, server [][]byte, clientKeyExchange []byte) []byte {
	t.Helper()
	body := cryptobyte.String(clientKeyExchange[4:])
	for _, m := range server {
		if m[0] != 12 {
			continue
		}
		g, serverShare := registry.Group(m[5])<<8|registry.Group(m[6]), m[8:8+int(m[7])] // RFC 8422 §5.4
		clientShare := []byte(body[1:])
		other, err := ECDHE(g, run.drawn[capture.Server].private(t, g, serverShare), clientShare)
		if err != nil {
			t.Fatal(err)
		}
		if run.drawn[capture.Client] == nil { // the client is another program
			return other.Output
		}
		own, err := ECDHE(g, run.drawn[capture.Client].private(t, g, clientShare), serverShare)
		if err != nil || !bytes.Equal(own.Output, other.Output) {
			t.Fatalf("the peers' draws give different secrets (%v)", err)
		}
		return own.Output
	}
	s, err := PreMasterRSA(key, body[2:])
	if err != nil {
		t.Fatal(err)
	}
	if run.drawn[capture.Client] == nil {
		return s.Output
	}
	// It is a draw of the client's, behind the version that it offered.
	for _, draw := range run.drawn[capture.Client].list {
		if bytes.Equal(draw, s.Output[2:]) {
			return s.Output
		}
	}
	t.Fatal("the pre-master secret is none of the client's draws")
	return nil
}

func rsaCertificate() (tls.Certificate, *rsa.PrivateKey) {
	cert := peer.RSA()
	return cert, cert.PrivateKey.(*rsa.PrivateKey)
}

func TestLiveTLS10To12IsComputedAgain(t *testing.T) {
	cert, key := rsaCertificate()
	type kind struct {
		name    string
		version uint16
		suite   uint16
		group   tls.CurveID
	}
	var kinds []kind
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12} {
		kinds = append(kinds, kind{"RSA", v, tls.TLS_RSA_WITH_AES_128_CBC_SHA, 0}, kind{"RSA RC4", v, tls.TLS_RSA_WITH_RC4_128_SHA, 0})
		for _, g := range []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521} {
			kinds = append(kinds, kind{"ECDHE " + g.String(), v, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, g})
		}
	}
	kinds = append(kinds,
		kind{"RSA GCM SHA384", tls.VersionTLS12, tls.TLS_RSA_WITH_AES_256_GCM_SHA384, 0},
		kind{"ECDHE GCM SHA384", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.X25519},
		kind{"ECDHE ChaCha20", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, tls.X25519},
		kind{"RSA 3DES", tls.VersionTLS10, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, 0},
	)
	for _, k := range kinds {
		t.Run(fmt.Sprintf("%s %s", tls.VersionName(k.version), k.name), func(t *testing.T) {
			config := trusting(k.version)
			config.CipherSuites = []uint16{k.suite}
			if k.group != 0 {
				config.CurvePreferences = []tls.CurveID{k.group}
			}
			server := config.Clone()
			server.Certificates = []tls.Certificate{cert}
			in, _ := recompute12(t, runLive(t, config, server), key, nil)
			if in.Version != registry.Version(k.version) || in.Suite != registry.CipherSuite(k.suite) || in.SessionHash == nil {
				t.Errorf("the connection was %v, %v, extended: %v", in.Version, in.Suite, in.SessionHash != nil)
			}
		})
	}
}

func TestLiveTLS12ClientCertificateAndTicket(t *testing.T) {
	cert, key := rsaCertificate()
	client := trusting(tls.VersionTLS12)
	client.Certificates = []tls.Certificate{cert}
	client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	server := trusting(tls.VersionTLS12)
	server.Certificates, server.ClientAuth = []tls.Certificate{cert}, tls.RequireAnyClientCert
	server.SetSessionTicketKeys([][32]byte{{}})
	run := runLive(t, client, server)
	_, d := recompute12(t, run, key, nil)
	if len(run.server.PeerCertificates) != 1 {
		t.Error("there was no client certificate")
	}
	resumed := runLive(t, client, server)
	if !resumed.client.DidResume {
		t.Fatal("not resumed")
	}
	recompute12(t, resumed, key, d.Output("master_secret"))
}

// Of a key that the pre-master secret was not encrypted to, nothing comes out.
func TestAnotherRSAKeyOpensNothing(t *testing.T) {
	_, key := rsaCertificate()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	//lint:ignore SA1019 RSA key transport is made of it: RFC 5246 §7.4.7.1
	sealed, err := rsa.EncryptPKCS1v15(rand.Reader, &key.PublicKey, bytesFor(48, 3))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := PreMasterRSA(key, sealed); err != nil || !bytes.Equal(s.Output, bytesFor(48, 3)) {
		t.Fatal(err)
	}
	if _, err := PreMasterRSA(other, sealed); err == nil {
		t.Error("another key opened it")
	}
	//lint:ignore SA1019 RSA key transport is made of it: RFC 5246 §7.4.7.1
	short, err := rsa.EncryptPKCS1v15(rand.Reader, &key.PublicKey, bytesFor(47, 3))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"cut": sealed[1:], "empty": nil, "zeros": make([]byte, 256), "all ones": bytes.Repeat([]byte{255}, 256), "47 bytes": short} {
		if _, err := PreMasterRSA(key, bad); err == nil {
			t.Errorf("%s: it was opened", name)
		}
	}
	for name, none := range map[string]*rsa.PrivateKey{"no key": nil, "an empty key": {}} {
		if _, err := PreMasterRSA(none, sealed); err == nil {
			t.Errorf("%s opened it", name)
		}
	}
}
