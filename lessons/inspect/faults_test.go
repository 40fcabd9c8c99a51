package inspect_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// faults are the ten ways of lesson refusals, each with the only check that fails.
var faults = map[lab.Fault]verdict.Check{
	lab.Expired: verdict.Validity, lab.NotYet: verdict.Validity, lab.WrongName: verdict.HostName, lab.Tampered: verdict.Signature,
	lab.UnknownCA: verdict.Trust, lab.NoIssuer: verdict.Trust, lab.SelfSigned: verdict.Trust, lab.NoCA: verdict.Authority,
	lab.WrongUsage: verdict.ExtKeyUsage, lab.OutOfBounds: verdict.NameConstraints,
}

// TestFaults visits servers of three makes with each bad certificate, in TLS 1.2 and
// 1.3: one check fails, the client refuses with an alert, and openssl s_client and
// curl refuse the same server.
func TestFaults(t *testing.T) {
	openssl, curl := peer.Need(t, "openssl"), peer.Need(t, "curl")
	w := workshop(t, lab.ECDSAKey)
	for _, fault := range append([]lab.Fault{lab.Good}, all()...) {
		c := certificate(t, w, fault)
		h := files(t, w, c)
		servers := map[string]string{
			"Go":      serveTLS(t, &tls.Config{Certificates: []tls.Certificate{c}}),
			"OpenSSL": h.openssl(t, "-www"),
			"GnuTLS":  h.gnutls(t, "NORMAL"),
		}
		for server, addr := range servers {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				t.Run(string(fault)+"/"+server+"/"+tls.VersionName(version), func(t *testing.T) {
					s := seen(t, visitor(w, addr, &tls.Config{MinVersion: version, MaxVersion: version}))
					if fault == lab.Good {
						whole(t, s, registry.Version(version))
						return
					}
					refusedFor(t, s, faults[fault])
				})
			}
		}
		t.Run(string(fault)+"/others", func(t *testing.T) {
			clientAgrees(t, fault == lab.Good, sClient(openssl, servers["OpenSSL"], h))
			clientAgrees(t, fault == lab.Good, curls(curl, servers["OpenSSL"], h))
		})
	}
}

func all() (list []lab.Fault) {
	for f := range faults {
		list = append(list, f)
	}
	return list
}

// refusedFor holds a visit to a bad server against what it must be.
func refusedFor(t *testing.T, s *live.Seen, want verdict.Check) {
	t.Helper()
	if !s.Refused() || s.Failure == nil || len(s.Failure.Try) == 0 || s.Failure.Means == "" {
		t.Fatalf("refused %t, failure %+v, %v", s.Refused(), s.Failure, s.Err)
	}
	for _, v := range s.Judgement.Verdicts {
		if failed := v.Reached && !v.Passed && v.Check.Counts(); failed != (v.Check == want) {
			t.Errorf("%v: failed %t (%s)", v.Check, failed, v.Text)
		}
	}
	if !strings.Contains(s.Failure.What, want.String()) || s.Report.Complete && s.Report.Version < registry.VersionTLS13 {
		t.Errorf("%s; complete %t", s.Failure.What, s.Report.Complete)
	}
	for _, b := range s.Tell().Blocks {
		if c, ok := b.(*transcript.Check); ok && !c.Passed && (c.Evidence.Message != "Certificate" || c.Evidence.Length == 0) {
			t.Errorf("the check %s rests on %+v", c.ID, c.Evidence)
		}
	}
}

func clientAgrees(t *testing.T, accepts bool, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if (err == nil) != accepts {
		t.Errorf("%s: %v, want accepted: %t\n%s", cmd, err, accepts, out)
	}
}

func sClient(program, addr string, h house) *exec.Cmd {
	return exec.Command(program, "s_client", "-connect", addr, "-servername", bank, "-verify_return_error", "-verify_hostname", bank,
		"-no-CApath", "-no-CAstore", "-CAfile", h.root)
}

func curls(program, addr string, h house) *exec.Cmd {
	_, port, _ := net.SplitHostPort(addr)
	return exec.Command(program, "-sS", "-o", "/dev/null", "--noproxy", "*", "--resolve", bank+":"+port+":127.0.0.1", "--cacert", h.root, "https://"+bank+":"+port+"/")
}

// TestDifferences are those that are the other tools' own: a certificate with a
// common name and no other names is for that host to OpenSSL and curl, and for none
// to Go and to us (RFC 9525 §6.3 leaves the common name out).
func TestDifferences(t *testing.T) {
	openssl, curl := peer.Need(t, "openssl"), peer.Need(t, "curl")
	w := workshop(t, lab.ECDSAKey)
	key, err := lab.ECDSAKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.Root.IssueWith(bank, key, func(c *x509.Certificate) { c.DNSNames = nil })
	if err != nil {
		t.Fatal(err)
	}
	h := files(t, w, c)
	addr := h.openssl(t, "-www")
	refusedFor(t, seen(t, visitor(w, addr, &tls.Config{})), verdict.HostName)
	clientAgrees(t, true, sClient(openssl, addr, h))
	clientAgrees(t, true, curls(curl, addr, h))
}

// TestShortKey: an RSA key of 1024 bits is taken by crypto/x509 and refused by others,
// which is said.
func TestShortKey(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.Root.IssueWith(bank, key, func(*x509.Certificate) {})
	if err != nil {
		t.Fatal(err)
	}
	s := seen(t, visitor(w, serveTLS(t, &tls.Config{Certificates: []tls.Certificate{c}}), &tls.Config{}))
	var text strings.Builder
	if err := transcript.Terminal(&text, []*transcript.Document{s.Tell()}, transcript.TextOptions{Width: 200}); err != nil {
		t.Fatal(err)
	}
	if s.Failure != nil || !strings.Contains(strings.Join(strings.Fields(text.String()), " "), "The RSA key of certificate 0 has 1024 bits.") {
		t.Errorf("%+v\n%s", s.Failure, text.String())
	}
}

// TestInsecure goes on with each bad certificate, and shows what fails all the same.
func TestInsecure(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	for fault, check := range faults {
		t.Run(string(fault), func(t *testing.T) {
			c := certificate(t, w, fault)
			v := visitor(w, serveTLS(t, &tls.Config{Certificates: []tls.Certificate{c}}), &tls.Config{})
			v.Trust = true
			s := seen(t, v)
			if s.Failure != nil || !s.Report.Complete || !s.Refused() || s.Judgement.Of(check).Passed {
				t.Errorf("failure %+v, complete %t, %+v", s.Failure, s.Report.Complete, s.Judgement.Of(check))
			}
			if d := s.Tell(); d.Failed() != 1 {
				t.Errorf("%d checks fail", d.Failed())
			}
		})
	}
}
