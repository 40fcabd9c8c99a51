package signature

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// keyNumbers is what makes a public key the one it is: the modulus of RSA, the
// point of ECDSA; nil where the bytes are no certificate with such a key.
func keyNumbers(certificate []byte) []byte {
	c, err := x509.ParseCertificate(certificate)
	if err != nil {
		return nil
	}
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return key.N.Bytes()
	case *ecdsa.PublicKey:
		b, err := key.Bytes()
		if err != nil {
			return nil
		}
		return b
	}
	return nil
}

// keyFile is the public key of a certificate as openssl reads it, in base64.
func keyFile(certificate string) string {
	c, err := x509.ParseCertificate([]byte(certificate))
	if err != nil {
		return "none"
	}
	return base64.StdEncoding.EncodeToString(c.RawSubjectPublicKeyInfo)
}

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"key_inside": keyInside,
	"root_sent":  rootSent,
	"fitting":    fitting,
	"second":     func(s *anatomy.Scene) string { return second(s, pairs[2]) },
	"failing":    failing,

	"padding": func(s *anatomy.Scene) string {
		b, _ := cut(under(s, withRSA, rootRSA).Step("EM"))
		return fmt.Sprint(len(b.padding))
	},
	"rsa_length":     func(s *anatomy.Scene) string { return fmt.Sprint(len(signatureOf(s, withRSA))) },
	"signed_bytes":   func(s *anatomy.Scene) string { return fmt.Sprint(len(part(s, withRSA, signed))) },
	"rsa_hash_start": func(s *anatomy.Scene) string { return hex.EncodeToString(hashOf(s, withRSA)[:4]) },

	// What the commands need.
	"rsa_leaf":        func(s *anatomy.Scene) string { return base64.StdEncoding.EncodeToString(leaf(s, withRSA)) },
	"rsa_key":         func(s *anatomy.Scene) string { return keyFile(s.Facts[rootRSA]) },
	"ecdsa_key":       func(s *anatomy.Scene) string { return keyFile(s.Facts[rootECDSA]) },
	"ecdsa_hash":      func(s *anatomy.Scene) string { return hex.EncodeToString(hashOf(s, withECDSA)) },
	"ecdsa_signature": func(s *anatomy.Scene) string { return hex.EncodeToString(signatureOf(s, withECDSA)) },
	"signed_at":       func(s *anatomy.Scene) string { return within(s, signed) },
	"signature_at":    func(s *anatomy.Scene) string { return within(s, signatureV) },
}

// within is the place of a part, counted from the first byte of the certificate.
func within(s *anatomy.Scene, path string) string {
	m := s.Message(withRSA, certificate)
	f, _ := m.Field(path)
	whole, _ := m.Field("certificate")
	return fmt.Sprint(f.Offset - whole.Offset)
}

// keyInside says whose key the server's certificate holds: the answer to a recall.
func keyInside(s *anatomy.Scene) string {
	inside := keyNumbers(leaf(s, withRSA))
	switch {
	case inside == nil:
		return "none"
	case string(inside) == s.Facts[serverKey]:
		return "server"
	case bytes.Equal(inside, keyNumbers([]byte(s.Facts[rootRSA]))):
		return "authority"
	}
	return "unclear"
}

// rootSent says whether an authority's own certificate crossed.
func rootSent(s *anatomy.Scene) string {
	for _, p := range pairs {
		m := s.Message(p.act, certificate)
		for i := 0; ; i++ {
			f, ok := m.Field(fmt.Sprintf("certificate[%d]", i))
			if !ok {
				break
			}
			if string(f.Bytes) == s.Facts[p.root] {
				return "sent"
			}
		}
	}
	return "not sent"
}

// fitting says with which key the signatures hold: the answer to the prediction.
func fitting(s *anatomy.Scene) string {
	authority := under(s, withRSA, rootRSA).Holds && under(s, withECDSA, rootECDSA).Holds
	server := evaluate(s, withRSA, leaf(s, withRSA)).Holds || evaluate(s, withECDSA, leaf(s, withECDSA)).Holds
	switch {
	case authority && !server:
		return "authority"
	case server && !authority:
		return "server"
	}
	return "unclear"
}

// second says what the second signature of a pair is: the answer to the other
// prediction.
func second(s *anatomy.Scene, p twice) string {
	holds := "invalid"
	if under(s, p.act, p.root).Holds && under(s, p.again, p.root).Holds {
		holds = "valid"
	}
	if comparison(s, p) == "another one" {
		return "different " + holds
	}
	return "same " + holds
}
