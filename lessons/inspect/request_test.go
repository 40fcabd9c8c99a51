package inspect_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/inspect"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestRequests meets servers that shake hands and then answer badly. What is said is
// about the request, and what is kept is bounded.
func TestRequests(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t, w, lab.Good)}, NextProtos: []string{"h2", "http/1.1"}}
	answers := func(piece string, times int) func(net.Conn) {
		return func(c net.Conn) {
			c.Read(make([]byte, 4096))
			for range times {
				if _, err := io.WriteString(c, piece); err != nil {
					return
				}
			}
		}
	}
	for name, c := range map[string]struct {
		server func(net.Conn)
		alpn   []string
		want   string // what is said of the failure; empty: nothing failed
	}{
		"an answer":          {answers("HTTP/1.1 200 OK\r\n\r\nhello", 1), nil, ""},
		"byte by byte":       {answers("a", 1<<20), nil, ""},
		"one endless line":   {answers(strings.Repeat("a", 9000), 1<<20), nil, ""},
		"no answer":          {answers("", 1), nil, "did not answer the request"},
		"silence":            {func(c net.Conn) { io.Copy(io.Discard, c) }, nil, "not answered in time"},
		"no end":             {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\nhel"); io.Copy(io.Discard, c) }, nil, "22 bytes of it came"},
		"another protocol":   {answers("", 1), []string{"h2", "http/1.1"}, `the protocol "h2"`},
		"the right protocol": {answers("HTTP/1.1 200 OK\r\n\r\n", 1), []string{"http/1.1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := visitor(w, serve(t, func(conn net.Conn) {
				s := tls.Server(conn, config)
				defer s.Close()
				if s.Handshake() == nil {
					c.server(s)
				}
			}), &tls.Config{NextProtos: c.alpn})
			v.Get = "/"
			if name == "silence" || name == "no end" {
				v.Timeout = 200 * time.Millisecond
			}
			s := seen(t, v)
			if n := len(s.Recording.Bytes(capture.Server)); n > 2<<20 || len(s.Items) > 10000 {
				t.Errorf("%d bytes and %d items are kept", n, len(s.Items))
			}
			var text strings.Builder
			if err := transcript.Terminal(&text, []*transcript.Document{s.Tell()}, transcript.TextOptions{}); err != nil || text.Len() > 60<<10 {
				t.Errorf("a text of %d bytes, %v", text.Len(), err)
			}
			for _, it := range s.Items {
				if it.Err != nil && name != "silence" && name != "no end" {
					t.Errorf("damage: %v", it.Err)
				}
			}
			var failed *inspect.RequestError
			switch {
			case c.want == "" && s.Err != nil:
				t.Error(s.Err)
			case c.want != "" && (!errors.As(s.Err, &failed) || !strings.Contains(failed.Text, c.want) || failed.Hint == ""):
				t.Errorf("it says %v", s.Err)
			}
		})
	}
}

// TestHost is the field of the request: an address of IPv6 stands in brackets, and the
// usual port is left out.
func TestHost(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t, w, lab.Good)}}
	for _, c := range []struct{ address, name, want string }{
		{"bank.example:443", "bank.example", "bank.example"},
		{"bank.example:8443", "bank.example", "bank.example:8443"},
		{"[::1]:443", "::1", "[::1]"},
		{"[::1]:8443", "::1", "[::1]:8443"},
		{"192.0.2.1:443", "192.0.2.1", "192.0.2.1"},
	} {
		got := make(chan string, 1)
		addr := serve(t, func(conn net.Conn) {
			s := tls.Server(conn, config)
			defer s.Close()
			b := make([]byte, 4096)
			n, _ := s.Read(b)
			got <- string(b[:n])
			io.WriteString(s, "HTTP/1.1 200 OK\r\n\r\n")
		})
		v := visitor(w, addr, &tls.Config{})
		dial := v.Dial
		v.Dial = func(ctx context.Context, _ string) (net.Conn, string, error) { return dial(ctx, addr) }
		v.Address, v.Name, v.Get, v.Trust = c.address, c.name, "/", true
		seen(t, v)
		if request := <-got; !strings.Contains(request, "\r\nHost: "+c.want+"\r\n") {
			t.Errorf("%s: %q", c.address, request)
		}
	}
}
