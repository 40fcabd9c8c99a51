package packets

import (
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// maxHeaders is how many headers may stand around a TCP segment: a VLAN tag,
// an IP header and a tunnel count one each.
const maxHeaders = 16

// A verdict says what was found in a packet.
type verdict uint8

const (
	foundTCP verdict = iota
	foundUDP
	foundFragment // kept until the packet is whole
	foundOther
	badHeader
	unknownLink
)

// An address is one of IPv4, in the first four bytes, or of IPv6.
type address [16]byte

// A finder looks for TCP and UDP in packets. Its fields say what it found in
// the last one, and are valid as long as the packet's bytes.
type finder struct {
	fragments fragments

	v6       bool
	src, dst address
	cut      int // bytes at the end of the IP packet that the file does not have

	ip4 layers.IPv4
	tcp layers.TCP
	udp layers.UDP
}

// addr returns one of the addresses of the packet.
func (f *finder) addr(a address) netip.Addr {
	if f.v6 {
		return netip.AddrFrom16(a)
	}
	return netip.AddrFrom4([4]byte(a[:4]))
}

// find looks into a packet.
func (f *finder) find(p packet) verdict {
	ether, b, known, ok := linkHeader(p.link, p.data)
	if !known {
		return unknownLink
	}
	f.cut = p.length - len(p.data)
	for range maxHeaders {
		if !ok {
			return badHeader
		}
		var protocol layers.IPProtocol
		switch ether {
		case etherIPv4:
			protocol, b, ok = f.ipv4(b, p.at)
		case etherIPv6:
			protocol, b, ok = f.ipv6(b, p.at)
		case uint16(layers.EthernetTypeDot1Q), uint16(layers.EthernetTypeQinQ), etherQinQOld:
			ether, b, ok = typeAt(b, 2, 4)
			continue
		case uint16(layers.EthernetTypeMPLSUnicast), uint16(layers.EthernetTypeMPLSMulticast):
			ether, b, ok = mpls(b)
			continue
		case uint16(layers.EthernetTypePPPoESession):
			ether, b, ok = pppoe(b)
			continue
		case etherPPP:
			ether, b, ok = ppp(b)
			continue
		case etherBridged:
			ether, b, ok = ethernet(b)
			continue
		default:
			if ether >= etherLLCBelow {
				return foundOther
			}
			ether, b, ok = llc(b)
			continue
		}
		switch {
		case !ok:
			return badHeader
		case b == nil:
			return foundFragment
		}
		switch protocol {
		case layers.IPProtocolTCP:
			return f.segment(b)
		case layers.IPProtocolUDP:
			if f.udp.DecodeFromBytes(b, gopacket.NilDecodeFeedback) != nil {
				return badHeader
			}
			var found bool
			if ether, b, found = tunnel(uint16(f.udp.DstPort), f.udp.Payload); !found {
				return foundUDP
			}
		case layers.IPProtocolIPv4:
			ether = etherIPv4
		case layers.IPProtocolIPv6:
			ether = etherIPv6
		case layers.IPProtocolGRE:
			ether, b, ok = gre(b)
		case layers.IPProtocolEtherIP: // RFC 3378, 3
			ether = etherBridged
			if ok = len(b) >= 2; ok {
				b = b[2:]
			}
		default:
			return foundOther
		}
	}
	return foundOther
}

// segment reads the TCP header. Options that are damaged do no harm to the
// bytes behind them.
func (f *finder) segment(b []byte) verdict {
	if len(b) < 20 {
		return badHeader
	}
	n := int(b[12]>>4) * 4
	if n > len(b) && n-len(b) <= f.cut {
		f.cut -= n - len(b) // the options are cut too; that many bytes are none of the payload
	} else if n < 20 || n > len(b) {
		return badHeader
	}
	// An error is one of the options: all that is needed stands before them.
	_ = f.tcp.DecodeFromBytes(b, gopacket.NilDecodeFeedback)
	return foundTCP
}

// ipv4 reads an IPv4 header; rest is nil if it is a fragment of a packet that
// is not whole yet.
func (f *finder) ipv4(b []byte, at time.Time) (protocol layers.IPProtocol, rest []byte, ok bool) {
	if len(b) < 20 {
		return 0, nil, false
	}
	// Of segments that the network card divides, the length may be 0: what was
	// captured is all. gopacket computes it in 16 bits, so it is given no more.
	offloaded := binary.BigEndian.Uint16(b[2:]) == 0
	if f.ip4.DecodeFromBytes(b[:min(len(b), 0xffff)], gopacket.NilDecodeFeedback) != nil {
		return 0, nil, false
	}
	rest = f.ip4.Payload
	header := len(f.ip4.Contents)
	switch {
	case offloaded:
		rest = b[header:]
	default:
		f.cut = max(int(f.ip4.Length)-header-len(rest), 0)
	}
	f.v6, f.src, f.dst = false, address{}, address{}
	copy(f.src[:], f.ip4.SrcIP)
	copy(f.dst[:], f.ip4.DstIP)
	more := f.ip4.Flags&layers.IPv4MoreFragments != 0
	if !more && f.ip4.FragOffset == 0 {
		return f.ip4.Protocol, rest, true
	}
	part := fragment{
		key:    fragmentKey{src: f.src, dst: f.dst, id: uint32(f.ip4.Id), protocol: f.ip4.Protocol},
		offset: f.ip4.FragOffset, more: more, cut: f.cut > 0, data: rest, at: at,
	}
	return f.ip4.Protocol, f.fragments.add(part), true
}

// ipv6 reads an IPv6 header and its extensions (RFC 8200, 3 and 4), and is
// otherwise like ipv4. gopacket's decoder refuses a payload length of 0, which
// segments have that the network card divides.
func (f *finder) ipv6(b []byte, at time.Time) (protocol layers.IPProtocol, rest []byte, ok bool) {
	if len(b) < 40 || b[0]>>4 != 6 {
		return 0, nil, false
	}
	f.v6 = true
	copy(f.src[:], b[8:])
	copy(f.dst[:], b[24:])
	protocol, rest = layers.IPProtocol(b[6]), b[40:]
	if n := int(binary.BigEndian.Uint16(b[4:])); n != 0 {
		f.cut = max(n-len(rest), 0)
		rest = rest[:min(n, len(rest))]
	}
	for {
		n := 0
		switch protocol {
		case layers.IPProtocolIPv6HopByHop, layers.IPProtocolIPv6Routing, layers.IPProtocolIPv6Destination:
			if len(rest) >= 2 {
				n = 8 + int(rest[1])*8
			}
		case layers.IPProtocolAH: // RFC 4302, 2.2
			if len(rest) >= 2 {
				n = 8 + int(rest[1])*4
			}
		case layers.IPProtocolIPv6Fragment:
			if len(rest) < 8 {
				return 0, nil, false
			}
			where := binary.BigEndian.Uint16(rest[2:])
			next, body := layers.IPProtocol(rest[0]), rest[8:]
			if where&^6 != 0 { // else the only fragment (RFC 6946)
				body = f.fragments.add(fragment{
					key:    fragmentKey{v6: true, src: f.src, dst: f.dst, id: binary.BigEndian.Uint32(rest[4:])},
					offset: where >> 3, more: where&1 != 0, cut: f.cut > 0, data: body, at: at,
				})
				if body == nil {
					return next, nil, true
				}
			}
			protocol, rest = next, body
			continue
		default:
			return protocol, rest, true
		}
		if n == 0 || len(rest) < n {
			return 0, nil, false
		}
		protocol, rest = layers.IPProtocol(rest[0]), rest[n:]
	}
}
