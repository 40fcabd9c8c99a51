package reach

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// failing connects through a proxy that cannot be gone through.
func failing(t *testing.T, ctx context.Context, setting string) *ProxyError {
	t.Helper()
	conn, via, err := environment(map[string]string{"HTTPS_PROXY": setting}).dial(ctx, "mail.example:25")
	var e *ProxyError
	switch {
	case conn != nil:
		t.Fatal("it went through")
	case !errors.As(err, &e):
		t.Fatalf("%T: %v", err, err)
	case e.Variable != "HTTPS_PROXY", e.Target != "mail.example:25", e.Proxy != via, via == "":
		t.Errorf("via %q: %+v", via, e)
	case errors.Is(err, ErrRefused) && !strings.Contains(err.Error(), "did not connect to mail.example:25: "):
		t.Errorf("it does not say to whom: %v", err)
	case strings.Contains(err.Error(), "secret"), strings.ContainsAny(err.Error(), "\r\n\x1b"), len(e.Said) > 512:
		t.Errorf("its text: %q", err)
	}
	return e
}

// TestHTTPFailures are the answers of what stands where an HTTP proxy should.
func TestHTTPFailures(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		reason       error
		said         string
	}{
		{"does not want to", "HTTP/1.1 403 Forbidden\r\n\r\n<html>", ErrRefused, "HTTP/1.1 403 Forbidden"},
		{"does not reach it", "HTTP/1.1 502 \x1b[2J\r\nA: b\r\n\r\n", ErrRefused, "HTTP/1.1 502 \x1b[2J"},
		{"sends us elsewhere", "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", ErrRefused, "HTTP/1.1 302 Found"},
		{"wants to know who we are", "HTTP/1.0 407 Who?\nproxy-authenticate: NTLM\nProxy-Authenticate: Basic realm=x\n\n", ErrLogin, "HTTP/1.0 407 Who?; it takes NTLM, Basic"},
		{"wants to know, and not how", "HTTP/1.1 407 Who?\r\n\r\n", ErrLogin, "HTTP/1.1 407 Who?"},
		{"does not know the password", "HTTP/1.0 401 Unauthorized\r\n\r\n", ErrLogin, "HTTP/1.0 401 Unauthorized"},
		{"is SSH", "SSH-2.0-OpenSSH_9.2\r\n", ErrNotProxy, "S"},
		{"is SOCKS", "\x05\xff", ErrNotProxy, "\x05"},
		{"is TLS", "\x15\x03\x01\x00\x02\x02\x46", ErrNotProxy, "\x15"},
		{"has a status without a number", "HTTP/1.1 OK\r\n\r\n", ErrNotProxy, "HTTP/1.1 OK"},
		{"has a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", ErrNotProxy, "HTTP/1.1 2000 OK"},
		{"has a line without an end", "HTTP/1.1 200 " + strings.Repeat("a", mostHead), ErrNotProxy, "HTTP/1.1 200 " + strings.Repeat("a", 512-13)},
		{"has lines without an end", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", mostHead/6), ErrNotProxy, "HTTP/1.1 200 OK"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := failing(t, soon(t), "http://me:secret@"+saying(t, c.answer))
			if !errors.Is(e, c.reason) || e.Said != c.said {
				t.Errorf("got  %v, %q\nwant %v, %q", e.Reason, e.Said, c.reason, c.said)
			}
		})
	}
}

// TestContinue is a proxy that answers twice.
func TestContinue(t *testing.T) {
	address := saying(t, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\n\r\n"+greeting)
	conn, _, err := environment(map[string]string{"HTTPS_PROXY": address}).dial(soon(t), "mail.example:25")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	got := make([]byte, len(greeting))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != greeting {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSOCKSFailures are all answers of a SOCKS proxy, and those of others.
func TestSOCKSFailures(t *testing.T) {
	for code, said := range map[byte]string{
		1: "general SOCKS server failure", 2: "connection not allowed by ruleset", 3: "network unreachable", 4: "host unreachable",
		5: "connection refused", 6: "TTL expired", 7: "command not supported", 8: "address type not supported", 99: "unknown code: 99",
	} {
		p := &socksProxy{asked: make(chan string, 1), answer: code}
		e := failing(t, soon(t), "socks5://"+accepting(t, p.serve))
		if !errors.Is(e, ErrRefused) || e.Said != said {
			t.Errorf("%d: %v, %q", code, e.Reason, e.Said)
		}
	}
	for _, c := range []struct{ name, user, answer, said string }{
		{"is a web server", "", "HTTP/1.1 400 Bad Request\r\n", "unexpected protocol version 72"},
		{"is SOCKS 4", "", "\x00\x5b\x00\x00\x00\x00\x00\x00", "unexpected protocol version 0"},
		{"answers from nowhere", "", "\x05\x00\x05\x00\x00\x09", "unknown address type 9"},
		{"answers with more", "", "\x05\x00\x05\x00\x01\x01", "non-zero reserved field"},
		{"logs in otherwise", "me:secret@", "\x05\x02\x05\x00", "invalid username/password version"},
	} {
		e := failing(t, soon(t), "socks5://"+c.user+saying(t, c.answer))
		if want := map[bool]error{true: ErrLogin, false: ErrNotProxy}[c.user != ""]; !errors.Is(e, want) || e.Said != c.said {
			t.Errorf("%s: %v, %q", c.name, e.Reason, e.Said)
		}
	}
	if e := failing(t, soon(t), "socks5://me:secret"+strings.Repeat("x", 256)+"@"+saying(t, "\x05\x02")); !errors.Is(e, ErrLogin) {
		t.Errorf("a long password: %v", e)
	}
	long := strings.Repeat("a", 256) + ".example:25"
	p := &socksProxy{asked: make(chan string, 1)}
	_, _, err := environment(map[string]string{"ALL_PROXY": "socks5://" + accepting(t, p.serve)}).dial(soon(t), long)
	if known := (*net.AddrError)(nil); !errors.As(err, &known) {
		t.Errorf("a long name: %v", err)
	}
}

// TestLogin is who does not know the password.
func TestLogin(t *testing.T) {
	web := &httpProxy{asked: make(chan *http.Request, 9), login: "Basic bWU6cEBzcw=="}
	socks := &socksProxy{asked: make(chan string, 9), user: "me", password: "p@ss"}
	for _, user := range []string{"", "me:secret@", "you:p%40ss@", "me@"} {
		for _, setting := range []string{"http://" + user + accepting(t, web.serve), "socks5://" + user + accepting(t, socks.serve)} {
			if e := failing(t, soon(t), setting); !errors.Is(e, ErrLogin) {
				t.Errorf("%s: %v", setting, e)
			}
		}
	}
}

// TestEnds is a proxy that closes, or is silent, at each place.
func TestEnds(t *testing.T) {
	for setting, answer := range map[string]string{
		"http://":             "HTTP/1.1 200 OK\r\nA: b\r\n\r\n",
		"socks5://":           "\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00",
		"socks5://me:secret@": "\x05\x02\x01\x00\x05\x00\x00\x03\x01a\x00\x00",
	} {
		for n := range answer {
			closes := accepting(t, func(conn net.Conn) {
				_, _ = conn.Read(make([]byte, 1<<10))
				_, _ = io.WriteString(conn, answer[:n])
				_ = conn.(*net.TCPConn).CloseWrite() // a Close with unread bytes would be a reset
				_, _ = io.Copy(io.Discard, conn)
			})
			if e := failing(t, soon(t), setting+closes); !errors.Is(e, ErrClosed) {
				t.Errorf("%s closes behind %q: %v", setting, answer[:n], e)
			}
			ctx, cancel := context.WithCancel(soon(t))
			quiet := accepting(t, func(conn net.Conn) {
				_, _ = conn.Read(make([]byte, 1<<10))
				_, _ = io.WriteString(conn, answer[:n])
				cancel()
				_, _ = io.Copy(io.Discard, conn)
			})
			if e := failing(t, ctx, setting+quiet); !errors.Is(e, ErrSilent) || !errors.Is(e, context.Canceled) {
				t.Errorf("%s is quiet behind %q: %v", setting, answer[:n], e)
			}
		}
	}
}

// TestDeadline is a proxy that says nothing until the time is over.
func TestDeadline(t *testing.T) {
	for _, scheme := range []string{"http", "https", "socks5"} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		e := failing(t, ctx, fmt.Sprintf("%s://%s", scheme, accepting(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })))
		if !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("%s: %v", scheme, e)
		}
	}
}
