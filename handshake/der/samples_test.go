package der_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// A sample is a certificate that a test made.
type sample struct {
	name string
	der  []byte
}

// samples are certificates of all kinds of keys and with all extensions that
// crypto/x509 writes.
var samples = sync.OnceValue(func() (out []sample) {
	for _, s := range []struct {
		name string
		key  crypto.Signer
		fill func(*x509.Certificate)
	}{
		{"rsa", must(rsa.GenerateKey(rand.Reader, 2048)), serverNames},
		{"rsa-pss", must(rsa.GenerateKey(rand.Reader, 2048)), func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA384WithRSAPSS }},
		{"ecdsa-p256", must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), authority},
		{"ecdsa-p384", must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)), constraints},
		{"ecdsa-p521", must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)), places},
		{"ed25519", ed25519.NewKeyFromSeed(make([]byte, 32)), unicodeName},
		{"bare", must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), bare},
		{"long-serial", must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), longSerial},
		{"far-future", must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), farFuture},
		{"scts", must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), timestamps},
	} {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(0x80c1), Subject: pkix.Name{CommonName: s.name + ".example"},
			NotBefore: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC),
		}
		s.fill(template)
		out = append(out, sample{s.name, must(x509.CreateCertificate(rand.Reader, template, template, s.key.Public(), s.key))})
	}
	return out
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func serverNames(c *x509.Certificate) {
	c.DNSNames = []string{"example.com", "*.example.com"}
	c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1).To4(), net.ParseIP("2001:db8::1")}
	c.EmailAddresses = []string{"a@example.com"}
	c.URIs = []*url.URL{must(url.Parse("https://example.com/x"))}
	c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 3, 4}}
	c.Subject = pkix.Name{Country: []string{"DE"}, Province: []string{"Land"}, Locality: []string{"Ort"}, Organization: []string{"Org A", "Org B"},
		OrganizationalUnit: []string{"Unit"}, StreetAddress: []string{"Street 1"}, PostalCode: []string{"12345"}, SerialNumber: "99", CommonName: "example.com"}
}

func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.MaxPathLen = true, true, 3
	c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDecipherOnly
	c.SubjectKeyId, c.AuthorityKeyId = []byte{1, 2, 3, 4}, []byte{1, 2, 3, 4}
	c.Policies = []x509.OID{must(x509.OIDFromInts([]uint64{2, 5, 29, 32, 0})), must(x509.OIDFromInts([]uint64{1, 2, 3, 1 << 40}))}
}

func constraints(c *x509.Certificate) {
	authority(c)
	c.PermittedDNSDomainsCritical = true
	c.PermittedDNSDomains, c.ExcludedDNSDomains = []string{"example.com"}, []string{"bad.example.com"}
	_, four, _ := net.ParseCIDR("10.0.0.0/8")
	_, six, _ := net.ParseCIDR("2001:db8::/32")
	c.PermittedIPRanges, c.ExcludedIPRanges = []*net.IPNet{four}, []*net.IPNet{six}
	c.PermittedEmailAddresses, c.ExcludedURIDomains = []string{"example.com"}, []string{".example.org"}
}

func places(c *x509.Certificate) {
	c.OCSPServer = []string{"http://ocsp.example"}
	c.IssuingCertificateURL = []string{"http://ca.example/ca.crt"}
	c.CRLDistributionPoints = []string{"http://crl.example/a.crl", "http://crl.example/b.crl"}
}

func unicodeName(c *x509.Certificate) {
	c.Subject = pkix.Name{CommonName: "Prüfstelle 試験", Organization: []string{"\x1b[31m<script>|`"}}
}

func bare(c *x509.Certificate) { c.Subject = pkix.Name{} }

func longSerial(c *x509.Certificate) {
	c.SerialNumber = new(big.Int).Lsh(big.NewInt(0xff), 19*8-1)
}

func farFuture(c *x509.Certificate) {
	c.NotBefore, c.NotAfter = time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
}

func timestamps(c *x509.Certificate) {
	list := must(asn1.Marshal(sctList()))
	c.ExtraExtensions = []pkix.Extension{
		{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: list},
		{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}},
		{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 3}, Critical: true, Value: []byte{5, 0}},
	}
}

// sctList is RFC 6962's list of two timestamps; the second is signed with RSA.
func sctList() (out []byte) {
	sct := func(algorithm byte, signature []byte) []byte {
		b := append([]byte{0}, make([]byte, 32)...)
		b = append(b, 0, 0, 1, 0x47, 0x97, 0x4a, 0xa0, 0x36, 0, 0, 4, algorithm, 0, byte(len(signature)))
		return append(b, signature...)
	}
	for _, s := range [][]byte{sct(3, []byte{0x30, 6, 2, 1, 1, 2, 1, 2}), sct(1, []byte{9, 9, 9})} {
		out = append(append(out, 0, byte(len(s))), s...)
	}
	return append([]byte{0, byte(len(out))}, out...)
}

// each runs a test for every sample.
func each(t *testing.T, f func(t *testing.T, s sample)) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) { f(t, s) })
	}
}
