package main

import (
	"errors"
	"net"

	"github.com/tlsteach/tlsteach/capture/starttls"
	"github.com/tlsteach/tlsteach/lessons/inspect"
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
