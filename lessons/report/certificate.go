package report

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// isCertificate says whether a field is an X.509 certificate.
func (t *tree) isCertificate(i int) bool {
	return t.spans[i].Field.Filter == "tls.handshake.certificate" && t.spans[i].Length > 0
}

func (t *tree) holdsCertificates(i int) bool {
	for part := i + 1; part < t.end(i); part++ {
		if t.isCertificate(part) {
			return true
		}
	}
	return false
}

// certificate is what matters of one certificate, with the places of it.
func certificate(der []byte, name string, offset int, at time.Time) transcript.Field {
	f := transcript.Field{Name: name, Offset: offset, Length: len(der), Value: der, Text: "X.509, " + wire.Count(der)}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		f.Text = wire.Count(der) + "; its names are not shown: " + err.Error()
		return f
	}
	f.Text = fmt.Sprintf("X.509 version %d, %s, signed with %s", c.Version, wire.Count(der), c.SignatureAlgorithm)
	from := 0 // of the parts, which stand in this order: RFC 5280 §4.1
	part := func(name string, value []byte, text string) {
		p := transcript.Field{Name: name, Offset: offset + from, Text: text}
		if at := bytes.Index(der[from:], value); at >= 0 && len(value) > 0 {
			from += at
			p.Offset, p.Length, p.Value = offset+from, len(value), value
			from += len(value)
		}
		f.Fields = append(f.Fields, p)
	}
	part("issuer", c.RawIssuer, named(c.Issuer.String()))
	part("validity", nil, validity(c, at))
	part("subject", c.RawSubject, named(c.Subject.String()))
	part("subjectPublicKeyInfo", c.RawSubjectPublicKeyInfo, keyText(c))
	for _, e := range c.Extensions {
		if e.Id.String() == "2.5.29.17" { // RFC 5280 §4.2.1.6
			part("subjectAltName", e.Value, alternatives(c))
		}
	}
	return f
}

// named is a name with a space behind each comma that parts two attributes, so
// that lines can break there.
func named(s string) string {
	if s == "" {
		return "empty"
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == ',' && (i == 0 || s[i-1] != '\\') {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// validity says from when to when, and whether that held when it crossed.
func validity(c *x509.Certificate, at time.Time) string {
	const day = "2006-01-02 15:04:05"
	s := c.NotBefore.UTC().Format(day) + " to " + c.NotAfter.UTC().Format(day) + " UTC"
	switch {
	case at.IsZero():
	case at.Before(c.NotBefore):
		s += ": not yet valid when it crossed"
	case at.After(c.NotAfter):
		s += ": expired when it crossed"
	}
	return s
}

func keyText(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA, %d bits", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA, " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	if s := c.PublicKeyAlgorithm.String(); s != "0" {
		return s
	}
	return "an algorithm without a name here"
}

// alternatives are the names that the certificate is for.
func alternatives(c *x509.Certificate) string {
	var names []string
	names = append(names, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, net.IP(ip).String())
	}
	names = append(names, c.EmailAddresses...)
	for _, u := range c.URIs {
		names = append(names, u.String())
	}
	n := len(names)
	switch {
	case n == 0:
		return "no name of a kind that is shown"
	case n > 2*listed:
		return thousands(n) + ": " + strings.Join(names[:2*listed], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
