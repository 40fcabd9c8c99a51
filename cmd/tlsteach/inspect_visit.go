package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture/reach"
	"github.com/tlsteach/tlsteach/lessons/inspect"
	"golang.org/x/net/idna"
)

// visit turns the flags into a visit.
func (f *inspectFlags) visit(where string) (*inspect.Visit, error) {
	if err := f.resolve(); err != nil {
		return nil, err
	}
	if err := f.usage(); err != nil {
		return nil, err
	}
	port := "443"
	if f.starttls != "" {
		p, ok := startTLSPort(f.starttls)
		if !ok {
			return nil, &usageError{fmt.Sprintf("--starttls: there is no protocol %q", f.starttls), "one of " + commas(startTLSNames())}
		}
		port = p
	}
	host, port, err := server(where, port)
	if err != nil {
		return nil, err
	}
	v := &inspect.Visit{Address: net.JoinHostPort(host, port), Name: host, Trust: f.insecure, Get: f.get, Timeout: f.timeout, Dial: reach.Dial}
	if v.TLS, err = f.offer.config(); err != nil {
		return nil, err
	}
	if f.name != "" {
		if strings.Contains(f.name, ":") && net.ParseIP(f.name) == nil {
			return nil, &usageError{fmt.Sprintf("--server-name is a name without a port, or an address, not %q", f.name), "--server-name example.com"}
		}
		if v.Name, err = ascii(f.name); err != nil {
			return nil, err
		}
	}
	if f.resume {
		v.TLS.ClientSessionCache = tls.NewLRUClientSessionCache(4)
	}
	if f.starttls != "" {
		v.Before = startTLS(f.starttls, v.Name)
	}
	v.Roots, err = f.store()
	return v, err
}

// usage refuses flags that do not go together.
func (f *inspectFlags) usage() error {
	switch {
	case f.roots != "" && f.roots != "system" && f.roots != "mozilla":
		return &usageError{fmt.Sprintf("--roots is system or mozilla, not %q", f.roots), "--ca FILE trusts the certificates of a file"}
	case f.get != "" && !strings.HasPrefix(f.get, "/"):
		return &usageError{fmt.Sprintf("--get takes a path, as in --get /index.html, not %q", f.get), ""}
	case strings.ContainsFunc(f.get, func(r rune) bool { return r <= ' ' || r > '~' }):
		return &usageError{"--get: a path has neither spaces nor characters outside ASCII", "write them as %20"}
	case f.get != "" && f.starttls != "":
		return &usageError{"--get speaks HTTP, which --starttls does not lead to", ""}
	case f.get != "" && len(f.offer.alpn) > 0 && !oneOf("http/1.1", f.offer.alpn):
		return &usageError{"--get speaks HTTP/1.1, and --alpn does not offer it", "--alpn http/1.1, or none"}
	case f.pem && f.format != "text":
		return &usageError{"--pem writes the certificates alone: it has no --format", ""}
	case f.timeout <= 0:
		return &usageError{fmt.Sprintf("--timeout is a time to wait, not %s", f.timeout), "--timeout 30s"}
	}
	return nil
}

// server reads HOST, HOST:PORT, an address of IPv6 with or without brackets, and
// the address of a page, also without its https://.
func server(where, port string) (string, string, error) {
	host, page := where, where
	if !strings.Contains(page, "://") && strings.Contains(page, "/") {
		page = "https://" + page
	}
	if u, err := url.Parse(page); err == nil && strings.Contains(page, "://") {
		switch {
		case u.Scheme == "http" && u.Host != "":
			return "", "", &usageError{fmt.Sprintf("%s is no address of HTTPS: HTTP is without TLS", where), "tlsteach inspect " + u.Host}
		case u.Scheme != "https":
			return "", "", &usageError{fmt.Sprintf("%s is no address of HTTPS", where), "tlsteach inspect HOST:PORT"}
		}
		host = u.Host
	}
	if h, p, err := net.SplitHostPort(host); err == nil {
		host, port = h, p
	} else if strings.Count(host, ":") == 1 {
		return "", "", &usageError{fmt.Sprintf("%q is no server: %v", where, err), "tlsteach inspect example.com:443"}
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", "", &usageError{fmt.Sprintf("%q is no port: a port is a number from 1 to 65535", port), "tlsteach inspect example.com:443"}
	}
	if strings.Contains(host, ":") {
		if _, err := netip.ParseAddr(host); err != nil {
			return "", "", &usageError{fmt.Sprintf("%q is neither a name nor an address of IPv6", host), "tlsteach inspect example.com:443; tlsteach inspect [::1]:443"}
		}
	}
	host, err := ascii(host)
	return host, port, err
}

// ascii is a name as DNS and certificates have it.
func ascii(name string) (string, error) {
	if name == "" {
		return "", &usageError{"the name of the server is empty", "tlsteach inspect example.com"}
	}
	if net.ParseIP(name) != nil || isASCII(name) {
		if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\@?#[]`, r) }) {
			return "", &usageError{fmt.Sprintf("%q is no name of a server", name), "tlsteach inspect example.com:443"}
		}
		return name, nil
	}
	out, err := idna.Lookup.ToASCII(name)
	if err != nil {
		return "", &usageError{fmt.Sprintf("%q is no name of a server: %v", name, err), ""}
	}
	return out, nil
}

func isASCII(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) }

// unvisited says why there was no connection to visit a server on, and what to do.
func unvisited(visit *inspect.Visit, err error) error {
	var connect *inspect.ConnectError
	if errors.As(err, &connect) {
		err = connect.Err
	}
	var proxy *reach.ProxyError
	if !errors.As(err, &proxy) {
		return unreachable(visit.Address, visit.Timeout, err)
	}
	hint := "no proxy is asked for hosts in NO_PROXY, and none where " + proxy.Variable + " is empty"
	if errors.Is(err, reach.ErrLogin) {
		hint = proxy.Variable + " may hold user:password@ before the address of the proxy"
	}
	return &hinted{proxy, hint}
}
