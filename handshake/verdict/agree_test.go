package verdict

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestNamesMatchAsInX509 takes names and patterns that are easily got wrong, each
// with each, and random ones.
func TestNamesMatchAsInX509(t *testing.T) {
	names := strings.Fields(`example.com EXAMPLE.com www.example.com www.example.com. a.b.example.com *.example.com *.EXAMPLE.COM *example.com w*.example.com
		*.*.example.com www.*.com * *. *.com . .. .com com com. example.com. -a.example.com a-.example.com a_b.example.com _ a..b .example.com xn--bcher-kva.example bücher.example
		*.xn--bcher-kva.example www.xn--bcher-kva.example 10.0.0.1 [10.0.0.1] [::1] ::1 [] [ ] 010.0.0.1 1.2.3 localhost user@example.com http://example.com /x *.10.0.0.1 www.example.com:443 K.example`)
	names = append(names, "", " ", "a b.example.com", "www.example.com\x00.org", "\xff.example.com", "\xffA.example.com", strings.Repeat("a", 300)+".example.com")
	agree := func(c *x509.Certificate, name string) {
		t.Helper()
		if name == "" {
			return // no name is wanted then
		}
		if got, want := covers(&certificate{Certificate: c}, name), c.VerifyHostname(name); got.Passed != (want == nil) {
			t.Errorf("%q at %q, %v: %v, crypto/x509 says %v", name, c.DNSNames, c.IPAddresses, got, want)
		}
	}
	for _, pattern := range names {
		c := &x509.Certificate{DNSNames: []string{pattern}, IPAddresses: []net.IP{net.IPv4(10, 0, 0, 1).To4(), net.IPv6loopback}, Subject: pkix.Name{CommonName: pattern}}
		bare := &x509.Certificate{Subject: pkix.Name{CommonName: pattern}}
		for _, name := range names {
			agree(c, name)
			agree(bare, name)
		}
	}
	const letters = "aAb.*-_: \x00"
	for range 20000 {
		agree(&x509.Certificate{DNSNames: []string{text(letters), text(letters)}}, text(letters))
	}
}

func text(letters string) string {
	b := make([]byte, mathrand.IntN(7))
	for i := range b {
		b[i] = letters[mathrand.IntN(len(letters))]
	}
	return string(b)
}

// TestNameConstraintsAgreeWithX509 makes authorities with random constraints, and
// certificates with random names below them.
func TestNameConstraintsAgreeWithX509(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	make := func(c, parent *x509.Certificate) *x509.Certificate {
		c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(1), now.Add(-time.Hour), now.Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), key)
		if err != nil {
			return nil
		}
		made, err := x509.ParseCertificate(der)
		if err != nil {
			return nil
		}
		return made
	}
	domains := strings.Fields("example.com .example.com www.example.com EXAMPLE.com a.www.example.com com example.org x.example.org .org xample.com")
	wildcards := append(strings.Fields("*.example.com *.www.example.com *.com *.example.org *www.example.com *.WWW.example.com * www.*.com a.*.example.com"), domains...)
	mail := append(strings.Fields(`user@example.com USER@example.com user@EXAMPLE.COM user@www.example.com "user"@example.com "a\"b@c"@example.com us\er@example.com a.b@example.org .a@example.org @example.com user@`), "\"a b\"@example.com", "\"\x01\t\"@example.com")
	uris := strings.Fields("http://example.com/ https://www.example.com:443/x http://10.0.0.1/ http://[::1]/ urn:a mailto:a@b http://EXAMPLE.org http://user@example.com/ ftp://.example.com")
	ips := []net.IP{net.IPv4(10, 0, 0, 1).To4(), net.IPv4(10, 1, 0, 1).To4(), net.IPv4(192, 168, 0, 1).To4(), net.ParseIP("2001:db8::1"), net.ParseIP("::ffff:10.0.0.1")}
	ranges := []string{"10.0.0.0/8", "10.0.0.0/16", "0.0.0.0/0", "192.168.0.0/16", "2001:db8::/32", "::/0", "10.0.0.1/32"}
	constrain := func(c *x509.Certificate) {
		c.PermittedDNSDomains, c.ExcludedDNSDomains = some(domains, 4), some(domains, 5)
		c.PermittedURIDomains, c.ExcludedURIDomains = some(domains, 5), some(domains, 5)
		c.PermittedEmailAddresses, c.ExcludedEmailAddresses = some(append(mail, domains...), 5), some(append(mail, domains...), 5)
		for i, s := range some(ranges, 4) {
			_, n, _ := net.ParseCIDR(s)
			if i%2 == 0 {
				c.PermittedIPRanges = append(c.PermittedIPRanges, n)
			} else {
				c.ExcludedIPRanges = append(c.ExcludedIPRanges, n)
			}
		}
	}
	name := func(c *x509.Certificate) {
		c.DNSNames, c.EmailAddresses, c.IPAddresses = some(wildcards, 2), some(mail, 4), some(ips, 4)
		for _, s := range some(uris, 4) {
			if u, err := url.Parse(s); err == nil {
				c.URIs = append(c.URIs, u)
			}
		}
	}
	good, bad := 0, 0
	for range 600 {
		root := &x509.Certificate{Subject: pkix.Name{CommonName: "root"}, IsCA: true, BasicConstraintsValid: true}
		mid := &x509.Certificate{Subject: pkix.Name{CommonName: "mid"}, IsCA: true, BasicConstraintsValid: true}
		leaf := &x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}}
		if mathrand.IntN(3) == 0 {
			constrain(root)
		}
		constrain(mid)
		if mathrand.IntN(3) == 0 {
			name(mid)
		}
		name(leaf)
		r, m, l := make(root, root), make(mid, root), make(leaf, mid)
		if r == nil || m == nil || l == nil {
			continue
		}
		o := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: now}
		o.Roots.AddCert(r)
		o.Intermediates.AddCert(m)
		_, want := l.Verify(o)
		j := Judge([][]byte{l.Raw, m.Raw}, Options{Roots: RootsOf(r), Now: now})
		if j.Trusted != (want == nil) || j.Of(NameConstraints).Passed != (want == nil) {
			t.Errorf("%v; crypto/x509 says %v", j.Of(NameConstraints), want)
		}
		if j.Trusted {
			good++
		} else {
			bad++
		}
	}
	if good < 50 || bad < 50 {
		t.Errorf("%d good, %d bad", good, bad)
	}
}

// some picks a few, in one of n cases.
func some[T any](from []T, n int) (out []T) {
	if mathrand.IntN(n) > 0 {
		return nil
	}
	for range 1 + mathrand.IntN(3) {
		out = append(out, from[mathrand.IntN(len(from))])
	}
	return out
}
