package main

import (
	"errors"
	"net"
	"strings"

	"github.com/tlsteach/tlsteach/capture/starttls"
)

func startTLSNames() (names []string) {
	for _, p := range starttls.Protocols() {
		names = append(names, p.Name)
	}
	return names
}

// startTLSPort is where servers of a protocol usually wait.
func startTLSPort(name string) (string, bool) {
	for _, p := range starttls.Protocols() {
		if p.Name == name {
			return p.Port, true
		}
	}
	return "", false
}

func startTLS(protocol, host string) func(net.Conn) error {
	return func(conn net.Conn) error { return starttls.Start(conn, protocol, host) }
}

// askingHint is what to try where a server did not come to TLS when it was asked.
func askingHint(err error) string {
	var e *starttls.Error
	hint := "is it the right port and protocol?"
	switch {
	case errors.As(err, &e) && e.TLS():
		hint = "leave --starttls out"
	case e != nil && strings.Contains(e.Said, "host-unknown"): // RFC 6120 §4.9.3.6
		hint = "it serves other names than that of its machine: --server-name DOMAIN, what stands behind the @"
	case errors.Is(err, starttls.ErrNotOffered), errors.Is(err, starttls.ErrRefused):
		hint = "this server has no TLS there, or not for everybody"
	case errors.Is(err, starttls.ErrGarbage):
		hint = "is it the right port and protocol? --starttls " + strings.Join(startTLSNames(), "|")
	case errors.Is(err, starttls.ErrSilent):
		hint = "where TLS comes first" + directPort(e.Protocol) + " a server waits for the client's hello: leave --starttls out; or --timeout 60s"
	case errors.Is(err, starttls.ErrEarly):
		hint = "whoever stands between may have put words into the dialogue before TLS"
	}
	return hint
}

// directPort names the port at which TLS comes first in a protocol.
func directPort(title string) string {
	for _, p := range starttls.Protocols() {
		if p.Title == title && p.Direct != "" {
			return ", as at port " + p.Direct + ","
		}
	}
	return ""
}
