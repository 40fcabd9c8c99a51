package lab

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"
)

// A Fault is what is wrong with a certificate, or with the chain that it comes in.
type Fault string

// The faults: each certificate has one, and is good otherwise.
const (
	Good        Fault = "good"
	Expired     Fault = "expired"
	NotYet      Fault = "not-yet-valid"
	WrongName   Fault = "wrong-name"
	Tampered    Fault = "tampered" // an expired one with a later end
	UnknownCA   Fault = "unknown-ca"
	NoIssuer    Fault = "missing-intermediate"
	SelfSigned  Fault = "self-signed"
	NoCA        Fault = "issuer-no-ca"
	WrongUsage  Fault = "wrong-usage"
	OutOfBounds Fault = "name-constrained"
)

// What the faults are made of.
const (
	otherHost  = "shop.example"
	schools    = "school.example"
	narrowMiss = 10 * time.Minute
)

// spoil is what a fault of the server's own certificate changes in it.
func (w *Workshop) spoil(f Fault) func(*x509.Certificate) {
	switch f {
	case Expired:
		return func(c *x509.Certificate) { c.NotAfter = w.lab.Now().Add(-narrowMiss) }
	case NotYet:
		return func(c *x509.Certificate) { c.NotBefore = w.lab.Now().Add(narrowMiss) }
	case WrongName:
		return func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = []string{otherHost}, nil }
	case WrongUsage:
		return func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	}
	return nil
}

// signer is the authority that signs for a fault: those whose fault is in who signed
// have one of their own.
func (w *Workshop) signer(f Fault) (*Authority, error) {
	switch f {
	case UnknownCA:
		stranger, err := w.lab.Authority("a root that nobody knows")
		if err != nil {
			return nil, err
		}
		return stranger.Intermediate("an intermediate that nobody knows", nil)
	case NoCA: // and no keyUsage, which would forbid it, too
		return w.Root.Intermediate("customer.example", func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, 0 })
	case OutOfBounds:
		return w.Root.Intermediate("an intermediate for schools", func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{schools}, true
		})
	}
	return w.issuer, nil
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
