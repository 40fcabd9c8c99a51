package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// hosts is how many server names there are; each has a certificate of its own.
const hosts = 64

// hostName is the name of server i.
func hostName(i int) string { return fmt.Sprintf("www%d.example.com", i%hosts) }

// chains makes a certificate for each host: leaf and intermediate, as a server
// on the web sends them. The root is trusted and not sent.
func chains(newKey func() (crypto.Signer, error)) (list []tls.Certificate, roots *x509.CertPool, err error) {
	root, err := newAuthority("Example Root", newKey, nil)
	if err != nil {
		return nil, nil, err
	}
	middle, err := newAuthority("Example Intermediate", newKey, root)
	if err != nil {
		return nil, nil, err
	}
	key, err := newKey()
	if err != nil {
		return nil, nil, err
	}
	for i := range hosts {
		leaf := template(hostName(i))
		leaf.DNSNames = []string{hostName(i), "example.com", "static." + hostName(i)}
		leaf.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
		leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
		leaf.OCSPServer = []string{"http://ocsp.example.com"}
		leaf.IssuingCertificateURL = []string{"http://ca.example.com/intermediate.crt"}
		leaf.CRLDistributionPoints = []string{"http://crl.example.com/intermediate.crl"}
		der, err := x509.CreateCertificate(rand.Reader, leaf, middle.cert, key.Public(), middle.key)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, tls.Certificate{Certificate: [][]byte{der, middle.cert.Raw}, PrivateKey: key})
	}
	roots = x509.NewCertPool()
	roots.AddCert(root.cert)
	return list, roots, nil
}

// An authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// newAuthority makes an authority that by signed; nil is itself.
func newAuthority(name string, newKey func() (crypto.Signer, error), by *authority) (*authority, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	cert := template(name)
	cert.IsCA, cert.BasicConstraintsValid = true, true
	cert.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	a := &authority{cert: cert, key: key}
	if by == nil {
		by = a
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, by.cert, key.Public(), by.key)
	if err != nil {
		return nil, err
	}
	a.cert, err = x509.ParseCertificate(der)
	return a, err
}

func template(name string) *x509.Certificate {
	serial := make([]byte, 16)
	_, _ = rand.Read(serial) // never fails
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial),
		Subject:      pkix.Name{Country: []string{"ZZ"}, Organization: []string{"Example Organisation"}, CommonName: name},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().Add(90 * 24 * time.Hour),
	}
}

func newECDSA() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func newRSA() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }
