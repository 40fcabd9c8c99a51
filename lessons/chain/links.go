package chain

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// sent is the certificates that a server sent, in DER.
func sent(s *anatomy.Scene, act string) (chain [][]byte) {
	m := s.Message(act, "Certificate")
	for i := 0; ; i++ {
		f, ok := m.Field(certificate(i, ""))
		if !ok {
			return chain
		}
		chain = append(chain, f.Bytes)
	}
}

// certificate is the path of a field of the n-th certificate of a message.
func certificate(n int, path string) string {
	if path == "" {
		return fmt.Sprintf("certificate[%d]", n)
	}
	return fmt.Sprintf("certificate[%d]/%s", n, path)
}

// nth is the n-th certificate that a server sent; nil where there is none.
func nth(s *anatomy.Scene, act string, n int) []byte {
	if chain := sent(s, act); n < len(chain) {
		return chain[n]
	}
	return nil
}

// clientRoot is the root in the client's store, which no wire says.
func clientRoot(s *anatomy.Scene) []byte { return []byte(s.Facts["root"]) }

// parsed reads a certificate with crypto/x509; nil where it is none.
func parsed(der []byte) *x509.Certificate {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return c
}

// under says whether a certificate's signature holds under the key in another.
func under(child, parent []byte) string {
	e, err := evaluate(child, parent)
	switch {
	case err != nil:
		return "no signature, or no key"
	case e.Holds:
		return "holds"
	}
	return "does not hold"
}

func evaluate(child, parent []byte) (signature.Evaluation, error) {
	key, err := signature.CertificateKey(parent)
	if err != nil {
		return signature.Evaluation{}, err
	}
	return signature.Certificate(child, key)
}

// signsItself says whether a certificate names itself as its issuer, and whether
// its signature holds under its own key.
func signsItself(der []byte) string {
	c := parsed(der)
	switch {
	case c == nil:
		return "no certificate"
	case !bytes.Equal(c.RawIssuer, c.RawSubject):
		return "names another issuer"
	}
	return "its signature " + under(der, der) + " under its own key"
}

// keyHash is the first 160 bits of the SHA-256 of the key in the n-th certificate: one
// of the ways to make an identifier of a key, RFC 7093 §2.
func keyHash(s *anatomy.Scene, act string, n int) []byte {
	f, ok := s.Message(act, "Certificate").Field(certificate(n, pointPath))
	if !ok {
		return nil
	}
	sum := sha256.Sum256(f.Bytes)
	return sum[:20]
}

// answered is what the client did about the chain: the name of its first message
// behind it, or of its alert.
func answered(s *anatomy.Scene, act string) string {
	seen := false
	for _, it := range s.Act(act).Items {
		if it.From == capture.Server && it.Name == "Certificate" {
			seen = true
		}
		if !seen || it.From != capture.Client || it.Name == "" {
			continue
		}
		if it.Name == "Alert" {
			return "alert " + s.Act(act).Alert(capture.Client).Text("description")
		}
		return it.Name
	}
	return "nothing"
}

// trusted says whether a client with this root accepts a chain, as the package
// verdict judges it: by the rules of crypto/x509, at the moment of the run.
func trusted(chain [][]byte, root []byte) string {
	r := parsed(root)
	if r == nil || len(chain) == 0 || parsed(chain[0]) == nil {
		return "nothing to judge"
	}
	now := parsed(chain[0]).NotBefore.Add(time.Hour) // the lab issues certificates that hold since an hour
	j := verdict.Judge(chain, verdict.Options{Roots: verdict.RootsOf(r), Name: host, Now: now})
	if j.Trusted {
		return "trusted"
	}
	var failed []string
	for _, v := range j.Verdicts {
		if v.Check.Counts() && v.Reached && !v.Passed {
			failed = append(failed, v.Check.String())
		}
	}
	return "not trusted: " + strings.Join(failed, ", ")
}

// pointOf is the public key of a certificate as it stands in it: on P-256, a point of
// 65 bytes.
func pointOf(c *x509.Certificate) []byte {
	key, ok := c.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return nil
	}
	b, err := key.Bytes()
	if err != nil {
		return nil
	}
	return b
}
