package reach

import (
	"context"
	"errors"
	"net"
	"strings"

	xproxy "golang.org/x/net/proxy"
)

// socks asks a SOCKS5 proxy for a connection (RFC 1928).
func (p *proxy) socks(ctx context.Context, target string) (net.Conn, error) {
	var auth *xproxy.Auth
	if p.user != nil {
		password, _ := p.user.Password()
		auth = &xproxy.Auth{User: p.user.Username(), Password: password}
	}
	way := &socksWay{proxy: p, target: target}
	dialer, err := xproxy.SOCKS5("tcp", p.address, auth, way)
	if err != nil {
		return nil, p.failed(target, ErrSetting, "")
	}
	if _, err := dialer.(xproxy.ContextDialer).DialContext(ctx, "tcp", target); err != nil {
		return nil, p.socksError(ctx, target, err)
	}
	return way.conn, nil
}

// A socksWay connects to the proxy, and keeps the connection: what the dialer of
// golang.org/x/net returns hides that it is TCP, and with it how to close one half.
type socksWay struct {
	proxy  *proxy
	target string
	conn   net.Conn
}

func (w *socksWay) DialContext(ctx context.Context, _, _ string) (conn net.Conn, err error) {
	w.conn, err = w.proxy.reach(ctx, w.target)
	return w.conn, err
}

func (w *socksWay) Dial(_, _ string) (net.Conn, error) {
	return w.DialContext(context.Background(), "", "")
}

// socksError tells by their text the errors of golang.org/x/net, which have no types.
func (p *proxy) socksError(ctx context.Context, target string, err error) error {
	if known := (*ProxyError)(nil); errors.As(err, &known) {
		return known
	}
	if outer := (*net.OpError)(nil); errors.As(err, &outer) {
		err = outer.Err
	}
	text := err.Error()
	refusal, refused := strings.CutPrefix(text, "unknown error ") // the proxy's answer, by its number
	switch {
	case refused:
		return p.failed(target, ErrRefused, refusal)
	case strings.Contains(text, "authentication"), strings.Contains(text, "username/password"):
		return p.failed(target, ErrLogin, text)
	case strings.HasPrefix(text, "unexpected protocol version"), strings.HasPrefix(text, "non-zero reserved"), strings.HasPrefix(text, "unknown address type"):
		return p.failed(target, ErrNotProxy, text)
	case strings.HasPrefix(text, "FQDN too long"), strings.HasPrefix(text, "port number out of range"), strings.Contains(text, "strconv"):
		return &net.AddrError{Err: text, Addr: target}
	}
	return p.broken(ctx, target, err, "")
}
