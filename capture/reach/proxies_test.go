package reach

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// accepting calls serve for each connection of a server, and closes it then.
func accepting(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l := peer.Listen(t)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); serve(conn) }()
		}
	}()
	return l.Addr().String()
}

const greeting = "220 the server speaks first\r\n"

// greeter is a server that speaks first, and then says what it hears.
func greeter(conn net.Conn) {
	_, _ = io.WriteString(conn, greeting)
	_, _ = io.Copy(conn, conn)
}

// saying is a proxy that hears a request, says something and stays.
func saying(t *testing.T, text string) (address string) {
	return accepting(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 4<<10))
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, conn)
	})
}

// An httpProxy makes tunnels to greeters, whatever is asked for.
type httpProxy struct {
	asked chan *http.Request
	login string // wanted in Proxy-Authorization; empty: nobody is asked
}

func (p *httpProxy) serve(conn net.Conn) {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	p.asked <- request
	if p.login != "" && request.Header.Get("Proxy-Authorization") != p.login {
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno")
		return
	}
	// The server's first bytes come with the answer.
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"+greeting)
	_, _ = io.Copy(conn, conn)
}

// secured is a server that speaks TLS, and who trusts it.
func secured(t *testing.T, serve func(net.Conn)) (address string, roots *x509.CertPool) {
	t.Helper()
	key := peer.ECDSA().PrivateKey.(crypto.Signer)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotAfter:     time.Now().Add(time.Hour),
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if template, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(template)
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	return accepting(t, func(conn net.Conn) { serve(tls.Server(conn, config)) }), roots
}

// A socksProxy connects to greeters, whatever is asked for (RFC 1928, RFC 1929).
type socksProxy struct {
	asked    chan string // the host and the port, as they crossed
	user     string      // empty: nobody is asked
	password string
	answer   byte
}

func (p *socksProxy) serve(conn net.Conn) {
	methods := block(conn, 1) // behind the version
	method := byte(0)
	if p.user != "" {
		method = 2
	}
	if bytes.IndexByte(methods, method) < 0 {
		method = 0xff
	}
	_, _ = conn.Write([]byte{5, method})
	if method == 2 {
		user, password := block(conn, 1), block(conn, 0)
		if string(user) != p.user || string(password) != p.password {
			_, _ = conn.Write([]byte{1, 1})
			return
		}
		_, _ = conn.Write([]byte{1, 0})
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(conn, head); err != nil {
		return
	}
	var host string
	switch head[3] {
	case 1:
		ip := make(net.IP, 4)
		_, _ = io.ReadFull(conn, ip)
		host = ip.String()
	case 3:
		host = string(block(conn, 0))
	}
	port := make([]byte, 2)
	_, _ = io.ReadFull(conn, port)
	p.asked <- host
	_, _ = conn.Write([]byte{5, p.answer, 0, 1, 0, 0, 0, 0, 0, 0})
	if p.answer == 0 {
		greeter(conn)
	}
}

// block reads a length and as many bytes, behind others.
func block(conn net.Conn, behind int) []byte {
	head := make([]byte, behind+1)
	_, _ = io.ReadFull(conn, head)
	b := make([]byte, head[behind])
	_, _ = io.ReadFull(conn, b)
	return b
}

// environment is a dialer in one.
func environment(variables map[string]string) dialer {
	return dialer{getenv: func(name string) string { return variables[name] }}
}

// soon is a context that ends before the test does.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// isGreeted is the error of a connection behind which there is no greeter.
func isGreeted(t *testing.T, conn net.Conn) {
	t.Helper()
	got := make([]byte, len(greeting))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != greeting {
		t.Errorf("greeted with %q, %v", got, err)
	}
	if _, err := io.WriteString(conn, "echo"); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadFull(conn, got[:4]); err != nil || string(got[:4]) != "echo" {
		t.Errorf("heard %q, %v", got[:4], err)
	}
	conn.Close()
}
