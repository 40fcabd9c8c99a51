package report_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// certificateMessage is a Certificate of TLS 1.2 with this certificate, read.
func certificateMessage(der []byte) *handshake.Item {
	n := len(der)
	b := append([]byte{11, 0, byte((n + 6) >> 8), byte(n + 6), 0, byte((n + 3) >> 8), byte(n + 3), 0, byte(n >> 8), byte(n)}, der...)
	it := &handshake.Item{Kind: handshake.KindHandshake, From: capture.Server, Name: "Certificate", Bytes: b, Message: new(handshake.CertificateTLS12)}
	if err := it.Message.Dissect(b, &it.Trace); err != nil {
		it.Err = err.(*wire.Error)
	}
	return it
}

func TestCertificateFacts(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "evil\x1b[31m,name", Organization: []string{"A, B"}},
		NotBefore: from, NotAfter: from.AddDate(1, 0, 0), DNSNames: []string{"a.example", "b.example"}, IPAddresses: []net.IP{net.IPv4(10, 0, 0, 1)}},
		&x509.Certificate{Subject: pkix.Name{CommonName: "an issuer"}}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	it := certificateMessage(der)
	teller := report.NewTeller(report.Options{})
	for when, want := range map[time.Time]string{
		{}:                     "2020-01-01T00:00:00Z to 2021-01-01T00:00:00Z 0091",
		from.AddDate(0, 6, 0):  "2020-01-01T00:00:00Z to 2021-01-01T00:00:00Z 0091",
		from.AddDate(0, 0, -1): "Z: not yet valid when it crossed",
		from.AddDate(1, 0, 1):  "Z: expired when it crossed",
	} {
		got := strings.Join(strings.Fields(teller.Message(it, when)), " ") // without its line breaks
		for _, w := range []string{want, "CN=an issuer", `O=A\, B, CN=evil\x1b[31m\,name`, "ecPublicKey, secp256r1", "a.example, b.example, 10.0.0.1", "signed with ecdsa-with-SHA256"} {
			if !strings.Contains(got, w) {
				t.Errorf("at %v, %q does not stand in\n%s", when, w, got)
			}
		}
	}
	// The places are those of the bytes.
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"issuer": c.RawIssuer, "subject": c.RawSubject, "subject_public_key_info": c.RawSubjectPublicKeyInfo} {
		at := strings.Index(string(it.Bytes), string(raw))
		line := lineWith(teller.Message(it, time.Time{}), " "+name)
		if want := strings.TrimSpace(line)[:4]; want != pad4(at) {
			t.Errorf("%s stands at %d, and the report says: %s", name, at, line)
		}
	}
}

// TestCertificateWhole: with every part, critical extensions are marked, digits
// that fill lines are cut, and a name cannot pass for two.
func TestCertificateWhole(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(7), IsCA: true, BasicConstraintsValid: true,
		DNSNames: []string{"evil.example, bank.example"}}, &x509.Certificate{}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	teller := report.NewTeller(report.Options{Whole: true})
	got := strings.Join(strings.Fields(teller.Message(certificateMessage(der), time.Time{})), " ")
	for _, w := range []string{"msg_type Certificate", "serial_number 0x07", "basic_constraints an authority; critical", `evil.example\, bank.example`, "signature_value r "} {
		if !strings.Contains(got, w) {
			t.Errorf("%q does not stand in\n%s", w, got)
		}
	}
	for n := range der { // whatever is cut or flipped, something is told
		for _, b := range [][]byte{der[:n], append(append(bytes.Clone(der[:n]), der[n]^0x81), der[n+1:]...)} {
			if teller.Message(certificateMessage(b), time.Time{}) == "" {
				t.Errorf("nothing is told of %x", b)
			}
		}
	}
}

func TestNoCertificate(t *testing.T) {
	got := report.NewTeller(report.Options{}).Message(certificateMessage([]byte("these bytes are no certificate")), time.Time{})
	if !strings.Contains(got, "30 bytes, not an X.509 certificate that can be read") {
		t.Errorf("it is not said:\n%s", got)
	}
}

func lineWith(text, what string) string {
	for _, l := range strings.Split(text, "\n") {
		if strings.Contains(l, what) {
			return l
		}
	}
	return "    "
}

func pad4(n int) string {
	return string([]byte{'0' + byte(n/1000), '0' + byte(n/100%10), '0' + byte(n/10%10), '0' + byte(n%10)})
}
