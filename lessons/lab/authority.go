package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"time"
)

// An Authority is a throwaway certificate authority: made for one run, trusted
// by its peers alone.
type Authority struct {
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	rand        io.Reader
	now         time.Time
}

// Authority makes a root: an ECDSA P-256 key and a certificate that signs itself.
func (l *Lab) Authority(name string) (*Authority, error) {
	r := l.Rand("authority " + name)
	key, err := ecdsa.GenerateKey(elliptic.P256(), r)
	if err != nil {
		return nil, err
	}
	t := template(name, l.clock, 10*365*24*time.Hour)
	t.IsCA, t.BasicConstraintsValid = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	a := &Authority{key: key, rand: r, now: l.clock}
	if a.Certificate, err = a.sign(t, t, &key.PublicKey); err != nil {
		return nil, err
	}
	return a, nil
}

// Issue makes a leaf certificate for a server of this name, valid for 90 days,
// and its ECDSA P-256 key.
func (a *Authority) Issue(server string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.rand)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := template(server, a.now, 90*24*time.Hour)
	t.DNSNames = []string{server}
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	leaf, err := a.sign(t, a.Certificate, &key.PublicKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// Pool is a store of trusted roots that holds this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Certificate)
	return p
}

func (a *Authority) sign(t, parent *x509.Certificate, key *ecdsa.PublicKey) (*x509.Certificate, error) {
	serial, err := rand.Int(a.rand, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	t.SerialNumber = serial.SetBit(serial, 126, 1) // positive, of one length on every run
	der, err := x509.CreateCertificate(a.rand, t, parent, key, a.key)
	if err != nil {
		return nil, fmt.Errorf("certificate for %s: %w", t.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

func template(name string, now time.Time, life time.Duration) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{"tlsteach lab"}},
		NotBefore: now.Add(-time.Hour),
		NotAfter:  now.Add(life),
	}
}
