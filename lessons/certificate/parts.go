package certificate

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// onWire is the message that carries the certificate, and the certificate in it.
func onWire(s *anatomy.Scene, act string) (m anatomy.Message, der []byte, start int) {
	m = s.Message(act, "Certificate")
	if f, ok := m.Field("certificate"); ok {
		return m, f.Bytes, f.Offset
	}
	return m, nil, 0
}

// printed is what the client's text decodes to, and that read by crypto/x509: it
// knows nothing of the recording. nil: it cannot be read.
func printed(s *anatomy.Scene) ([]byte, *x509.Certificate) {
	block, _ := pem.Decode([]byte(s.Facts["pem"]))
	if block == nil {
		return nil, nil
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return block.Bytes, nil
	}
	return block.Bytes, c
}

// certificateAt is where the certificate begins in its message: behind a type and
// three lengths of three bytes (RFC 5246 §7.4.2).
const certificateAt = 1 + 3 + 3 + 3

// at says what stands where: bytes of the message, counted from its first.
func at(offset, length int, what string) string {
	return fmt.Sprintf("bytes %d–%d: %s", offset, offset+length-1, what)
}

// here is a field of the certificate as it crossed.
func here(s *anatomy.Scene, path, what string) string {
	f, ok := s.Message(fetched, "Certificate").Field(path)
	if !ok {
		return "no " + path
	}
	return at(f.Offset, len(f.Bytes), what)
}

// there is the same part as crypto/x509 finds it in the decoded text.
func there(s *anatomy.Scene, part func(*x509.Certificate) (raw []byte, what string)) string {
	der, c := printed(s)
	if c == nil {
		return "no certificate was printed"
	}
	raw, what := part(c)
	offset := bytes.Index(der, raw)
	if len(raw) == 0 || offset < 0 {
		return "it is not in there"
	}
	return at(certificateAt+offset, len(raw), what)
}

// attributes are the parts of a name, in their order, by the decoder's reading of
// the wire.
func attributes(m anatomy.Message, path string) string {
	var parts []string
	for i := 0; ; i++ {
		f, ok := m.Field(fmt.Sprintf("%s/relative_distinguished_name[%d]", path, i))
		if !ok {
			return strings.Join(parts, ", ")
		}
		parts = append(parts, f.Text())
	}
}

// letters are what people write for the attributes of a name: RFC 4514 §3.
var letters = map[string]string{"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O"}

// named is [attributes] by crypto/x509.
func named(n pkix.Name) string {
	var parts []string
	for _, a := range n.Names {
		parts = append(parts, fmt.Sprintf("%s=%v", letters[a.Type.String()], a.Value))
	}
	return strings.Join(parts, ", ")
}

// dnsNames are the names of the subject_alt_name on the wire.
func dnsNames(m anatomy.Message) []string {
	var names []string
	for i := 0; ; i++ {
		f, ok := m.Field(fmt.Sprintf("subject_alt_name/dns_name[%d]/value", i))
		if !ok {
			return names
		}
		names = append(names, string(f.Bytes))
	}
}

// publicHalf computes the public key from the private one that the server keeps:
// the point d·G, uncompressed (SEC 1 §2.3.3).
func publicHalf(s *anatomy.Scene) []byte {
	key, err := ecdh.P256().NewPrivateKey([]byte(s.Facts["private key"]))
	if err != nil {
		return nil
	}
	return key.PublicKey().Bytes()
}

// keyFile is the server's private key as such keys are kept: PKCS #8, RFC 5958 §2.
func keyFile(s *anatomy.Scene) []byte {
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), []byte(s.Facts["private key"]))
	if err != nil {
		return nil
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil
	}
	return der
}

// readsAs names what some DER can be read as.
func readsAs(der []byte) string {
	var forms []string
	for _, f := range []struct {
		name string
		err  func() error
	}{
		{"certificate", func() error { _, err := x509.ParseCertificate(der); return err }},
		{"private key", func() error { _, err := x509.ParsePKCS8PrivateKey(der); return err }},
		{"private key", func() error { _, err := x509.ParseECPrivateKey(der); return err }},
		{"private key", func() error { _, err := x509.ParsePKCS1PrivateKey(der); return err }},
		{"public key", func() error { _, err := x509.ParsePKIXPublicKey(der); return err }},
	} {
		if f.err() == nil {
			forms = append(forms, f.name)
		}
	}
	if forms == nil {
		return "nothing"
	}
	return strings.Join(forms, " and ")
}

// searched is all that crossed, what of it was encrypted once more in the clear, and
// the text that the client printed.
func searched(s *anatomy.Scene) [][]byte {
	session := s.Act(fetched).Session
	der, _ := printed(s)
	all := [][]byte{session.Recording.Bytes(capture.Client), session.Recording.Bytes(capture.Server), []byte(s.Facts["pem"]), der}
	items, _ := session.Opened()
	for _, it := range items {
		if it.Decrypted {
			all = append(all, it.Bytes)
		}
	}
	return all
}

// found looks for bytes as they are, in hexadecimal digits, and in base64 at each
// of the three places where they may begin in a group.
func found(in [][]byte, secret []byte) bool {
	if len(secret) == 0 {
		return false
	}
	forms := [][]byte{secret, []byte(hex.EncodeToString(secret)), []byte(strings.ToUpper(hex.EncodeToString(secret)))}
	for shift := range 3 {
		text := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), secret...))
		// Letters at either end also depend on what stands beside the secret.
		forms = append(forms, []byte(text[[]int{0, 2, 3}[shift]:len(text)-1]))
	}
	for _, b := range in {
		joined := bytes.ReplaceAll(b, []byte("\n"), nil) // base64 runs on over the ends of lines
		for _, f := range forms {
			if bytes.Contains(b, f) || bytes.Contains(joined, f) {
				return true
			}
		}
	}
	return false
}
