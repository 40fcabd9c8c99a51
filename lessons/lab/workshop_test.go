package lab_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

// Whatever its key and its names, the good certificate is accepted under each of its
// names, and each of the others is not.
func TestWorkshop(t *testing.T) {
	for kind, newKey := range map[string]lab.KeyMaker{
		"ecdsa":   lab.ECDSAKey,
		"rsa":     func(r io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(r, 2048) },
		"ed25519": func(r io.Reader) (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(r); return key, err },
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			l, err := lab.New(context.Background(), lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			names := []string{"localhost", "127.0.0.1", "::1"}
			w, err := l.Workshop(newKey, names...)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range []lab.Fault{lab.Good, lab.Expired, lab.NotYet, lab.WrongName, lab.Tampered, lab.UnknownCA, lab.NoIssuer, lab.SelfSigned, lab.NoCA, lab.WrongUsage, lab.OutOfBounds} {
				c, err := w.Certificate(f)
				if err != nil {
					t.Fatalf("%s: %v", f, err)
				}
				for _, name := range names {
					if err := accepts(c, w.Root, name); (err == nil) != (f == lab.Good) {
						t.Errorf("%s, for %s: %v", f, name, err)
					}
				}
				if again, err := w.Certificate(f); err != nil || !again.Leaf.Equal(c.Leaf) {
					t.Errorf("%s: asked for again it is another one, %v", f, err)
				}
			}
		})
	}
}

// accepts is the verdict of crypto/x509 for a server.
func accepts(c tls.Certificate, root *lab.Authority, name string) error {
	between := x509.NewCertPool()
	for _, der := range c.Certificate[1:] {
		if issuer, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(issuer)
		}
	}
	_, err := c.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: root.Pool(), Intermediates: between})
	return err
}
