package live

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// chain is a table a certificate that the server sent, and one of the root that the
// way ends at, where the client had it.
func (s *Seen) chain() (out []transcript.Block) {
	if len(s.Certificates) == 0 {
		return nil
	}
	out = append(out, heading("Certificates of the server"))
	for i, der := range s.Certificates {
		title := fmt.Sprintf("Certificate %d", i)
		if i == 0 {
			title += ", the server's own"
		}
		out = append(out, certificate(title, der))
	}
	if s.Judgement == nil {
		return out
	}
	for _, step := range s.Judgement.Path {
		if step.Index == verdict.FromStore {
			out = append(out, certificate("The root it leads to, from "+s.Wanted.Store, step.Certificate.Raw))
		}
	}
	return out
}

// maxNames is how many names of a certificate are listed.
const maxNames = 8

func certificate(title string, der []byte) *transcript.Table {
	t := &transcript.Table{Title: title, Head: plain("what", "value")}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Rows = append(t.Rows, fact("error", err.Error()), fact("length", fmt.Sprintf("%d bytes", len(der))))
		return t
	}
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	names = append(names, c.EmailAddresses...)
	for _, u := range c.URIs {
		names = append(names, u.String())
	}
	if n := len(names); n > maxNames {
		names = append(names[:maxNames], fmt.Sprintf("and %d more", n-maxNames))
	}
	t.Rows = append(t.Rows,
		fact("subject", c.Subject.String()),
		fact("issuer", c.Issuer.String()),
		fact("valid", c.NotBefore.UTC().Format("2006-01-02 15:04:05")+" to "+c.NotAfter.UTC().Format("2006-01-02 15:04:05 UTC")),
		fact("key", keyOf(c)),
		fact("signed with", c.SignatureAlgorithm.String()))
	if len(names) > 0 {
		t.Rows = append(t.Rows, fact("names", strings.Join(names, ", ")))
	}
	t.Rows = append(t.Rows, fact("serial number", fmt.Sprintf("%x", c.SerialNumber)), fact("SHA-256", fmt.Sprintf("%x", sha256.Sum256(der))))
	return t
}

// keyOf names the key of a certificate: "RSA, 2048 bits".
func keyOf(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA, %d bits", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA, " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	if c.PublicKeyAlgorithm != x509.UnknownPublicKeyAlgorithm {
		return c.PublicKeyAlgorithm.String()
	}
	return "of a kind that crypto/x509 does not know"
}

// PEM writes the certificates that the server sent.
func (s *Seen) PEM(w io.Writer) error {
	for _, der := range s.Certificates {
		if err := pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			return err
		}
	}
	return nil
}
