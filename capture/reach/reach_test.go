package reach

import (
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

func TestDirect(t *testing.T) {
	server := accepting(t, greeter)
	conn, via, err := environment(nil).dial(soon(t), server)
	if err != nil || via != "" {
		t.Fatalf("via %q: %v", via, err)
	}
	isGreeted(t, conn)
}

// TestDial is a Dial in the environment of this process.
func TestDial(t *testing.T) {
	server := accepting(t, greeter)
	t.Setenv("https_proxy", "")
	t.Setenv("HTTPS_PROXY", "gopher://127.0.0.1")
	conn, via, err := Dial(soon(t), server) // which is on this machine
	if err != nil || via != "" {
		t.Fatalf("via %q: %v", via, err)
	}
	isGreeted(t, conn)
	if _, _, err := Dial(soon(t), "example.invalid:443"); !errors.Is(err, ErrSetting) || !strings.HasPrefix(err.Error(), "HTTPS_PROXY: ") {
		t.Errorf("a setting of no use: %v", err)
	}
}

// TestDirectFails with an error of package net, which is none of a proxy.
func TestDirectFails(t *testing.T) {
	for address, want := range map[string]string{
		listenAndClose(t):           "refused",
		"no port":                   "missing port",
		"a b:443":                   "no name of a host",
		"a\r\nEvil: b:443":          "too many colons",
		"[a\r\nEvil: b]:443":        "no name of a host",
		"xn--a\u00e4.example:443":   "no name of a host",
		"example.com:44 3":          "no name of a host",
		"127.0.0.1:no such service": "no name of a host",
	} {
		_, via, err := environment(nil).dial(soon(t), address)
		if known := (*ProxyError)(nil); err == nil || via != "" || errors.As(err, &known) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestHTTP goes through an HTTP proxy. What the server says first comes with the
// proxy's answer, and is not lost.
func TestHTTP(t *testing.T) {
	for _, c := range []struct {
		name, scheme, user, login, target, asked string
	}{
		{"plain", "http://", "", "", "mail.example:25", "mail.example:25"},
		{"without a scheme", "", "", "", "mail.example:25", "mail.example:25"},
		{"with a password", "http://", "me:p%40ss@", "Basic bWU6cEBzcw==", "mail.example:25", "mail.example:25"},
		{"with a user alone", "http://", "me@", "Basic bWU6", "mail.example:25", "mail.example:25"},
		{"to an address", "http://", "", "", "[2001:db8::1]:443", "[2001:db8::1]:443"},
		{"to a name in Unicode", "http://", "", "", "b\u00fccher.example:443", "xn--bcher-kva.example:443"},
		{"over TLS", "https://", "me:p%40ss@", "Basic bWU6cEBzcw==", "mail.example:25", "mail.example:25"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &httpProxy{asked: make(chan *http.Request, 1), login: c.login}
			d := environment(nil)
			var address, kind string
			if c.scheme == "https://" {
				address, d.roots = secured(t, p.serve)
				kind = "HTTPS"
			} else {
				address, kind = accepting(t, p.serve), "HTTP"
			}
			d.getenv = environment(map[string]string{"HTTPS_PROXY": c.scheme + c.user + address}).getenv
			conn, via, err := d.dial(soon(t), c.target)
			if err != nil {
				t.Fatal(err)
			}
			if via != "the "+kind+" proxy "+address {
				t.Errorf("via %q", via)
			}
			if _, tcp := conn.(*net.TCPConn); tcp != (kind == "HTTP") {
				t.Errorf("it is a %T", conn)
			}
			isGreeted(t, conn)
			if r := <-p.asked; r.Method != "CONNECT" || r.Host != c.asked || r.RequestURI != c.asked {
				t.Errorf("asked for %s %q at %q", r.Method, r.RequestURI, r.Host)
			}
		})
	}
}

// TestUntrusted is an https:// proxy whose certificate nobody trusts.
func TestUntrusted(t *testing.T) {
	address, _ := secured(t, greeter)
	d := environment(map[string]string{"HTTPS_PROXY": "https://me:secret@" + address})
	d.roots = x509.NewCertPool()
	_, via, err := d.dial(soon(t), "mail.example:25")
	if !errors.Is(err, ErrUnreached) || via != "the HTTPS proxy "+address || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("via %q: %v", via, err)
	}
}

func TestSOCKS(t *testing.T) {
	for _, c := range []struct{ name, scheme, user, wants, target, asked string }{
		{"open", "socks5://", "", "", "mail.example:25", "mail.example"},
		{"with the other name", "SOCKS5H://", "", "", "mail.example:25", "mail.example"},
		{"with a password", "socks5://", "me:p%40ss@", "me", "mail.example:25", "mail.example"},
		{"with a password that nobody asks for", "socks5://", "me:p%40ss@", "", "mail.example:25", "mail.example"},
		{"to an address", "socks5://", "", "", "192.0.2.1:25", "192.0.2.1"},
		{"to a name in Unicode", "socks5://", "", "", "b\u00fccher.example:25", "xn--bcher-kva.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &socksProxy{asked: make(chan string, 1), user: c.wants, password: "p@ss"}
			address := accepting(t, p.serve)
			conn, via, err := environment(map[string]string{"ALL_PROXY": c.scheme + c.user + address}).dial(soon(t), c.target)
			if err != nil {
				t.Fatal(err)
			}
			if via != "the SOCKS5 proxy "+address {
				t.Errorf("via %q", via)
			}
			if _, ok := conn.(*net.TCPConn); !ok {
				t.Errorf("it is a %T", conn)
			}
			isGreeted(t, conn)
			if asked := <-p.asked; asked != c.asked {
				t.Errorf("asked for %q", asked)
			}
		})
	}
}

// TestNobody is a proxy that is not there.
func TestNobody(t *testing.T) {
	l := listenAndClose(t)
	for _, scheme := range []string{"http", "https", "socks5"} {
		_, _, err := environment(map[string]string{"https_proxy": scheme + "://me:secret@" + l}).dial(soon(t), "mail.example:25")
		if !errors.Is(err, ErrUnreached) || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

func listenAndClose(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return l.Addr().String()
}
