package listen_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// ca is a file with the authority's certificate.
func (h *house) ca() string {
	file := filepath.Join(h.t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, lab.PEM(h.Root.Raw), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return file
}

func (h *house) port() string {
	_, port, err := net.SplitHostPort(h.address)
	if err != nil {
		h.t.Fatal(err)
	}
	return port
}

// run runs a client to its end.
func (h *house) run(program string, args ...string) (out string, err error) {
	h.t.Helper()
	path := peer.Need(h.t, program)
	ctx, cancel := context.WithTimeout(h.t.Context(), 40*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = time.Second
	b, err := cmd.CombinedOutput()
	return string(b), err
}

// The clients, each told to trust the authority and to check all it can.
func (h *house) curl(more ...string) (string, error) {
	return h.run("curl", append([]string{"-sS", "--max-time", "20", "--cacert", h.ca()}, append(more, "https://localhost:"+h.port()+"/")...)...)
}

func (h *house) openssl(more ...string) (string, error) {
	return h.run("openssl", append([]string{"s_client", "-connect", h.address, "-servername", "localhost", "-CAfile", h.ca(),
		"-verify_return_error", "-verify_hostname", "localhost"}, more...)...)
}

func (h *house) gnutls(more ...string) (string, error) {
	return h.run("gnutls-cli", append([]string{"--x509cafile", h.ca(), "--sni-hostname", "localhost", "--verify-hostname", "localhost", "-p", h.port(), "127.0.0.1"}, more...)...)
}

// chromium loads a page. It knows no authority by a flag; it is told to take this
// certificate by its key, or not to.
func (h *house) chromium(trusts bool, path string) (string, error) {
	args := []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-extensions", "--enable-logging=stderr", "--user-data-dir=" + h.t.TempDir(), "--host-resolver-rules=MAP localhost 127.0.0.1"}
	if trusts {
		leaf := h.TLS.Certificates[0].Leaf
		sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
		args = append(args, "--ignore-certificate-errors-spki-list="+base64.StdEncoding.EncodeToString(sum[:]))
	}
	return h.run("chromium", append(args, "--dump-dom", "https://localhost:"+h.port()+path)...)
}

// Real clients are explained whole, and their fingerprints are those that TShark's
// reading of the same bytes gives.
func TestRealClients(t *testing.T) {
	h := open(t, lab.Good, nil)
	for _, c := range []struct {
		name string
		run  func(*house) (string, error)
		has  string // the page, as the client shows it
	}{
		{"curl", func(h *house) (string, error) { return h.curl() }, "curl/"},
		{"curl 1.2", func(h *house) (string, error) { return h.curl("--tls-max", "1.2", "--http1.1") }, "It speaks nothing newer than TLS 1.2"},
		{"openssl", func(h *house) (string, error) { return h.openssl() }, "Verify return code: 0 (ok)"},
		{"gnutls-cli", func(h *house) (string, error) { return h.gnutls() }, "Status: The certificate is trusted"},
		{"chromium", func(h *house) (string, error) { return h.chromium(true, "/") }, "post-quantum half: "},
		{"chromium again", func(h *house) (string, error) { return h.chromium(true, "/") }, "The hello, byte by byte"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, err := c.run(h)
			if err != nil || !strings.Contains(said, c.has) {
				t.Errorf("%v, without %q: %s", err, c.has, said)
			}
		})
	}
	h.stop()
	<-h.ended
	var recordings []*capture.Recording
	var ours []string
	for _, v := range h.visits {
		if v.Hello == nil || v.Failure != nil {
			t.Errorf("connection %d: %s", v.Number, v.Report.Outcome)
			continue
		}
		whole(t, v)
		recordings = append(recordings, v.Recording)
		ours = append(ours, v.Hello.JA3()+" "+v.Hello.JA4())
	}
	theirs := tsharkPrints(t, peertest.WriteCapture(t, recordings...))
	slices.Sort(ours)
	slices.Sort(theirs)
	if !slices.Equal(ours, theirs) {
		t.Errorf("we: %q\nTShark: %q", ours, theirs)
	}
}

// whole checks that a hello is opened to its last byte: what is kept as bytes is
// GREASE, or an extension without a public specification, and is called so.
func whole(t *testing.T, v *listen.Visit) {
	t.Helper()
	m := v.Hello.Whole()
	next := 0
	var walk func([]transcript.Field, string)
	walk = func(fields []transcript.Field, in string) {
		for _, f := range fields {
			if len(f.Fields) > 0 {
				walk(f.Fields, f.Name)
				continue
			}
			if f.Offset != next {
				t.Errorf("connection %d: %s begins at %d, and the one before ends at %d", v.Number, f.Name, f.Offset, next)
			}
			next = f.Offset + f.Length
			if f.Opaque && in != "unknown_extension" {
				t.Errorf("connection %d: %s in %s is not opened", v.Number, f.Name, in)
			}
		}
	}
	walk(m.Fields, "")
	if next != len(m.Bytes) {
		t.Errorf("connection %d: fields end at %d of %d", v.Number, next, len(m.Bytes))
	}
}

// tsharkPrints are JA3 as TShark says it, and JA4 made from TShark's fields by FoxIO's
// text, for each first hello of a capture. (TShark 4.0 has no JA4.)
func tsharkPrints(t *testing.T, file string) (all []string) {
	t.Helper()
	fields := []string{"ja3", "ciphersuite", "extension.type", "extensions.supported_version", "sig_hash_alg", "extensions_alpn_str", "version"}
	args := []string{"-r", file, "-Y", "tls.handshake.type == 1", "-T", "fields", "-E", "separator=|", "-E", "aggregator=,"}
	for _, f := range fields {
		args = append(args, "-e", "tls.handshake."+f)
	}
	out, err := exec.Command(peer.Need(t, "tshark"), args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if len(f) != len(fields) {
			t.Fatalf("tshark says %q", line)
		}
		suites, extensions, versions, signs := numbers(t, f[1]), numbers(t, f[2]), numbers(t, f[3]), numbers(t, f[4])
		if len(versions) == 0 {
			versions = numbers(t, f[6])
		}
		protocol := "00"
		if p, _, _ := strings.Cut(f[5], ","); p != "" {
			protocol = p[:1] + p[len(p)-1:]
		}
		name := "i"
		if slices.Contains(extensions, 0) {
			name = "d"
		}
		summary := fmt.Sprintf("t%d%s%02d%02d%s", 10+slices.Max(versions)-0x301, name, len(suites), len(extensions), protocol)
		extensions = slices.DeleteFunc(extensions, func(n int) bool { return n == 0 || n == 16 })
		slices.Sort(suites)
		slices.Sort(extensions)
		all = append(all, f[0]+" "+summary+"_"+digest(digits(suites))+"_"+digest(digits(extensions)+"_"+digits(signs)))
	}
	return all
}

// numbers are those of a list without GREASE, which TShark writes in base 16 or 10.
func numbers(t *testing.T, list string) (all []int) {
	t.Helper()
	if list == "" {
		return nil
	}
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.ParseInt(s, 0, 32)
		if err != nil {
			t.Fatal(err)
		}
		if n&0x0f0f == 0x0a0a && n>>8 == n&0xff {
			continue
		}
		all = append(all, int(n))
	}
	return all
}

func digits(all []int) string {
	var out []string
	for _, n := range all {
		out = append(out, fmt.Sprintf("%04x", n))
	}
	return strings.Join(out, ",")
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:12]
}

// Chromium shuffles: two of its connections have two JA3 and one JA4, and that is what
// the page says. The page comes alone, and its policy stands in no way of it.
func TestChromiumIsKnownAgain(t *testing.T) {
	h := open(t, lab.Good, nil)
	var page string
	for range 2 {
		said, err := h.chromium(true, "/")
		if err != nil || strings.Contains(said, "Content Security Policy") || strings.Contains(said, "CONSOLE") {
			t.Fatalf("%v: %s", err, said)
		}
		page = said
	}
	h.stop()
	<-h.ended
	var prints [2]map[string]bool
	prints[0], prints[1] = map[string]bool{}, map[string]bool{}
	for _, v := range h.visits {
		if !v.Report.Resumed { // it may come a second time, and a hello that resumes is another
			prints[0][v.Hello.JA3()], prints[1][v.Hello.JA4()] = true, true
		}
	}
	if len(prints[0]) < 2 || len(prints[1]) != 1 {
		t.Errorf("%d JA3, %d JA4 on %d connections", len(prints[0]), len(prints[1]), len(h.visits))
	}
	if says := "the same extensions stand in another order"; !strings.Contains(page, says) {
		t.Errorf("the page does not say %q", says)
	}
}

// The bad certificates, shown to real clients that trust the root: nobody accepts one.
func TestRealClientsRefuse(t *testing.T) {
	for _, f := range []lab.Fault{lab.Expired, lab.NotYet, lab.WrongName, lab.Tampered, lab.UnknownCA, lab.NoIssuer, lab.SelfSigned, lab.NoCA, lab.WrongUsage, lab.OutOfBounds} {
		t.Run(string(f), func(t *testing.T) {
			h := open(t, f, nil)
			for i, run := range []func(*house) (string, error){
				func(h *house) (string, error) { return h.curl() },
				func(h *house) (string, error) { return h.openssl() },
				func(h *house) (string, error) { return h.gnutls() },
			} {
				if said, err := run(h); err == nil {
					t.Errorf("client %d accepts it: %s", i+1, said)
				}
				if v := h.await(i + 1); v.Reaction.Claim != nil && !v.Reaction.Claim.Passed || v.Reaction.Text == "" || v.Failed() {
					t.Errorf("client %d: %+v", i+1, v.Reaction)
				}
			}
		})
	}
}

// Chromium that does not trust the authority refuses with an alert, which is told.
func TestChromiumRefuses(t *testing.T) {
	h := open(t, lab.Good, nil)
	if said, _ := h.chromium(false, "/"); strings.Contains(said, "The hello, byte by byte") {
		t.Fatalf("it shows the page: %s", said)
	}
	v := h.await(1)
	if !v.Failed() || !strings.HasPrefix(v.Reaction.Text, "It refused it, with the alert certificate_unknown (46)") {
		t.Errorf("%s; %s", v.Report.Outcome, v.Reaction.Text)
	}
}

// A client's own certificate is shown.
func TestClientCertificate(t *testing.T) {
	h := open(t, lab.Good, func(s *listen.Server) { s.TLS.ClientAuth = tls.RequestClientCert })
	l, err := lab.New(t.Context(), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	root, err := l.Authority("the clients' root")
	if err != nil {
		t.Fatal(err)
	}
	key, err := lab.ECDSAKey(l.Rand("a client"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := root.IssueClient("a client", key)
	if err != nil {
		t.Fatal(err)
	}
	h.get(h.browser(false, &tls.Config{Certificates: []tls.Certificate{own}}), "/", "")
	h.await(1)
	h.get(h.browser(false, &tls.Config{}), "/", "")
	for i, says := range []string{"CN=a client", "it showed none"} {
		v := h.await(i + 1)
		var b strings.Builder
		if err := transcript.Terminal(&b, []*transcript.Document{v.Document(listen.Shorter)}, transcript.TextOptions{Width: 80}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), says) {
			t.Errorf("connection %d does not say %q:\n%s", i+1, says, b.String())
		}
	}
}
