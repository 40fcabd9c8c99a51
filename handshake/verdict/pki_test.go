package verdict_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/verdict"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// keys are reused: which key is which matters, not that it is new.
var keys = sync.OnceValue(func() (out []crypto.Signer) {
	for range 8 {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(err)
		out = append(out, k)
	}
	return out
})

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// A plan is a chain that is about to be made: a root, an authority below it, and a
// server. A defect changes it.
type plan struct {
	root, mid, leaf          *x509.Certificate
	rootKey, midKey, leafKey crypto.Signer
	chain                    [][]byte // leaf and mid
	made                     [3][]byte
	roots                    [][]byte
	name, asked              string
	usages                   []x509.ExtKeyUsage
	kx                       string
	version                  registry.Version
	after                    []func(*plan)
}

func newPlan() *plan {
	k := keys()
	p := &plan{rootKey: k[0], midKey: k[1], leafKey: k[2], name: "www.example.com", asked: "www.example.com", kx: "ECDHE_ECDSA"}
	p.root, p.mid, p.leaf = authority("root"), authority("mid"), template("leaf")
	p.leaf.DNSNames = []string{"www.example.com"}
	p.leaf.KeyUsage = x509.KeyUsageDigitalSignature
	p.leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	return p
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{SerialNumber: big.NewInt(0x7172737475), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
}

func authority(name string) *x509.Certificate {
	t := template(name)
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
	return t
}

func issue(t, parent *x509.Certificate, key crypto.PublicKey, by crypto.Signer) []byte {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key, by)
	must(err)
	return der
}

func (p *plan) make() *plan {
	p.made = [3][]byte{
		issue(p.leaf, p.mid, p.leafKey.Public(), p.midKey),
		issue(p.mid, p.root, p.midKey.Public(), p.rootKey),
		issue(p.root, p.root, p.rootKey.Public(), p.rootKey),
	}
	p.chain, p.roots = [][]byte{p.made[0], p.made[1]}, [][]byte{p.made[2]}
	for _, f := range p.after {
		f(p)
	}
	return p
}

func (p *plan) judge() verdict.Judgement {
	o := verdict.Options{Name: p.name, Asked: p.asked, Now: now, Usages: p.usages, KeyExchange: p.kx, Version: p.version}
	for _, der := range p.roots {
		c, err := x509.ParseCertificate(der)
		must(err)
		o.Roots = append(o.Roots, verdict.Root{Certificate: c})
	}
	return verdict.Judge(p.chain, o)
}

// theirs is what crypto/x509 says, and how many chains it accepts.
func (p *plan) theirs() (chains int, why error) {
	o := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), DNSName: p.name, CurrentTime: now, KeyUsages: p.usages}
	for _, der := range p.roots {
		c, err := x509.ParseCertificate(der)
		must(err)
		o.Roots.AddCert(c)
	}
	var leaf *x509.Certificate
	for i, der := range p.chain {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return 0, err
		}
		if i == 0 {
			leaf = c
		} else {
			o.Intermediates.AddCert(c)
		}
	}
	if leaf == nil {
		return 0, x509.UnknownAuthorityError{}
	}
	found, err := leaf.Verify(o)
	return len(found), err
}

// resigned is a certificate with another algorithm, signed anew: crypto/x509 no longer
// makes such.
func resigned(der []byte, algorithm asn1.ObjectIdentifier, h crypto.Hash, key crypto.Signer) []byte {
	return remade(der, algorithm, h, key, false)
}

// remade can also take the extensions away, and with them the version.
func remade(der []byte, algorithm asn1.ObjectIdentifier, h crypto.Hash, key crypto.Signer, bare bool) []byte {
	var c struct {
		TBS struct {
			Version    int `asn1:"optional,explicit,default:0,tag:0"`
			Serial     *big.Int
			Algorithm  pkix.AlgorithmIdentifier
			Issuer     asn1.RawValue
			Validity   asn1.RawValue
			Subject    asn1.RawValue
			Key        asn1.RawValue
			Extensions asn1.RawValue `asn1:"optional,tag:3"`
		}
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(der, &c)
	must(err)
	c.TBS.Algorithm = pkix.AlgorithmIdentifier{Algorithm: algorithm}
	if _, ok := key.(*rsa.PrivateKey); ok {
		c.TBS.Algorithm.Parameters = asn1.NullRawValue
	}
	c.Algorithm = c.TBS.Algorithm
	if bare {
		c.TBS.Version, c.TBS.Extensions = 0, asn1.RawValue{}
	}
	tbs, err := asn1.Marshal(c.TBS)
	must(err)
	w := h.New()
	w.Write(tbs)
	sig, err := key.Sign(rand.Reader, w.Sum(nil), h)
	must(err)
	c.Signature = asn1.BitString{Bytes: sig, BitLength: 8 * len(sig)}
	out, err := asn1.Marshal(c)
	must(err)
	return out
}

func extension(oid string, critical bool, value ...byte) pkix.Extension {
	id, err := x509.ParseOID(oid)
	must(err)
	text, err := id.MarshalText()
	must(err)
	var numbers asn1.ObjectIdentifier
	n := 0
	for _, c := range append(text, '.') {
		if c == '.' {
			numbers, n = append(numbers, n), 0
			continue
		}
		n = 10*n + int(c-'0')
	}
	return pkix.Extension{Id: numbers, Critical: critical, Value: value}
}

// A defect is one thing that is wrong with a chain.
type defect struct {
	name    string
	check   verdict.Check
	change  func(*plan)
	openssl string // what OpenSSL says; empty: it accepts the chain, and differs says why
	differs string
}

func after(f func(*plan)) func(*plan) {
	return func(p *plan) { p.after = append(p.after, f) }
}

// tamper changes the serial number of a certificate.
func tamper(i int) func(*plan) {
	return after(func(p *plan) {
		if i < len(p.chain) {
			p.chain[i] = bytes.Replace(p.chain[i], []byte("qrstu"), []byte("qrstv"), 1)
		}
	})
}

var defects = []defect{
	{name: "expired", check: verdict.Validity, change: func(p *plan) { p.leaf.NotAfter = now.Add(-time.Minute) }, openssl: "certificate has expired"},
	{name: "not yet valid", check: verdict.Validity, change: func(p *plan) { p.leaf.NotBefore = now.Add(time.Minute) }, openssl: "certificate is not yet valid"},
	{name: "authority expired", check: verdict.Validity, change: func(p *plan) { p.mid.NotAfter = now.Add(-time.Minute) }, openssl: "certificate has expired"},
	{name: "root expired", check: verdict.Validity, change: func(p *plan) { p.root.NotAfter = now.Add(-time.Minute) }, openssl: "certificate has expired"},
	{name: "wrong name", check: verdict.HostName, change: func(p *plan) { p.name = "www.example.org" }, openssl: "hostname mismatch"},
	{name: "name in the subject only", check: verdict.HostName, change: func(p *plan) { p.leaf.DNSNames, p.leaf.Subject.CommonName, p.asked = nil, "www.example.com", "" },
		differs: "OpenSSL still looks at the common name where there is no subjectAltName"},
	{name: "tampered with", check: verdict.Signature, change: tamper(0), openssl: "certificate signature failure"},
	{name: "authority tampered with", check: verdict.Signature, change: tamper(1), openssl: "certificate signature failure"},
	{name: "unknown authority", check: verdict.Trust, change: after(func(p *plan) {
		other := authority("another root")
		p.roots = [][]byte{issue(other, other, keys()[5].Public(), keys()[5])}
	}), openssl: "unable to get local issuer certificate"},
	{name: "missing intermediate", check: verdict.Trust, change: after(func(p *plan) { p.chain = p.chain[:1] }), openssl: "unable to get local issuer certificate"},
	{name: "issuer that is no authority", check: verdict.Authority, change: func(p *plan) { p.mid.IsCA = false }, openssl: "invalid CA certificate"},
	{name: "issuer without basicConstraints", check: verdict.Authority, change: func(p *plan) { p.mid.BasicConstraintsValid = false }, openssl: "invalid CA certificate"},
	{name: "path too long", check: verdict.PathLength, change: func(p *plan) { p.root.MaxPathLenZero = true }, openssl: "path length constraint exceeded"},
	{name: "issuer that may not sign", check: verdict.IssuerKeyUsage, change: func(p *plan) { p.mid.KeyUsage = x509.KeyUsageCRLSign }, openssl: "invalid CA certificate"},
	{name: "wrong extended key usage", check: verdict.ExtKeyUsage, change: func(p *plan) { p.leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, openssl: "unsuitable certificate purpose"},
	{name: "wrong extended key usage of the authority", check: verdict.ExtKeyUsage, change: func(p *plan) { p.mid.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, openssl: "unsuitable certificate purpose"},
	{name: "name not permitted", check: verdict.NameConstraints, change: func(p *plan) { p.mid.PermittedDNSDomains = []string{"example.org"} }, openssl: "permitted subtree violation"},
	{name: "name excluded", check: verdict.NameConstraints, change: func(p *plan) { p.root.ExcludedDNSDomains = []string{"example.com"} }, openssl: "excluded subtree violation"},
	{name: "self-signed", check: verdict.Trust, change: after(func(p *plan) { p.chain = [][]byte{issue(p.leaf, p.leaf, p.leafKey.Public(), p.leafKey)} }), openssl: "self-signed certificate"},
	{name: "unknown critical extension", check: verdict.Critical, change: func(p *plan) {
		p.leaf.ExtraExtensions = append(p.leaf.ExtraExtensions, extension("1.2.3.4", true, 5, 0))
	}, openssl: "unhandled critical extension"},
	{name: "unknown critical extension of the authority", check: verdict.Critical, change: func(p *plan) { p.mid.ExtraExtensions = append(p.mid.ExtraExtensions, extension("1.2.3.5", true, 5, 0)) }, openssl: "unhandled critical extension"},
	{name: "SHA-1", check: verdict.Algorithms, change: after(func(p *plan) {
		p.chain[0] = resigned(p.chain[0], asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}, crypto.SHA1, p.midKey)
	}), openssl: "CA signature digest algorithm too weak"},
	{name: "garbage for a certificate", check: verdict.Form, change: after(func(p *plan) { p.chain = append(p.chain, []byte{0x30, 3, 1, 1, 1}) }), differs: "OpenSSL's command does not take it at all"},
	{name: "policy demanded", check: verdict.Policies, change: func(p *plan) {
		p.mid.ExtraExtensions = append(p.mid.ExtraExtensions, extension("2.5.29.36", false, 0x30, 3, 0x80, 1, 0))
	}, differs: "OpenSSL looks at policies only where it is asked to"},
	{name: "key that may not sign", check: verdict.KeyUsage, change: func(p *plan) { p.leaf.KeyUsage = x509.KeyUsageCertSign }, openssl: "unsuitable certificate purpose"},
	{name: "certificate for another name than asked for", check: verdict.Asked, change: func(p *plan) { p.asked = "other.example.com" }, differs: "OpenSSL's command knows no such name"},
}
