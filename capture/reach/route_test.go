package reach

import (
	"errors"
	"testing"
)

// TestRoute is which proxy the environment names.
func TestRoute(t *testing.T) {
	type env = map[string]string
	for _, c := range []struct {
		name   string
		env    env
		target string
		want   string // empty: none; "-": an error
	}{
		{"nothing", nil, "example.com:443", ""},
		{"https", env{"HTTPS_PROXY": "http://p.example:3128"}, "example.com:443", "the HTTP proxy p.example:3128"},
		{"small letters first", env{"HTTPS_PROXY": "http://p.example", "https_proxy": "http://q.example"}, "example.com:443", "the HTTP proxy q.example:80"},
		{"https before all", env{"HTTPS_PROXY": "http://p.example", "all_proxy": "socks5://q.example"}, "example.com:443", "the HTTP proxy p.example:80"},
		{"all", env{"ALL_PROXY": "socks5://q.example"}, "example.com:443", "the SOCKS5 proxy q.example:1080"},
		{"all, in small letters", env{"ALL_PROXY": "x://", "all_proxy": "https://q.example"}, "example.com:25", "the HTTPS proxy q.example:443"},
		{"no scheme", env{"HTTPS_PROXY": "p.example:3128"}, "example.com:443", "the HTTP proxy p.example:3128"},
		{"an address", env{"HTTPS_PROXY": "http://[2001:db8::1]:3128/"}, "example.com:443", "the HTTP proxy [2001:db8::1]:3128"},
		{"that of HTTP does not count", env{"HTTP_PROXY": "http://p.example"}, "example.com:443", ""},

		{"not for this host", env{"HTTPS_PROXY": "p.example", "NO_PROXY": "a.example, example.com"}, "example.com:443", ""},
		{"nor for those below it", env{"HTTPS_PROXY": "p.example", "no_proxy": "example.com"}, "www.example.com:443", ""},
		{"but for another", env{"HTTPS_PROXY": "p.example", "NO_PROXY": "example.com"}, "example.org:443", "the HTTP proxy p.example:80"},
		{"small letters first, of exceptions too", env{"HTTPS_PROXY": "p.example", "NO_PROXY": "*", "no_proxy": "a.example"}, "example.org:443", "the HTTP proxy p.example:80"},
		{"for nobody", env{"ALL_PROXY": "socks5://p.example", "NO_PROXY": "*"}, "example.com:443", ""},
		{"not for a network", env{"ALL_PROXY": "socks5://p.example", "NO_PROXY": "192.0.2.0/24"}, "192.0.2.7:443", ""},
		{"not for one port", env{"ALL_PROXY": "socks5://p.example", "NO_PROXY": "example.com:25"}, "example.com:25", ""},
		{"but for another port", env{"ALL_PROXY": "socks5://p.example", "NO_PROXY": "example.com:25"}, "example.com:443", "the SOCKS5 proxy p.example:1080"},
		{"not for this machine", env{"ALL_PROXY": "socks5://p.example"}, "localhost:443", ""},
		{"not for this machine's address", env{"ALL_PROXY": "socks5://p.example"}, "[::1]:443", ""},

		{"a scheme of no use", env{"HTTPS_PROXY": "socks4://p.example"}, "example.com:443", "-"},
		{"a host in Unicode", env{"HTTPS_PROXY": "http://b\u00fccher.example"}, "example.com:443", "the HTTP proxy xn--bcher-kva.example:80"},
		{"a host that is none", env{"HTTPS_PROXY": "http://xn--\u00e4.example"}, "example.com:443", "-"},
		{"no host", env{"HTTPS_PROXY": "http://:3128"}, "example.com:443", "-"},
		{"no address at all", env{"HTTPS_PROXY": "http://me:se%zzcret@p.example"}, "example.com:443", "-"},
		{"a port of no use", env{"HTTPS_PROXY": "http://p.example:secret"}, "example.com:443", "-"},
		{"a space in the host", env{"HTTPS_PROXY": "http://p%20x.example"}, "example.com:443", "-"},
		{"of no use, and not needed", env{"HTTPS_PROXY": "socks4://p.example", "NO_PROXY": "example.com"}, "example.com:443", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := proxyFor(c.target, environment(c.env).getenv)
			got := ""
			if p != nil {
				got = p.String()
			}
			if e := (*ProxyError)(nil); errors.As(err, &e) {
				got = "-"
				if !errors.Is(err, ErrSetting) || err.Error() != e.Variable+": "+ErrSetting.Error() {
					t.Error(err) // not the value: it may hold a password
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
