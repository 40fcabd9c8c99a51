package listen_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A client's certificate is checked one thing after the other, and the client served
// whatever comes of it.
func TestClientCertificateIsChecked(t *testing.T) {
	l, err := lab.New(t.Context(), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	own, err := l.Authority("clients")
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := l.Authority("strangers")
	if err != nil {
		t.Fatal(err)
	}
	issue := func(a *lab.Authority, usage x509.ExtKeyUsage) *tls.Certificate {
		key, err := lab.ECDSAKey(l.Rand(t.Name()))
		if err != nil {
			t.Fatal(err)
		}
		c, err := a.IssueWith("a client", key, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{usage} })
		if err != nil {
			t.Fatal(err)
		}
		return &c
	}
	for _, test := range []struct {
		name   string
		shows  *tls.Certificate
		failed []string
	}{
		{"good", issue(own, x509.ExtKeyUsageClientAuth), nil},
		{"of a stranger", issue(stranger, x509.ExtKeyUsageClientAuth), []string{"client-trust"}},
		{"of a server", issue(own, x509.ExtKeyUsageServerAuth), []string{"client-extended-key-usage"}},
		{"none", &tls.Certificate{}, []string{"client-certificate"}},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(test.name+tls.VersionName(version), func(t *testing.T) {
				h := open(t, lab.Good, func(s *listen.Server) {
					s.TLS.ClientAuth, s.TLS.SessionTicketsDisabled = tls.RequestClientCert, true
					s.Wanted = &live.Wanted{Roots: verdict.RootsOf(own.Certificate), Store: "the clients' root"}
				})
				config := &tls.Config{MaxVersion: version, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return test.shows, nil }}
				if _, page := h.get(h.browser(false, config), "/hello.txt", ""); !strings.Contains(page, "The client's certificate") {
					t.Error("the page does not tell of the client's certificate")
				}
				var failed []string
				checks := 0
				for _, b := range h.await(1).Document(listen.Whole).Blocks {
					if c, ok := b.(*transcript.Check); ok {
						if checks++; !c.Passed {
							failed = append(failed, c.ID)
						}
						if c.ID == "client-extended-key-usage" && c.Evidence.Length == 0 {
							t.Error("the check rests on no bytes")
						}
					}
				}
				if !slices.Equal(failed, test.failed) || checks == 0 {
					t.Errorf("of %d checks %q failed, want %q", checks, failed, test.failed)
				}
			})
		}
	}
}

// A browser opens two connections, and one ends before it has asked on the other:
// that one is answered, and told.
func TestTheOtherConnectionIsAnswered(t *testing.T) {
	h := open(t, lab.Good, func(s *listen.Server) { s.Count = 1 })
	config := &tls.Config{RootCAs: h.root.Pool(), ServerName: "localhost"}
	asks, err := tls.Dial("tcp", h.address, config)
	if err != nil {
		t.Fatal(err)
	}
	defer asks.Close()
	other, err := tls.Dial("tcp", h.address, config)
	if err != nil {
		t.Fatal(err)
	}
	other.Close()
	h.await(1)
	io.WriteString(asks, "GET /hello.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if answer, _ := io.ReadAll(asks); !strings.HasPrefix(string(answer), "HTTP/1.1 200 OK") {
		t.Errorf("the answer is %.80q", answer)
	}
	<-h.ended
	if len(h.visits) != 2 || h.err != nil {
		t.Errorf("%d visits, %v", len(h.visits), h.err)
	}
}

// A client that stops in the middle has not refused a certificate: it ran out of time.
func TestSilenceIsNoRefusal(t *testing.T) {
	h := open(t, lab.Expired, func(s *listen.Server) { s.Timeout = 300 * time.Millisecond })
	c, err := net.Dial("tcp", h.address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go tls.Client(&deaf{c}, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}).Handshake()
	if v := h.await(1); v.Reaction.Claim != nil || !v.Failed() || !strings.Contains(v.Reaction.Text, "cannot be seen") {
		t.Errorf("%+v, %s", v.Reaction, v.Report.Outcome)
	}
}

// deaf never hears an answer.
type deaf struct{ net.Conn }

func (d *deaf) Read([]byte) (int, error) { return 0, io.EOF }
