package reach

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
	"golang.org/x/net/idna"
)

// variables name a proxy. A small letter comes first, as in curl and in net/http.
var variables = []string{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}

// A proxy is one that the environment names.
type proxy struct {
	kind     string // "HTTP", "HTTPS" or "SOCKS5"
	address  string
	user     *url.Userinfo
	variable string
}

// String is the proxy for people.
func (p *proxy) String() string { return "the " + p.kind + " proxy " + p.address }

// proxyFor is the proxy on the way to a server; nil where there is none.
func proxyFor(target string, getenv func(string) string) (*proxy, error) {
	for _, variable := range variables {
		value := getenv(variable)
		if value == "" {
			continue
		}
		if direct(target, getenv) {
			return nil, nil
		}
		p := parseProxy(value)
		if p == nil {
			return nil, &ProxyError{Variable: variable, Target: target, Reason: ErrSetting}
		}
		p.variable = variable
		return p, nil
	}
	return nil, nil
}

// direct is whether a server is one that NO_PROXY names, or stands on this machine.
func direct(target string, getenv func(string) string) bool {
	c := httpproxy.Config{HTTPSProxy: "http://proxy", NoProxy: getenv("no_proxy")}
	if c.NoProxy == "" {
		c.NoProxy = getenv("NO_PROXY")
	}
	through, err := c.ProxyFunc()(&url.URL{Scheme: "https", Host: target})
	return err == nil && through == nil
}

// parseProxy is nil where the setting cannot be used. An error of net/url is of no use:
// it may hold the password.
func parseProxy(value string) *proxy {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	p := &proxy{user: u.User}
	port := u.Port()
	switch strings.ToLower(u.Scheme) {
	case "http":
		p.kind, port = "HTTP", or(port, "80")
	case "https":
		p.kind, port = "HTTPS", or(port, "443")
	case "socks5", "socks5h":
		p.kind, port = "SOCKS5", or(port, "1080")
	default:
		return nil
	}
	if p.address, err = ascii(net.JoinHostPort(u.Hostname(), port)); err != nil {
		return nil
	}
	return p
}

func or(port, usual string) string {
	if port == "" {
		return usual
	}
	return port
}

// ascii is the address with its name as DNS and proxies have it (RFC 5891).
func ascii(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	for _, c := range host {
		if c >= 0x80 {
			if host, err = idna.Lookup.ToASCII(host); err != nil {
				return "", &net.AddrError{Err: "no name of a host", Addr: address}
			}
			break
		}
	}
	return net.JoinHostPort(host, port), clean(host + port)
}

// clean refuses what would end a line, or a word, of a request to a proxy.
func clean(text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return &net.AddrError{Err: "no name of a host", Addr: text}
	}
	return nil
}
