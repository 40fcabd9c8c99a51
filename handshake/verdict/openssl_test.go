package verdict_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/verdict"
)

func pemOf(kind string, ders ...[]byte) (out []byte) {
	for _, der := range ders {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})...)
	}
	return out
}

func write(t *testing.T, dir, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// opensslVerify is what "openssl verify" says of a plan.
func opensslVerify(t *testing.T, dir string, p *plan) (ok bool, said string) {
	roots, leaf := write(t, dir, "roots.pem", pemOf("CERTIFICATE", p.roots...)), write(t, dir, "leaf.pem", pemOf("CERTIFICATE", p.chain[0]))
	args := []string{"verify", "-purpose", "sslserver", "-auth_level", "1", "-attime", fmt.Sprint(now.Unix()), "-no-CApath", "-CAfile", roots}
	if len(p.chain) > 1 {
		args = append(args, "-untrusted", write(t, dir, "chain.pem", pemOf("CERTIFICATE", p.chain[1:]...)))
	}
	if p.name != "" {
		args = append(args, "-verify_hostname", p.name)
	}
	cmd := exec.Command("openssl", append(args, leaf)...)
	out, err := cmd.CombinedOutput()
	return err == nil, string(out)
}

// TestSingleDefectsAgainstOpenSSL asks OpenSSL about each; where it thinks otherwise,
// the table says why.
func TestSingleDefectsAgainstOpenSSL(t *testing.T) {
	peertest.Need(t, "openssl")
	dir := t.TempDir()
	if ok, said := opensslVerify(t, dir, newPlan().make()); !ok {
		t.Fatalf("the good chain: %s", said)
	}
	for _, d := range defects {
		if d.check == verdict.Form {
			continue
		}
		p := newPlan()
		d.change(p)
		ok, said := opensslVerify(t, dir, p.make())
		if ok != (d.openssl == "") || !strings.Contains(said, d.openssl) || ok && d.differs == "" {
			t.Errorf("%s: %v, %s", d.name, ok, said)
		}
	}
}

// served runs a client against a server of Go with this chain, and returns what the
// server's handshake came to, and the alert that the client sent in the clear.
func served(t *testing.T, p *plan, version, suite uint16, client string) (registry.Alert, error) {
	t.Helper()
	config := &tls.Config{MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite},
		Certificates: []tls.Certificate{{Certificate: p.chain, PrivateKey: p.leafKey}}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	defer l.Close()
	outcome := make(chan error, 1)
	recorder := capture.NewRecorder(capture.Options{})
	go func() {
		conn, err := l.Accept()
		if err != nil {
			outcome <- err
			return
		}
		defer conn.Close()
		outcome <- tls.Server(recorder.Conn(conn, capture.Server), config).HandshakeContext(t.Context())
	}()
	host, port, err := net.SplitHostPort(l.Addr().String())
	must(err)
	args := strings.Fields(strings.NewReplacer("HOST", host, "PORT", port).Replace(client))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_ = exec.CommandContext(ctx, args[0], args[1:]...).Run() // its status is its own affair
	l.Close()
	err = <-outcome
	var alert registry.Alert
	items, _ := handshake.Decode(recorder.Recording())
	for _, it := range items {
		if a, ok := it.Message.(*handshake.Alert); ok && it.From == capture.Client {
			alert = a.Description
		}
	}
	return alert, err
}

// TestKeyUsageAgainstLiveClients holds the one verdict that crypto/x509 does not give
// against clients that look. OpenSSL refuses a key that may do nothing of what TLS
// could want, with alert 43, and takes any other; that is the verdict where the key
// exchange is not known. GnuTLS looks at the key exchange.
func TestKeyUsageAgainstLiveClients(t *testing.T) {
	openssl, gnutls := peertest.Need(t, "openssl"), peertest.Need(t, "gnutls-cli")
	dir := t.TempDir()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	for _, usage := range []x509.KeyUsage{0, x509.KeyUsageDigitalSignature, x509.KeyUsageKeyEncipherment, x509.KeyUsageKeyAgreement, x509.KeyUsageDataEncipherment, x509.KeyUsageCertSign,
		x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment} {
		p := newPlan()
		p.leafKey, p.leaf.KeyUsage = key, usage
		roots := write(t, dir, "roots.pem", pemOf("CERTIFICATE", p.make().roots...))
		for _, c := range []struct {
			kx, gnutls     string
			version, suite uint16
		}{
			{"RSA", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
			{"ECDHE_RSA", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256},
			{"", "NORMAL:-VERS-ALL:+VERS-TLS1.3", tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256},
		} {
			what := fmt.Sprintf("key usage %b, %s %s", usage, tls.VersionName(c.version), c.kx)
			p.kx = ""
			any := p.judge().Of(verdict.KeyUsage)
			alert, err := served(t, p, c.version, c.suite, fmt.Sprintf("%s s_client -connect HOST:PORT -verify_return_error -attime %d -CAfile %s", openssl, now.Unix(), roots))
			if (err == nil) != any.Passed || err != nil && alert != registry.AlertUnsupportedCertificate {
				t.Errorf("%s: OpenSSL: %v, alert %d; %s", what, err, alert, any.Text)
			}
			p.kx, p.version = c.kx, registry.Version(c.version)
			known := p.judge().Of(verdict.KeyUsage)
			_, err = served(t, p, c.version, c.suite, fmt.Sprintf("%s --insecure --priority %s -p PORT HOST", gnutls, c.gnutls))
			if c.kx == "RSA" && usage == x509.KeyUsageKeyAgreement {
				known.Passed = !known.Passed // GnuTLS lets it encrypt; RFC 5246 §7.4.2 does not
			}
			if (err == nil) != known.Passed {
				t.Errorf("%s: GnuTLS: %v; %s", what, err, known.Text)
			}
			p.version = 0
		}
	}
}
