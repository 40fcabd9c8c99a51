package reach

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"
)

// mostHead is how long an HTTP answer may be, without its body.
const mostHead = 16 << 10

// connect asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6).
func (p *proxy) connect(ctx context.Context, target string, roots *x509.CertPool) (net.Conn, error) {
	conn, err := p.reach(ctx, target)
	if err != nil {
		return nil, err
	}
	if p.kind == "HTTPS" {
		host, _, _ := net.SplitHostPort(p.address)
		secure := tls.Client(conn, &tls.Config{ServerName: host, RootCAs: roots, NextProtos: []string{"http/1.1"}})
		if err := secure.HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, p.unreached(ctx, target, err)
		}
		conn = secure
	}
	done := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err = p.tunnel(ctx, conn, target)
	if !done() && err == nil {
		err = p.broken(ctx, target, ctx.Err(), "")
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// tunnel sends the request and reads the answer.
func (p *proxy) tunnel(ctx context.Context, conn net.Conn, target string) error {
	request := "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nUser-Agent: tlsteach\r\n"
	if p.user != nil {
		request += "Proxy-Authorization: Basic " + basic(p.user) + "\r\n"
	}
	if _, err := conn.Write([]byte(request + "\r\n")); err != nil {
		return p.broken(ctx, target, err, "")
	}
	for {
		head, err := answer(conn)
		status, _, _ := strings.Cut(string(head), "\n")
		status = strings.TrimSuffix(status, "\r")
		switch {
		case errors.Is(err, ErrNotProxy):
			return p.failed(target, ErrNotProxy, status)
		case err != nil:
			return p.broken(ctx, target, err, string(head))
		}
		_, code, _ := strings.Cut(status, " ")
		switch {
		case code[0] == '1': // the answer follows
		case code[0] == '2':
			return nil
		case strings.HasPrefix(code, "407"), strings.HasPrefix(code, "401"): // what tinyproxy says to a wrong password
			return p.failed(target, ErrLogin, status+asks(head))
		default:
			return p.failed(target, ErrRefused, status)
		}
	}
}

func basic(user *url.Userinfo) string {
	password, _ := user.Password()
	return base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
}

// answer reads the head of an answer, a byte at a time: the first byte behind it is the
// server's, which may speak first. What is no answer ends with its first line.
func answer(conn net.Conn) (head []byte, err error) {
	b := make([]byte, 1)
	for len(head) < mostHead {
		if _, err := conn.Read(b); err != nil {
			return head, err
		}
		head = append(head, b[0])
		if n := min(len(head), len("HTTP/1.")); string(head[:n]) != "HTTP/1."[:n] {
			return head, ErrNotProxy
		}
		switch {
		case b[0] != '\n':
		case bytes.IndexByte(head, '\n') == len(head)-1 && !isStatus(head):
			return head, ErrNotProxy
		case bytes.HasSuffix(head, []byte("\n\r\n")), bytes.HasSuffix(head, []byte("\n\n")):
			return head, nil
		}
	}
	return head, ErrNotProxy
}

// isStatus is whether a line is "HTTP/1.x 200 …" (RFC 9112 §4).
func isStatus(line []byte) bool {
	_, code, ok := bytes.Cut(line, []byte{' '})
	return ok && len(code) >= 4 && code[0] >= '1' && code[0] <= '5' && isDigit(code[1]) && isDigit(code[2]) && !isDigit(code[3])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// asks says which ways to log in a proxy has: often none that is spoken here.
func asks(head []byte) string {
	var schemes []string
	for line := range strings.Lines(string(head)) {
		name, value, _ := strings.Cut(line, ":")
		if words := strings.Fields(value); strings.EqualFold(name, "Proxy-Authenticate") && len(words) > 0 {
			schemes = append(schemes, words[0])
		}
	}
	if schemes == nil {
		return ""
	}
	return "; it takes " + strings.Join(schemes, ", ")
}
