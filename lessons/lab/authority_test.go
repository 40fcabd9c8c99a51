package lab

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"testing"
	"time"
)

// TestCertificatesVerify: x509 accepts what an authority issues, where and when
// it should, and nothing else.
func TestCertificatesVerify(t *testing.T) {
	l := open(t, Options{Seed: seed(1)})
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	other, err := l.Authority("root") // of the same name
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	leaf := cert.Leaf
	for name, c := range map[string]struct {
		roots  *Authority
		server string
		at     time.Duration
		fine   bool
	}{
		"now":               {ca, "school.example", 0, true},
		"an hour ago":       {ca, "school.example", -time.Hour, true},
		"in 90 days":        {ca, "school.example", 90 * 24 * time.Hour, true},
		"before":            {ca, "school.example", -time.Hour - time.Second, false},
		"after":             {ca, "school.example", 90*24*time.Hour + time.Second, false},
		"another name":      {ca, "bank.example", 0, false},
		"a name inside":     {ca, "a.school.example", 0, false},
		"another authority": {other, "school.example", 0, false},
	} {
		_, err := leaf.Verify(x509.VerifyOptions{Roots: c.roots.Pool(), DNSName: c.server, CurrentTime: l.Now().Add(c.at)})
		if (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !ca.Certificate.IsCA || leaf.IsCA || leaf.CheckSignatureFrom(leaf) == nil || ca.Certificate.CheckSignatureFrom(ca.Certificate) != nil {
		t.Error("the root signs itself and may sign; the leaf does not")
	}
	if key, ok := cert.PrivateKey.(*ecdsa.PrivateKey); !ok || !key.PublicKey.Equal(leaf.PublicKey) {
		t.Error("the key does not fit the certificate")
	}
	second, err := ca.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	if second.Leaf.SerialNumber.Cmp(leaf.SerialNumber) == 0 || second.Leaf.Equal(leaf) {
		t.Error("two certificates have one serial number")
	}
	for _, c := range []*x509.Certificate{ca.Certificate, leaf, second.Leaf} {
		if c.SerialNumber.Sign() <= 0 || c.SerialNumber.BitLen() != 127 {
			t.Errorf("serial number %x", c.SerialNumber)
		}
	}
}

// TestPeersBelieveTheClock: the client that is made after the clock was set
// refuses what has expired, and the server hears of it.
func TestPeersBelieveTheClock(t *testing.T) {
	for name, c := range map[string]struct {
		move time.Duration
		fine bool
	}{"now": {0, true}, "in 89 days": {89 * 24 * time.Hour, true}, "in 91 days": {91 * 24 * time.Hour, false}, "yesterday": {-24 * time.Hour, false}} {
		t.Run(name, func(t *testing.T) {
			l := open(t, Options{Seed: seed(1), Transport: Memory})
			ca, err := l.Authority("root")
			if err != nil {
				t.Fatal(err)
			}
			cert, err := ca.Issue("school.example")
			if err != nil {
				t.Fatal(err)
			}
			nothing := func(*tls.Conn) error { return nil }
			before := l.ClientConfig("before", ca, "school.example")
			l.SetClock(l.Now().Add(c.move))
			for _, try := range []struct {
				client *tls.Config
				fine   bool
			}{{l.ClientConfig("client", ca, "school.example"), c.fine}, {before, true}} {
				s, err := l.Talk(TLSClient(try.client, nothing), TLSServer(l.ServerConfig("server", cert), nothing))
				if err != nil {
					t.Fatal(err)
				}
				var invalid x509.CertificateInvalidError
				if refused := errors.As(s.ClientErr, &invalid) && invalid.Reason == x509.Expired; refused == try.fine {
					t.Errorf("the client says %v", s.ClientErr)
				}
				var alert *tls.CertificateVerificationError
				if !try.fine && (!errors.As(s.ClientErr, &alert) || s.ServerErr == nil) {
					t.Errorf("the client says %v, the server %v", s.ClientErr, s.ServerErr)
				}
			}
		})
	}
}
