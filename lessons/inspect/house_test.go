package inspect_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/handshake/verdict/stores"
	"github.com/tlsteach/tlsteach/lessons/inspect"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
)

const bank = "bank.example"

// keys are the kinds of keys that servers have.
var keys = map[string]lab.KeyMaker{
	"RSA":     func(r io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(r, 2048) },
	"P-256":   lab.ECDSAKey,
	"P-384":   func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), r) },
	"P-521":   func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P521(), r) },
	"Ed25519": func(r io.Reader) (crypto.Signer, error) { _, k, err := ed25519.GenerateKey(r); return k, err },
}

func workshop(t testing.TB, key lab.KeyMaker) *lab.Workshop {
	t.Helper()
	l, err := lab.New(context.Background(), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := l.Workshop(key, bank)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func certificate(t testing.TB, w *lab.Workshop, f lab.Fault) tls.Certificate {
	t.Helper()
	c, err := w.Certificate(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve answers each connection until the test ends.
func serve(t testing.TB, answer func(net.Conn)) (addr string) {
	t.Helper()
	l := peer.Listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); answer(c) }()
		}
	}()
	return l.Addr().String()
}

// serveTLS answers a line with itself.
func serveTLS(t testing.TB, config *tls.Config) (addr string) {
	return serve(t, func(c net.Conn) {
		s := tls.Server(c, config)
		io.Copy(s, s)
		s.Close()
	})
}

// visitor is a visit to the bank at an address, by a client that trusts the workshop.
func visitor(w *lab.Workshop, addr string, offer *tls.Config) *inspect.Visit {
	return &inspect.Visit{Address: addr, Name: bank, TLS: offer, Timeout: 10 * time.Second, Roots: stores.Store{Name: "the lab's root", Roots: verdict.RootsOf(w.Root.Certificate)},
		Dial: func(ctx context.Context, address string) (net.Conn, string, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
			return c, "", err
		}}
}

// seen makes a visit.
func seen(t testing.TB, v *inspect.Visit) *live.Seen {
	t.Helper()
	c, err := v.Go(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return live.Read(c)
}

// A house is the files that other programs read.
type house struct {
	chain   string // the server's certificate first
	issuers string // the others; empty: there are none
	key     string
	root    string
}

func files(t testing.TB, w *lab.Workshop, c tls.Certificate) (h house) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	h.chain, h.root = write("chain.pem", lab.PEM(c.Certificate...)), write("root.pem", lab.PEM(w.Root.Certificate.Raw))
	if len(c.Certificate) > 1 {
		h.issuers = write("issuers.pem", lab.PEM(c.Certificate[1:]...))
	}
	h.key = write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return h
}

// openssl starts s_server. It turns the words of a line round, and answers a GET
// with a page where www is among its flags.
func (h house) openssl(t testing.TB, flags ...string) (addr string) {
	args := []string{"openssl", "s_server", "-accept", "HOST:PORT", "-cert", h.chain, "-key", h.key}
	if h.issuers != "" {
		args = append(args, "-cert_chain", h.issuers)
	}
	addr, _ = peertest.Program{Args: append(args, flags...)}.Serve(t)
	return addr
}

// gnutls starts gnutls-serv, which answers a line with itself.
func (h house) gnutls(t testing.TB, priority string) (addr string) {
	addr, _ = peertest.Program{Args: []string{"gnutls-serv", "--echo", "--quiet", "-p", "PORT", "--x509certfile=" + h.chain, "--x509keyfile=" + h.key, "--priority=" + priority}}.Serve(t)
	return addr
}
