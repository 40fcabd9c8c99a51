package listen_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A house is a server that runs, and what it told.
type house struct {
	*listen.Server
	t       testing.TB
	address string
	root    *lab.Authority
	stop    context.CancelFunc
	ended   chan struct{}
	err     error

	mu     sync.Mutex
	visits []*listen.Visit
	news   chan struct{}
}

// open starts a server of localhost whose certificate has this fault.
func open(t testing.TB, fault lab.Fault, set func(*listen.Server)) *house {
	t.Helper()
	l, err := lab.New(t.Context(), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := l.Workshop(lab.ECDSAKey, "localhost", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := w.Certificate(fault)
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS10, NextProtos: []string{"h2", "http/1.1"}, SessionTicketsDisabled: fault != lab.Good}
	config.SetSessionTicketKeys([][32]byte{{1}})
	ctx, cancel := context.WithCancel(context.Background())
	h := &house{t: t, root: w.Root, stop: cancel, ended: make(chan struct{}), news: make(chan struct{}, 1000)}
	h.Server = &listen.Server{TLS: config, Fault: fault, Root: w.Root.Certificate, Timeout: 5 * time.Second, Limit: 1 << 20, Most: 20}
	h.Ended = func(v *listen.Visit) {
		h.mu.Lock()
		h.visits = append(h.visits, v)
		h.mu.Unlock()
		h.news <- struct{}{}
	}
	if set != nil {
		set(h.Server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.address = listener.Addr().String()
	go func() { defer close(h.ended); h.err = h.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		<-h.ended
	})
	return h
}

// await waits until this many connections were told, and returns the last one.
func (h *house) await(n int) *listen.Visit {
	h.t.Helper()
	for late := time.After(20 * time.Second); ; {
		h.mu.Lock()
		if len(h.visits) >= n {
			defer h.mu.Unlock()
			return h.visits[n-1]
		}
		h.mu.Unlock()
		select {
		case <-h.news:
		case <-late:
			h.t.Fatalf("%d connections were told", len(h.visits))
		}
	}
}

// browser is a client of HTTP/2, or of HTTP/1.1.
func (h *house) browser(two bool, config *tls.Config) *http.Client {
	config.ServerName = "localhost"
	if config.RootCAs == nil {
		config.RootCAs = h.root.Pool()
	}
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: two}}
}

func (h *house) get(c *http.Client, path, accept string) (*http.Response, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, "https://"+h.address+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	answer, err := c.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer, string(body)
}

// Each page is about the connection that it came on, in the form that was asked for.
func TestPages(t *testing.T) {
	const browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
	h := open(t, lab.Good, nil)
	for i, test := range []struct {
		two                  bool
		path, accept         string
		status               int
		kind, begins, within string
	}{
		{true, "/", browsers, 200, "text/html", "<!DOCTYPE html>", "What the hello says of the client"},
		{false, "/", browsers, 200, "text/html", "<!DOCTYPE html>", "What the hello says of the client"},
		{false, "/", "*/*", 200, "text/plain", "  tlsteach listen", "The hello, byte by byte"},
		{true, "/", "", 200, "text/plain", "  tlsteach listen", "The hello, byte by byte"},
		{false, "/", "application/json", 200, "application/json", `{"schema":1,"lesson":null,"command":"listen"`, ""},
		{false, "/", "text/*;q=0.1, text/markdown", 200, "text/markdown", "# tlsteach listen", ""},
		{false, "/", "image/png", 200, "text/plain", "  tlsteach listen", ""},
		{false, "/hello.html", "*/*", 200, "text/html", "<!DOCTYPE html>", ""},
		{true, "/hello.json", "", 200, "application/json", `{"schema":1`, ""},
		{false, "/hello.md", "", 200, "text/markdown", "# tlsteach listen", ""},
		{false, "/hello.txt", "text/html", 200, "text/plain", "  tlsteach listen", ""},
		{false, "/hello.bin", "", 200, "application/octet-stream", "\x01\x00", ""},
		{false, "/ca.pem", "", 200, "application/x-pem-file", "-----BEGIN CERTIFICATE-----", ""},
		{false, "/<script>", "", 404, "text/plain", "There is no such page.", ""},
	} {
		answer, body := h.get(h.browser(test.two, &tls.Config{}), test.path, test.accept)
		if kind := answer.Header.Get("Content-Type"); answer.StatusCode != test.status || !strings.HasPrefix(kind, test.kind) || !strings.HasPrefix(body, test.begins) || !strings.Contains(body, test.within) {
			t.Errorf("%s for %q: %d, %s, %.80q", test.path, test.accept, answer.StatusCode, kind, body)
		}
		if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; ") || !strings.HasSuffix(policy, "; frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", test.path, policy)
		}
		if answer.ProtoMajor != map[bool]int{true: 2, false: 1}[test.two] {
			t.Errorf("%s: in %s", test.path, answer.Proto)
		}
		v := h.await(i + 1)
		if v.Failed() || !v.Report.Complete || v.Hello == nil {
			t.Errorf("%s: %s", test.path, v.Report.Outcome)
		}
		if strings.Contains(test.begins, "tlsteach listen") && test.kind == "text/plain" && !strings.Contains(body, v.Hello.JA4()) {
			t.Errorf("%s: the page has another JA4 than the connection, %s", test.path, v.Hello.JA4())
		}
		if test.path == "/hello.bin" && body != string(v.Hello.Whole().Bytes) {
			t.Error("/hello.bin is not the hello")
		}
	}
}

// The connection that is told is whole: all its records are opened, and it ended as it
// should, whatever the web server does to end it.
func TestAVisitIsTold(t *testing.T) {
	h := open(t, lab.Good, nil)
	for i, two := range []bool{true, false} {
		h.get(h.browser(two, &tls.Config{}), "/", "text/html")
		v := h.await(i + 1)
		if v.Report.Closed() > 0 || v.Failure != nil || !strings.HasPrefix(v.Report.Outcome, "The handshake was completed") {
			t.Errorf("%s, %d records stay closed", v.Report.Outcome, v.Report.Closed())
		}
		var b strings.Builder
		if err := transcript.Terminal(&b, []*transcript.Document{v.Document(listen.Whole)}, transcript.TextOptions{Width: 80}); err != nil {
			t.Fatal(err)
		}
		for _, says := range []string{"What the hello says of the client", "Compared with the clients before", v.Hello.JA3(), "calls itself"} {
			if !strings.Contains(b.String(), says) {
				t.Errorf("%q is not told", says)
			}
		}
	}
}

// A client that comes back resumes: its tickets are good for all connections.
func TestResumption(t *testing.T) {
	h := open(t, lab.Good, nil)
	config := &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(4)}
	h.get(h.browser(false, config), "/", "")
	h.await(1)
	h.get(h.browser(false, config), "/", "")
	v := h.await(2)
	if !v.Report.Resumed || !strings.Contains(v.Meeting.Says.String(), "Like connection 1, but with the extension pre_shared_key (it resumes a session, or has a key agreed on before)") {
		t.Errorf("resumed %t; %s", v.Report.Resumed, v.Meeting.Says)
	}
}

// A client that checks refuses each bad certificate; one that does not is found out.
func TestReactions(t *testing.T) {
	for _, f := range []lab.Fault{lab.Expired, lab.NotYet, lab.WrongName, lab.Tampered, lab.UnknownCA, lab.NoIssuer, lab.SelfSigned, lab.NoCA, lab.WrongUsage, lab.OutOfBounds} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(string(f)+tls.VersionName(version), func(t *testing.T) {
				t.Parallel()
				h := open(t, f, nil)
				if _, err := h.browser(false, &tls.Config{MaxVersion: version}).Get("https://" + h.address); err == nil {
					t.Fatal("Go's client accepts it")
				}
				v := h.await(1)
				if c := v.Reaction.Claim; c == nil || !c.Passed || !strings.Contains(c.Got, "bad_certificate (42)") || v.Failed() {
					t.Errorf("%+v: %s", c, v.Reaction.Text)
				}
				h.get(h.browser(false, &tls.Config{MaxVersion: version, InsecureSkipVerify: true}), "/", "")
				v = h.await(2)
				if c := v.Reaction.Claim; c == nil || c.Passed || !strings.HasPrefix(c.Got, "it finished the handshake, and sent") {
					t.Errorf("%+v: %s", c, v.Reaction.Text)
				}
				if d := v.Document(listen.Shorter); d.Failed() != 1 {
					t.Error("the document's claim is not false")
				}
			})
		}
	}
}

// A client that finishes and leaves says nothing of what it thinks.
func TestUndecided(t *testing.T) {
	h := open(t, lab.WrongName, nil)
	c, err := tls.Dial("tcp", h.address, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if v := h.await(1); !v.Reaction.Undecided || v.Reaction.Claim != nil || v.Failed() {
		t.Errorf("%+v", v.Reaction)
	}
}

// Who does not trust the good certificate is told how to.
func TestDistrust(t *testing.T) {
	h := open(t, lab.Good, nil)
	other, err := lab.New(t.Context(), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	root, err := other.Authority("another")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.browser(false, &tls.Config{RootCAs: root.Pool()}).Get("https://" + h.address); err == nil {
		t.Fatal("it is trusted")
	}
	if v := h.await(1); !v.Failed() || !strings.Contains(v.Failure.Hint(), "--ca-file") {
		t.Errorf("%+v", v.Failure)
	}
}

// What is no TLS, stops in the middle or says nothing ends in time, and is told as
// what it is; who says nothing is not told.
func TestOthers(t *testing.T) {
	h := open(t, lab.Good, func(s *listen.Server) { s.Timeout = 300 * time.Millisecond })
	dial := func(send string) string {
		c, err := net.Dial("tcp", h.address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, send)
		answer, _ := io.ReadAll(c)
		return string(answer)
	}
	dial("")
	for i, test := range []struct{ sends, answer, outcome string }{
		{"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.0 400 Bad Request", "No TLS crossed: what the client sent looks like HTTP without TLS"},
		{"SSH-2.0-OpenSSH_9.2\r\n", "", "No TLS crossed: what the client sent looks like SSH"},
		{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "", "The server did not answer the hello: nothing more was sent."},
	} {
		if answer := dial(test.sends); !strings.HasPrefix(answer, test.answer) {
			t.Errorf("%q is answered with %q", test.sends, answer)
		}
		v := h.await(i + 1)
		if !strings.HasPrefix(v.Report.Outcome, test.outcome) || !v.Failed() || v.Hello != nil {
			t.Errorf("%q: %s", test.sends, v.Report.Outcome)
		}
	}
}

// A client that finishes the handshake and then says nothing is let go in time.
func TestSilentAfterTheHandshake(t *testing.T) {
	h := open(t, lab.Good, func(s *listen.Server) { s.Timeout = 300 * time.Millisecond })
	c, err := tls.Dial("tcp", h.address, &tls.Config{RootCAs: h.root.Pool(), ServerName: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if v := h.await(1); !v.Report.Complete {
		t.Error(v.Report.Outcome)
	}
}

// Many at once are numbered, all told, and never more than may be.
func TestManyAtOnce(t *testing.T) {
	const many = 60
	h := open(t, lab.Good, func(s *listen.Server) { s.Most, s.Count = 7, many })
	var all sync.WaitGroup
	for range many {
		all.Go(func() { h.get(h.browser(false, &tls.Config{}), "/", "") })
	}
	all.Wait()
	h.await(many)
	<-h.ended
	if h.err != nil {
		t.Error(h.err)
	}
	numbers := map[int]bool{}
	for _, v := range h.visits {
		numbers[v.Number] = true
	}
	if len(numbers) != many || len(h.visits) != many {
		t.Errorf("%d numbers, %d visits", len(numbers), len(h.visits))
	}
}

// When it is stopped, what lives is told as far as it came.
func TestStopped(t *testing.T) {
	h := open(t, lab.Good, nil)
	c, err := tls.Dial("tcp", h.address, &tls.Config{RootCAs: h.root.Pool(), ServerName: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	h.stop()
	<-h.ended
	if h.err != context.Canceled || len(h.visits) != 1 || h.visits[0].Hello == nil {
		t.Errorf("%v, %d visits", h.err, len(h.visits))
	}
}

// A client of another protocol gets its handshake; where the protocols were chosen it
// is refused.
func TestProtocols(t *testing.T) {
	for _, strict := range []bool{false, true} {
		h := open(t, lab.Good, func(s *listen.Server) { s.Strict = strict })
		c, err := tls.Dial("tcp", h.address, &tls.Config{RootCAs: h.root.Pool(), ServerName: "localhost", NextProtos: []string{"imap"}})
		if (err != nil) != strict {
			t.Errorf("strict %t: %v", strict, err)
		}
		if err == nil {
			c.Close()
		}
		if v := h.await(1); (v.Failure != nil) != strict {
			t.Errorf("strict %t: %s", strict, v.Report.Outcome)
		}
	}
}

// An attacker's names are data: on the page, too.
func TestHostileNames(t *testing.T) {
	h := open(t, lab.Good, nil)
	const evil = "<script>alert(1)</script>\"'"
	c := h.browser(false, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"<img src=x>", "http/1.1"}})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+h.address+"/hello.html", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("User-Agent", evil)
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if page := string(body); strings.Contains(page, "<script>alert") || strings.Contains(page, "<img") || !strings.Contains(page, "&lt;script&gt;alert(1)") {
		t.Error("a name got out of its place")
	}
}

// What crosses goes to the wire while it does, the secrets, too.
func TestWire(t *testing.T) {
	w := &notes{}
	h := open(t, lab.Good, func(s *listen.Server) { s.Wire = w })
	h.get(h.browser(false, &tls.Config{}), "/", "")
	v := h.await(1)
	h.stop()
	<-h.ended
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client != string(v.Recording.Bytes(capture.Client)) || w.ends != 1 || !strings.Contains(w.secrets, "SERVER_TRAFFIC_SECRET_0") {
		t.Errorf("%d bytes, %d ends, %q", len(w.client), w.ends, w.secrets)
	}
}

type notes struct {
	mu              sync.Mutex
	client, secrets string
	ends            int
}

func (n *notes) Begin(string, string, time.Time) (func(capture.Event, bool), func(time.Time)) {
	return func(e capture.Event, _ bool) {
			n.mu.Lock()
			defer n.mu.Unlock()
			if e.From == capture.Client && e.Kind == capture.Data {
				n.client += string(e.Data)
			}
		}, func(time.Time) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.ends++
		}
}

func (n *notes) Secrets(lines []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.secrets += string(lines)
}
