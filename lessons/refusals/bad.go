package refusals

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

const (
	bank       = "bank.example"
	otherHost  = "shop.example"
	schools    = "school.example"
	narrowMiss = 10 * time.Minute
)

// A shop makes certificates for the host, good and bad, and has them shown.
type shop struct {
	lab  *lab.Lab
	host string         // what every client wants
	root *lab.Authority // the one that clients trust
	made map[string]tls.Certificate
}

// open makes a good certificate, and ten that differ from it in one thing each.
func open(l *lab.Lab) (*shop, error) {
	s, issuer, err := openWithGood(l)
	if err != nil {
		return nil, err
	}
	for _, c := range []struct {
		name string
		edit func(*x509.Certificate)
	}{
		{expired, func(c *x509.Certificate) { c.NotAfter = l.Now().Add(-narrowMiss) }},
		{notYet, func(c *x509.Certificate) { c.NotBefore = l.Now().Add(narrowMiss) }},
		{wrongName, func(c *x509.Certificate) { c.DNSNames = []string{otherHost} }},
		{wrongUsage, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }},
	} {
		if err := s.issue(c.name, issuer, c.edit); err != nil {
			return nil, err
		}
	}
	s.made[noIssuer] = alone(s.made[good])
	if s.made[tampered], err = withLaterEnd(s.made[expired]); err != nil {
		return nil, err
	}
	return s, s.underOthers()
}

// openWithGood makes the good certificate, and the authority that signed it.
func openWithGood(l *lab.Lab) (*shop, *lab.Authority, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, nil, err
	}
	s := &shop{lab: l, host: bank, root: root, made: map[string]tls.Certificate{}}
	issuer, err := root.Intermediate("tlsteach lab intermediate", nil)
	if err != nil {
		return nil, nil, err
	}
	return s, issuer, s.issue(good, issuer, nil)
}

// underOthers makes the certificates whose fault is in who signed them.
func (s *shop) underOthers() error {
	stranger, err := s.lab.Authority("a root that nobody knows")
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name   string
		parent *lab.Authority
		issuer string
		edit   func(*x509.Certificate)
	}{
		{unknownCA, stranger, "an intermediate that nobody knows", nil},
		{noCA, s.root, "customer.example", func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, 0 }}, // without a keyUsage that would forbid it, too
		{outOfBounds, s.root, "an intermediate for schools", func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{schools}, true
		}},
	} {
		issuer, err := c.parent.Intermediate(c.issuer, c.edit)
		if err != nil {
			return err
		}
		if err := s.issue(c.name, issuer, nil); err != nil {
			return err
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), s.lab.Rand(selfSigned))
	if err != nil {
		return err
	}
	itself, err := s.lab.AuthorityFor(s.host, key)
	if err != nil {
		return err
	}
	s.made[selfSigned], err = itself.IssueFor(s.host, key)
	return err
}

func (s *shop) issue(name string, issuer *lab.Authority, edit func(*x509.Certificate)) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), s.lab.Rand(name))
	if err != nil {
		return err
	}
	s.made[name], err = issuer.IssueWith(s.host, key, edit)
	return err
}

// alone leaves out all but the server's own certificate.
func alone(c tls.Certificate) tls.Certificate {
	c.Certificate = c.Certificate[:1:1]
	return c
}

// withLaterEnd forges: in the bytes of an expired certificate its end is put off by
// a year, or as far as the same number of bytes can say it.
func withLaterEnd(c tls.Certificate) (tls.Certificate, error) {
	end := c.Leaf.NotAfter.UTC()
	later := end.AddDate(1, 0, 0)
	form := "060102150405Z" // UTCTime, up to 2049: RFC 5280 §4.1.2.5
	if end.Year() >= 2050 {
		form = "20060102150405Z" // GeneralizedTime
	} else if later.Year() >= 2050 {
		later = time.Date(2049, time.December, 31, 23, 59, 59, 0, time.UTC)
	}
	der := bytes.Replace(c.Leaf.Raw, []byte(end.Format(form)), []byte(later.Format(form)), 1)
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the tampered certificate: %w", err)
	}
	c.Certificate = append([][]byte{der}, c.Certificate[1:]...)
	c.Leaf = leaf
	return c, nil
}
