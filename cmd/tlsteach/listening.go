package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"strings"
	"syscall"
)

var errTaken = errors.New("another program does already")

// listenOn listens at an address: HOST:PORT, or a port alone, which is one of the
// loopback interface. Port 0 is one that is free.
func listenOn(flag, asked string) (net.Listener, error) {
	address, err := listenAddress(flag, asked)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	host, port, _ := net.SplitHostPort(address)
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &hinted{fmt.Errorf("cannot listen on %s: %w", address, errTaken), flag + " " + net.JoinHostPort(host, "0") + " takes a port that is free"}
	case errors.Is(err, fs.ErrPermission):
		return nil, &hinted{fmt.Errorf("cannot listen on %s: ports below 1024 are for the administrator", address), flag + " " + net.JoinHostPort(host, "0") + " takes a port that is free"}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, &hinted{fmt.Errorf("cannot listen on %s: this machine does not have that address", address), flag + " " + port + " listens on the loopback interface"}
	case errors.As(err, &dns):
		return nil, &hinted{fmt.Errorf("cannot listen on %s: the name has no address", address), flag + " " + port + " listens on the loopback interface"}
	}
	return nil, &hinted{fmt.Errorf("cannot listen on %s: %w", address, err), ""}
}

// listenAddress completes an address with the loopback interface.
func listenAddress(flag, asked string) (string, error) {
	host, port, err := net.SplitHostPort(asked)
	if err != nil && !strings.Contains(asked, ":") {
		host, port, err = "", asked, nil
	}
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n > 65535 {
		return "", &usageError{fmt.Sprintf("%s takes HOST:PORT, or a port, not %q", flag, asked), flag + " 8443; " + flag + " 127.0.0.1:0 takes a port that is free"}
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// warnOpen says that others than this machine reach a listener.
func (a *app) warnOpen(flag string, l net.Listener, means string) {
	at, ok := l.Addr().(*net.TCPAddr)
	if !ok || at.IP.IsLoopback() {
		return
	}
	a.complain(fmt.Sprintf("%s can be reached from other machines: %s", l.Addr(), means), fmt.Sprintf("%s %d listens for this machine alone", flag, at.Port))
}
