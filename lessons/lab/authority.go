package lab

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

	"github.com/tlsteach/tlsteach/capture"
)

// An Authority is a throwaway certificate authority: made for one run, trusted
// by its peers alone.
type Authority struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
	Issued      []*x509.Certificate // in order; its own is not among them
	Chain       [][]byte            // what a server sends behind its own certificate: nothing where this is a root
	rand        *capture.Draws
	now         time.Time
}

// Draws are what the authority drew until now: its key, the keys of those it
// issued certificates to, and for each certificate a serial number and what its
// signature takes.
func (a *Authority) Draws() []capture.Draw { return a.rand.All() }

// Authority makes a root: an ECDSA P-256 key and a certificate that signs itself.
func (l *Lab) Authority(name string) (*Authority, error) {
	r := l.authorityDraws(name)
	key, err := ecdsa.GenerateKey(elliptic.P256(), r)
	if err != nil {
		return nil, err
	}
	return l.root(name, key, r)
}

// AuthorityFor is Authority for a key that is there already.
func (l *Lab) AuthorityFor(name string, key crypto.Signer) (*Authority, error) {
	return l.root(name, key, l.authorityDraws(name))
}

func (l *Lab) authorityDraws(name string) *capture.Draws {
	return capture.NewDraws(l.Rand("authority "+name), capture.DrawOptions{})
}

func (l *Lab) root(name string, key crypto.Signer, r *capture.Draws) (*Authority, error) {
	t := authorityTemplate(name, l.clock)
	a := &Authority{Key: key, rand: r, now: l.clock}
	var err error
	if a.Certificate, err = a.sign(t, t, key.Public()); err != nil {
		return nil, err
	}
	return a, nil
}

// Intermediate makes an authority below this one, with an ECDSA P-256 key. What it
// issues comes with its certificate behind it. edit may change the certificate
// before it is signed; nil: nothing is changed.
func (a *Authority) Intermediate(name string, edit func(*x509.Certificate)) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.rand)
	if err != nil {
		return nil, err
	}
	t := authorityTemplate(name, a.now)
	if edit != nil {
		edit(t)
	}
	c, err := a.sign(t, a.Certificate, key.Public())
	if err != nil {
		return nil, err
	}
	a.Issued = append(a.Issued, c)
	return &Authority{Certificate: c, Key: key, Chain: append([][]byte{c.Raw}, a.Chain...), rand: a.rand, now: a.now}, nil
}

func authorityTemplate(name string, now time.Time) *x509.Certificate {
	t := template(name, now, 10*365*24*time.Hour)
	t.IsCA, t.BasicConstraintsValid = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return t
}

// RSAKey makes an RSA key for a server or an authority. The name labels its reader
// of randomness.
func (l *Lab) RSAKey(name string, bits int) (*rsa.PrivateKey, error) {
	return rsa.GenerateKey(l.Rand("rsa key "+name), bits)
}

// Issue makes a leaf certificate for a server of this name, valid for 90 days,
// and its ECDSA P-256 key.
func (a *Authority) Issue(server string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.rand)
	if err != nil {
		return tls.Certificate{}, err
	}
	return a.IssueFor(server, key)
}

// IssueFor is Issue for a key that is there already, of any type that crypto/x509
// knows. An RSA key may also open pre-master secrets.
func (a *Authority) IssueFor(server string, key crypto.Signer) (tls.Certificate, error) {
	return a.IssueWith(server, key, nil)
}

// IssueWith is IssueFor with a hand on the certificate before it is signed: how
// bad ones are made. Its subject, names, times and usages are set already.
func (a *Authority) IssueWith(server string, key crypto.Signer, edit func(*x509.Certificate)) (tls.Certificate, error) {
	t := template(server, a.now, 90*24*time.Hour)
	t.DNSNames = []string{server}
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	return a.leaf(t, key, edit)
}

// IssueClient makes a leaf certificate for a client, valid for 90 days.
func (a *Authority) IssueClient(name string, key crypto.Signer) (tls.Certificate, error) {
	t := template(name, a.now, 90*24*time.Hour)
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.leaf(t, key, nil)
}

func (a *Authority) leaf(t *x509.Certificate, key crypto.Signer, edit func(*x509.Certificate)) (tls.Certificate, error) {
	t.KeyUsage = x509.KeyUsageDigitalSignature
	if _, ok := key.(*rsa.PrivateKey); ok {
		t.KeyUsage |= x509.KeyUsageKeyEncipherment
	}
	if edit != nil {
		edit(t)
	}
	leaf, err := a.sign(t, a.Certificate, key.Public())
	if err != nil {
		return tls.Certificate{}, err
	}
	a.Issued = append(a.Issued, leaf)
	return tls.Certificate{Certificate: append([][]byte{leaf.Raw}, a.Chain...), PrivateKey: key, Leaf: leaf}, nil
}

// Pool is a store of trusted roots that holds this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Certificate)
	return p
}

func (a *Authority) sign(t, parent *x509.Certificate, key crypto.PublicKey) (*x509.Certificate, error) {
	serial, err := rand.Int(a.rand, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	t.SerialNumber = serial.SetBit(serial, 126, 1) // positive, of one length on every run
	der, err := x509.CreateCertificate(a.rand, t, parent, key, a.Key)
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
