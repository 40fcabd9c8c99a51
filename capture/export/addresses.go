package export

import (
	"net"
	"net/netip"
	"strconv"
)

// Ports of the system's own choice: RFC 6335 §6, and what Linux takes.
const (
	firstDynamic = 49152
	lastDynamic  = 65535
	firstChosen  = 32768
)

// portTLS is where Wireshark expects TLS, and in it HTTP.
const portTLS = 443

// maxPairs is how many connections are remembered, so that a later one differs: a
// file that is written for days needs a bound.
const maxPairs = 1 << 17

// Addresses are the two ends of a connection as they are written: both of one
// family.
type addresses struct{ client, server netip.AddrPort }

// A pair is addresses without a direction.
type pair [2]netip.AddrPort

func (a addresses) pair() pair {
	if a.client.Compare(a.server) < 0 {
		return pair{a.client, a.server}
	}
	return pair{a.server, a.client}
}

// An addressBook gives each connection addresses of its own.
type addressBook struct {
	used    map[pair]bool
	order   []pair // of used, the oldest first
	ignored bool   // of what was recorded only the server's port is used
	port    uint16
	next    int // connections that got a client's port so far
}

// find returns the addresses to write for those of a recording.
func (b *addressBook) find(client, server string, says speech) addresses {
	c, s := parse(client), parse(server)
	if b.ignored {
		c, s = netip.AddrPort{}, netip.AddrPortFrom(netip.Addr{}, s.Port())
	}
	six := c.Addr().Is6() || s.Addr().Is6()
	a := addresses{
		client: netip.AddrPortFrom(family(c.Addr(), six, 1), c.Port()),
		server: netip.AddrPortFrom(family(s.Addr(), six, 2), b.serverPort(s.Port(), says)),
	}
	if b.used == nil {
		b.used = map[pair]bool{}
	}
	for a.client.Port() == 0 || a.client == a.server || b.used[a.pair()] {
		const ports = lastDynamic - firstDynamic + 1
		port := uint16(firstDynamic + b.next%ports)
		host := a.client.Addr()
		if round := b.next / ports; round > 0 { // all ports were given out once
			host = family(netip.Addr{}, six, 2+round)
		}
		b.next++
		a.client = netip.AddrPortFrom(host, port)
	}
	b.used[a.pair()] = true
	if b.order = append(b.order, a.pair()); len(b.order) > maxPairs {
		delete(b.used, b.order[0])
		b.order = b.order[1:]
	}
	return a
}

// serverPort is the port that is written for a recorded one; 0 is none.
func (b *addressBook) serverPort(recorded uint16, says speech) uint16 {
	switch {
	case says == speaksTLS && b.port != 0:
		return b.port
	case recorded == 0, recorded >= firstChosen && (says != speaksOther || b.ignored):
		return says.port()
	}
	return recorded
}

// parse reads what net.Addr.String gives. What it does not tell is zero.
func parse(address string) netip.AddrPort {
	if a, err := netip.ParseAddrPort(address); err == nil {
		return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return netip.AddrPort{}
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil { // a name
		n = 0
	}
	ip, _ := netip.ParseAddr(host) // none if it is a name
	return netip.AddrPortFrom(ip.Unmap().WithZone(""), uint16(n))
}

// family returns an address in the family of the connection. What is none becomes
// the n-th of an address range for documentation.
func family(a netip.Addr, six bool, n int) netip.Addr {
	if !a.IsValid() || a.IsUnspecified() {
		if six {
			v6 := [16]byte{0x20, 0x01, 0x0d, 0xb8, 14: byte(n >> 8), 15: byte(n)} // RFC 3849
			return netip.AddrFrom16(v6)
		}
		return netip.AddrFrom4([4]byte{192, 0, 2, byte(n)}) // RFC 5737
	}
	if six && a.Is4() { // the other end has IPv6
		return netip.AddrFrom16(a.As16())
	}
	return a
}
