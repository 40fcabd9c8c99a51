package verdict_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// crossSigned adds a second root that signed the authority, too.
func crossSigned(p *plan) {
	other := authority("other root")
	p.made[2] = issue(other, other, keys()[4].Public(), keys()[4])
	p.chain = append(p.chain, issue(p.mid, other, p.midKey.Public(), keys()[4]))
	p.roots = append(p.roots, p.made[2])
}

// TestChainsOfEveryKindAgreeWithX509 is a table of what peers send, well and badly.
func TestChainsOfEveryKindAgreeWithX509(t *testing.T) {
	rsaKey := func(bits int) crypto.Signer {
		k, err := rsa.GenerateKey(rand.Reader, bits)
		must(err)
		return k
	}
	for _, c := range []struct {
		name   string
		change func(*plan)
		good   bool
		wrong  []verdict.Check
	}{
		{"reversed, with the root and a stranger", after(func(p *plan) {
			stranger := authority("stranger")
			p.chain = [][]byte{p.made[0], p.made[2], issue(stranger, stranger, keys()[6].Public(), keys()[6]), p.made[1]}
		}), true, nil},
		{"duplicates", after(func(p *plan) { p.chain = [][]byte{p.made[0], p.made[1], p.made[1], p.made[0], p.made[1]} }), true, nil},
		{"cross-signed", after(crossSigned), true, nil},
		{"cross-signed, one root unknown", after(func(p *plan) { crossSigned(p); p.roots = p.roots[1:] }), true, nil},
		{"cross-signed, one path expired", after(func(p *plan) {
			p.mid.NotAfter = now.Add(-1)
			p.chain[1] = issue(p.mid, p.root, p.midKey.Public(), p.rootKey)
			p.mid.NotAfter = now.Add(1)
			crossSigned(p)
		}), true, nil},
		{"authorities that signed each other", after(func(p *plan) {
			a, b := authority("a"), authority("b")
			k := keys()
			p.chain = [][]byte{issue(p.leaf, a, p.leafKey.Public(), k[5]), issue(a, b, k[5].Public(), k[6]), issue(b, a, k[6].Public(), k[5])}
		}), false, []verdict.Check{verdict.Trust}},
		{"signed by each other and by a root", after(func(p *plan) {
			a, b := authority("a"), authority("b")
			k := keys()
			p.chain = [][]byte{issue(p.leaf, a, p.leafKey.Public(), k[5]), issue(a, b, k[5].Public(), k[6]), issue(b, a, k[6].Public(), k[5]), issue(a, p.root, k[5].Public(), p.rootKey)}
		}), true, nil},
		{"two authorities of one name", after(func(p *plan) {
			p.chain = [][]byte{p.made[0], issue(p.mid, p.root, keys()[6].Public(), p.rootKey), p.made[1]}
		}), true, nil},
		{"root of the right name and another key", after(func(p *plan) { p.roots = [][]byte{issue(p.root, p.root, keys()[6].Public(), keys()[6])} }), false, []verdict.Check{verdict.Signature}},
		{"the peer's certificate is trusted itself", after(func(p *plan) { p.roots = [][]byte{p.made[0]}; p.chain = p.chain[:1] }), true, nil},
		{"the peer's certificate is trusted itself, and expired", func(p *plan) {
			p.leaf.NotAfter = now.Add(-1)
			p.after = append(p.after, func(p *plan) { p.roots = [][]byte{p.made[0]} })
		}, false, []verdict.Check{verdict.Validity}},
		{"self-signed and trusted", after(func(p *plan) {
			p.chain = [][]byte{issue(p.leaf, p.leaf, p.leafKey.Public(), p.leafKey)}
			p.roots = p.chain
		}), true, nil},
		{"root of version 1", after(func(p *plan) {
			p.root.ExtraExtensions = nil
			p.roots = [][]byte{version1(p.root, p.rootKey)}
		}), true, nil},
		{"authority of version 1", after(func(p *plan) { p.chain[1] = version1(p.mid, p.rootKey, p.root, p.midKey) }), false, []verdict.Check{verdict.Authority}},
		{"root that is the leaf of the chain", after(func(p *plan) { p.chain, p.name = [][]byte{p.made[2]}, "" }), true, []verdict.Check{verdict.KeyUsage, verdict.Asked}},
		{"no certificate", after(func(p *plan) { p.chain = nil }), false, []verdict.Check{verdict.Form}},
		{"an empty certificate", after(func(p *plan) { p.chain = [][]byte{{}} }), false, []verdict.Check{verdict.Form}},
		{"bytes behind the certificate", after(func(p *plan) { p.chain[0] = append(slices.Clone(p.chain[0]), 0) }), false, []verdict.Check{verdict.Form}},
		{"no roots", after(func(p *plan) { p.roots = nil }), false, []verdict.Check{verdict.Trust}},
		{"no name wanted", func(p *plan) { p.name = "" }, true, nil},
		{"wildcard", func(p *plan) { p.leaf.DNSNames = []string{"*.example.com"} }, true, nil},
		{"wildcard of the wrong depth", func(p *plan) { p.leaf.DNSNames = []string{"*.com"} }, false, []verdict.Check{verdict.HostName, verdict.Asked}},
		{"dot at the end", func(p *plan) { p.name = "www.example.com." }, true, nil},
		{"dot at the end of the certificate's name", func(p *plan) { p.leaf.DNSNames = []string{"www.example.com."} }, false, []verdict.Check{verdict.HostName, verdict.Asked}},
		{"international name", func(p *plan) {
			p.leaf.DNSNames, p.name, p.asked = []string{"xn--bcher-kva.example"}, "XN--bcher-kva.example", "xn--bcher-kva.example"
		}, true, nil},
		{"international name as people write it", func(p *plan) {
			p.leaf.DNSNames, p.name, p.asked = []string{"xn--bcher-kva.example"}, "bücher.example", ""
		}, false, []verdict.Check{verdict.HostName}},
		{"address", func(p *plan) {
			p.leaf.IPAddresses, p.name, p.asked = []net.IP{net.IPv4(10, 0, 0, 1), net.IPv6loopback}, "[::1]", ""
		}, true, nil},
		{"address as a name", func(p *plan) { p.leaf.DNSNames, p.name, p.asked = []string{"10.0.0.1"}, "10.0.0.1", "" }, false, []verdict.Check{verdict.HostName}},
		{"path length just kept", func(p *plan) { p.root.MaxPathLen = 1; p.mid.MaxPathLenZero = true }, true, nil},
		{"path length of the peer's certificate", func(p *plan) { p.leaf.BasicConstraintsValid, p.leaf.IsCA, p.leaf.MaxPathLenZero = true, true, true }, true, nil},
		{"any purpose", func(p *plan) {
			p.mid.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
			p.leaf.ExtKeyUsage = nil
		}, true, nil},
		{"unknown purpose", func(p *plan) { p.leaf.ExtKeyUsage, p.leaf.UnknownExtKeyUsage = nil, []asn1.ObjectIdentifier{{1, 2, 3}} }, false, []verdict.Check{verdict.ExtKeyUsage}},
		{"purposes that have nothing in common", func(p *plan) {
			p.mid.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
			p.usages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
		}, false, []verdict.Check{verdict.ExtKeyUsage}},
		{"client that may be", func(p *plan) {
			p.leaf.ExtKeyUsage, p.usages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}, true, nil},
		{"any usage will do", func(p *plan) {
			p.leaf.ExtKeyUsage, p.usages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
		}, true, nil},
		{"RSA of 1024 bits", func(p *plan) { p.midKey = rsaKey(1024) }, true, nil},
		{"RSA of 1024 bits and MD5", func(p *plan) {
			p.midKey = rsaKey(1024)
			p.after = append(p.after, func(p *plan) {
				p.chain[0] = resigned(p.chain[0], asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}, crypto.MD5, p.midKey)
			})
		}, false, []verdict.Check{verdict.Algorithms}},
		{"Ed25519", func(p *plan) {
			_, key, err := ed25519.GenerateKey(rand.Reader)
			must(err)
			p.midKey = key
		}, true, nil},
		{"root signed with SHA-1", after(func(p *plan) {
			p.roots[0] = resigned(p.roots[0], asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}, crypto.SHA1, p.rootKey)
		}), true, nil},
		{"constraint on directory names, not critical", func(p *plan) {
			p.mid.ExtraExtensions = []pkix.Extension{extension("2.5.29.30", false, 0x30, 8, 0xa0, 6, 0x30, 4, 0xa4, 2, 0x30, 0)}
		}, true, nil},
		{"constraint on directory names, critical", func(p *plan) {
			p.mid.ExtraExtensions = []pkix.Extension{extension("2.5.29.30", true, 0x30, 8, 0xa0, 6, 0x30, 4, 0xa4, 2, 0x30, 0)}
		}, false, []verdict.Check{verdict.Critical}},
		{"policies that are kept", func(p *plan) {
			id, err := x509.OIDFromInts([]uint64{1, 2, 3})
			must(err)
			p.mid.Policies, p.leaf.Policies = []x509.OID{id}, []x509.OID{id}
			p.mid.ExtraExtensions = []pkix.Extension{extension("2.5.29.36", true, 0x30, 3, 0x80, 1, 0)}
		}, true, nil},
		{"control characters in names", func(p *plan) {
			p.mid.Subject.CommonName, p.leaf.Subject.CommonName = "\x1b[31mred\r\n\x00", "<script>\u202e"
			p.name = "\x1b]0;x\x07"
		}, false, []verdict.Check{verdict.HostName}},
	} {
		p := newPlan()
		c.change(p)
		j := agrees(t, c.name, p.make())
		if got := wrong(j); j.Trusted != c.good || !slices.Equal(got, c.wrong) {
			t.Errorf("%s: trusted %v, wrong %v\n%s", c.name, j.Trusted, got, text(j))
		}
	}
}

// version1 is a certificate without extensions. Without a parent it signs itself.
func version1(c *x509.Certificate, by crypto.Signer, parents ...any) []byte {
	parent, key := c, by.Public()
	if len(parents) == 2 {
		parent, key = parents[0].(*x509.Certificate), parents[1].(crypto.Signer).Public()
	}
	bare := &x509.Certificate{SerialNumber: c.SerialNumber, Subject: c.Subject, NotBefore: c.NotBefore, NotAfter: c.NotAfter}
	return remade(issue(bare, parent, key, by), asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}, crypto.SHA256, by, true)
}

// TestRandomAuthoritiesAgreeWithX509 builds small worlds of authorities that share
// names and keys and sign each other, some of them flawed.
func TestRandomAuthoritiesAgreeWithX509(t *testing.T) {
	trusted, several := 0, 0
	for n := 0; n < 250 || (trusted < 10 || several < 1) && n < 5000; n++ { // by chance, few have several paths
		names, k := []string{"a", "b", "c"}, keys()[:4]
		pick := func() (*x509.Certificate, crypto.Signer) {
			return authority(names[mathrand.IntN(len(names))]), k[mathrand.IntN(len(k))]
		}
		p := newPlan()
		p.make()
		p.roots = nil
		for range 1 + mathrand.IntN(2) {
			c, key := pick()
			p.roots = append(p.roots, issue(c, c, key.Public(), key))
		}
		issuer, key := pick()
		p.chain = [][]byte{issue(p.leaf, issuer, p.leafKey.Public(), key)}
		for range 4 + mathrand.IntN(8) {
			c, key := pick()
			issuer, by := pick()
			switch mathrand.IntN(20) {
			case 0:
				c.NotAfter = now.Add(-1)
			case 1:
				c.IsCA = false
			case 2:
				c.MaxPathLenZero = true
			case 3:
				c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
			case 4:
				c.DNSNames = []string{"ca.example.com"} // another authority for x509, by its SAN
			case 5:
				c.ExcludedDNSDomains = []string{"www.example.com"}
			}
			p.chain = append(p.chain, issue(c, issuer, key.Public(), by))
		}
		j := agrees(t, "random", p)
		if j.Trusted {
			trusted++
		}
		if len(j.Accepted) > 1 {
			several++
		}
	}
	if trusted < 10 || several < 1 {
		t.Errorf("%d trusted, %d by several paths", trusted, several)
	}
}

// TestConstraintsOfRootsAreAsked: a root can be trusted under a condition.
func TestConstraintsOfRootsAreAsked(t *testing.T) {
	p := newPlan().make()
	root, err := x509.ParseCertificate(p.made[2])
	must(err)
	var below int
	for _, refuses := range []bool{false, true} {
		r := verdict.Root{Certificate: root, Constraint: func(chain []*x509.Certificate) error {
			below = len(chain)
			if refuses {
				return errors.New("not after\x1b 2024")
			}
			return nil
		}}
		j := verdict.Judge(p.chain, verdict.Options{Roots: []verdict.Root{r, {}}, Name: p.name, Now: now})
		if j.Trusted == refuses || below != 2 || j.Of(verdict.Trust).Passed == refuses {
			t.Errorf("trusted %v, %d certificates below\n%s", j.Trusted, below, text(j))
		}
	}
}

// TestLongAndHostileChainsEnd: many certificates, many of one name, many names.
func TestLongAndHostileChainsEnd(t *testing.T) {
	p := newPlan().make()
	var deep [][]byte
	k := keys()
	for i := range 80 {
		c, parent := authority(fmt.Sprint("deep ", i)), authority(fmt.Sprint("deep ", i+1))
		deep = append(deep, issue(c, parent, k[i%2].Public(), k[(i+1)%2]))
	}
	p.chain = append([][]byte{issue(p.leaf, authority("deep 0"), p.leafKey.Public(), k[0])}, deep...)
	if j := p.judge(); j.Trusted || len(j.Path) != 64 {
		t.Errorf("deep: %v, %d", j.Trusted, len(j.Path))
	}
	wellFormed(t, "deep", p, p.judge())
	var same [][]byte
	for i := range 60 { // each can be the issuer of each
		c := authority("same")
		c.DNSNames = []string{fmt.Sprint(i)}
		same = append(same, issue(c, c, k[0].Public(), k[0]))
	}
	p.chain = append([][]byte{issue(p.leaf, authority("same"), p.leafKey.Public(), k[0])}, same...)
	if j := p.judge(); j.Trusted || !strings.Contains(j.Of(verdict.Trust).Text, "within 100 tries") {
		t.Error(text(j))
	}
	for range 600 {
		p := newPlan().make()
		i := mathrand.IntN(2)
		p.chain[i] = slices.Clone(p.chain[i])
		for range 1 + mathrand.IntN(3) {
			p.chain[i][mathrand.IntN(len(p.chain[i]))] ^= 1 << mathrand.IntN(8)
		}
		agrees(t, "bits", p)
	}
	for n := range p.made[0] {
		j := verdict.Judge([][]byte{p.made[0][:n], p.made[1]}, verdict.Options{Name: "x", Now: now})
		if j.Trusted || j.Of(verdict.Form).Passed {
			t.Errorf("cut at %d: trusted", n)
		}
	}
	many := newPlan()
	for i := range 3000 {
		many.leaf.DNSNames = append(many.leaf.DNSNames, fmt.Sprintf("%d.example.com", i))
		many.mid.ExcludedDNSDomains = append(many.mid.ExcludedDNSDomains, fmt.Sprintf("%d.example.org", i))
	}
	many.name, many.asked = "7.example.com", ""
	if j := many.make().judge(); j.Trusted || !strings.Contains(j.Of(verdict.NameConstraints).Text, "too many") {
		t.Error(j.Of(verdict.NameConstraints).Text)
	}
}
