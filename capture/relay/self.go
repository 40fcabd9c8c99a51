package relay

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// ErrSelf says that the server is the relay itself: each connection would open
// another one.
var ErrSelf = errors.New("the server is this relay itself: it would connect to itself without end")

// Avoid returns what net.Dialer.Control takes, so that it never connects to the
// relay's own listener.
func Avoid(listener net.Addr) func(network, address string, _ syscall.RawConn) error {
	own, _ := netip.ParseAddrPort(listener.String())
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err == nil && to.Port() == own.Port() && own.IsValid() && reaches(to.Addr().Unmap(), own.Addr().Unmap()) {
			return ErrSelf
		}
		return nil
	}
}

// reaches says whether a listener at own takes what is sent to an address.
func reaches(to, own netip.Addr) bool {
	if !own.IsUnspecified() {
		return to == own || to.IsUnspecified() && own.IsLoopback()
	}
	if to.IsLoopback() || to.IsUnspecified() {
		return true
	}
	list, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range list {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Unmap() == to {
			return true
		}
	}
	return false
}
