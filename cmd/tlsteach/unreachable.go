package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// unreachable says why there is no connection to a server, and what to do. How a
// connection fails that is made through a proxy, the caller knows.
func unreachable(address string, within time.Duration, err error) *hinted {
	host, port, _ := net.SplitHostPort(address)
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return &hinted{fmt.Errorf("there is no server called %s: its name has no address", host), "is the name right, and is this machine on a network?"}
	case errors.As(err, &dns) && (dns.IsTimeout || dns.IsTemporary):
		return &hinted{fmt.Errorf("the address of %s could not be found: the servers of names do not answer", host), "is this machine on a network?"}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &hinted{fmt.Errorf("%s refuses the connection: nothing listens at port %s", host, port), "does the server run, and is it the right port?"}
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return &hinted{fmt.Errorf("%s cannot be reached: no way leads there", address), "is this machine on a network?"}
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return &hinted{fmt.Errorf("%s did not answer within %s", address, within), "is it the right port? A firewall may stand between; --timeout 30s waits longer"}
	}
	return &hinted{fmt.Errorf("%s was not reached: %w", address, err), "is it the right server and port, and is this machine on a network?"}
}
