package reach

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
)

// Dial connects to a server's address, a host with a port. It says through which proxy
// it went, or tried to go, for people and without a password: via is "the HTTP proxy
// 192.0.2.1:3128", or empty where there is none. An error of a proxy is a [*ProxyError].
func Dial(ctx context.Context, address string) (conn net.Conn, via string, err error) {
	return dialer{getenv: os.Getenv}.dial(ctx, address)
}

// A dialer is the environment of a Dial.
type dialer struct {
	getenv func(string) string
	roots  *x509.CertPool // for https:// proxies; nil means the system's
}

func (d dialer) dial(ctx context.Context, address string) (conn net.Conn, via string, err error) {
	target, err := ascii(address)
	if err != nil {
		return nil, "", err
	}
	p, err := proxyFor(target, d.getenv)
	switch {
	case err != nil:
		return nil, "", err
	case p == nil:
		conn, err = new(net.Dialer).DialContext(ctx, "tcp", target)
		return conn, "", err
	case p.kind == "SOCKS5":
		conn, err = p.socks(ctx, target)
	default:
		conn, err = p.connect(ctx, target, d.roots)
	}
	return conn, p.String(), err
}

// reach connects to the proxy itself.
func (p *proxy) reach(ctx context.Context, target string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
	if err != nil {
		return nil, p.unreached(ctx, target, err)
	}
	return conn, nil
}

// unreached is the error of a way to the proxy that failed.
func (p *proxy) unreached(ctx context.Context, target string, err error) error {
	e := p.failed(target, ErrUnreached, "")
	if e.Err = err; ctx.Err() != nil {
		e.Err = ctx.Err() // what is below may not say so
	}
	return e
}

// failed is the error of what a proxy said.
func (p *proxy) failed(target string, reason error, said string) *ProxyError {
	return &ProxyError{Proxy: p.String(), Variable: p.variable, Target: target, Reason: reason, Said: said[:min(len(said), 512)]}
}

// broken is the error of a connection to a proxy that failed.
func (p *proxy) broken(ctx context.Context, target string, err error, said string) error {
	e := p.failed(target, ErrClosed, said)
	switch {
	case ctx.Err() != nil:
		e.Reason, e.Err = ErrSilent, ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded): // a moment before the context says so
		e.Reason, e.Err = ErrSilent, context.DeadlineExceeded
	case !errors.Is(err, io.EOF):
		e.Err = err
	}
	return e
}
