package packets

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// Link types that gopacket has no name for.
// Source: draft-ietf-opsawg-pcaplinktype, section 3.2.
const (
	linkRawBSD  = 12 // DLT_RAW, which old files have in place of 101
	linkRawOBSD = 14
	linkSLL2    = 276
)

// EtherTypes that gopacket has no name for.
const (
	etherQinQOld  = 0x9100
	etherBridged  = 0x6558 // an Ethernet frame (RFC 7348 neighbours; GRE key 0x6558)
	etherPPP      = 0x880b
	etherLLCBelow = 0x0600 // smaller numbers are a length, and LLC follows
)

// The EtherTypes that a link header without one is translated to.
const (
	etherIPv4 = uint16(layers.EthernetTypeIPv4)
	etherIPv6 = uint16(layers.EthernetTypeIPv6)
	etherNone = uint16(0xffff)
)

// linkHeader reads the header of a link type: the EtherType of what follows, and
// that. Headers of one shape are read here: of gopacket's own decoders those
// of PPP, PPPoE, MPLS, GRE and SLL index without a look at the length.
// etherNone is a frame without data; known is false for a link type that is
// not read.
func linkHeader(kind uint16, b []byte) (ether uint16, rest []byte, known, ok bool) {
	switch kind {
	case uint16(layers.LinkTypeEthernet):
		ether, rest, ok = ethernet(b)
	case uint16(layers.LinkTypeNull), uint16(layers.LinkTypeLoop):
		ether, rest, ok = loopback(b)
	case uint16(layers.LinkTypeRaw), linkRawBSD, linkRawOBSD, uint16(layers.LinkTypeIPv4), uint16(layers.LinkTypeIPv6):
		ether, rest, ok = byVersion(b)
	case uint16(layers.LinkTypeLinuxSLL):
		ether, rest, ok = typeAt(b, 14, 16)
	case linkSLL2:
		ether, rest, ok = typeAt(b, 0, 20)
	case uint16(layers.LinkTypeC_HDLC):
		ether, rest, ok = typeAt(b, 2, 4)
	case uint16(layers.LinkTypePPP), uint16(layers.LinkTypePPP_HDLC):
		ether, rest, ok = ppp(b)
	case uint16(layers.LinkTypePPPEthernet):
		ether, rest, ok = pppoe(b)
	case uint16(layers.LinkTypeIEEE802_11):
		ether, rest, ok = wireless(b)
	case uint16(layers.LinkTypeIEEE80211Radio):
		// The length of the radiotap header is in it, little-endian.
		if ok = len(b) >= 4; ok {
			ether, rest, ok = wireless(b[min(int(binary.LittleEndian.Uint16(b[2:])), len(b)):])
		}
	case uint16(layers.LinkTypePrismHeader):
		if ok = len(b) >= 144; ok {
			ether, rest, ok = wireless(b[144:])
		}
	default:
		return 0, nil, false, false
	}
	return ether, rest, true, ok
}

// typeAt reads a header of fixed length with the EtherType at a fixed place.
func typeAt(b []byte, at, length int) (ether uint16, rest []byte, ok bool) {
	if len(b) < length {
		return 0, nil, false
	}
	return binary.BigEndian.Uint16(b[at:]), b[length:], true
}

func ethernet(b []byte) (ether uint16, rest []byte, ok bool) {
	return typeAt(b, 12, 14)
}

// loopback reads the address family that BSD puts before a packet. NULL has it
// in the byte order of the machine, LOOP in the network's.
func loopback(b []byte) (ether uint16, rest []byte, ok bool) {
	if len(b) < 4 {
		return 0, nil, false
	}
	family := binary.LittleEndian.Uint32(b)
	if family > 0xffff {
		family = binary.BigEndian.Uint32(b)
	}
	switch family {
	case 2:
		return etherIPv4, b[4:], true
	case 10, 24, 28, 30: // AF_INET6 of Linux, NetBSD, FreeBSD, macOS
		return etherIPv6, b[4:], true
	default:
		return etherNone, nil, true
	}
}

// byVersion reads IP without a header before it.
func byVersion(b []byte) (ether uint16, rest []byte, ok bool) {
	switch {
	case len(b) == 0:
		return 0, nil, false
	case b[0]>>4 == 4:
		return etherIPv4, b, true
	case b[0]>>4 == 6:
		return etherIPv6, b, true
	default:
		return etherNone, nil, true
	}
}

// llc reads LLC and SNAP (IEEE 802.2, RFC 1042).
func llc(b []byte) (ether uint16, rest []byte, ok bool) {
	if len(b) < 8 || b[0] != 0xaa || b[1] != 0xaa || b[2] != 3 {
		return etherNone, nil, len(b) >= 3
	}
	return typeAt(b, 6, 8)
}

// ppp reads the address, the control byte and the protocol of PPP; the first
// two may be left out, and the protocol may be one byte (RFC 1661, 2 and 6.6).
func ppp(b []byte) (ether uint16, rest []byte, ok bool) {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 3 {
		b = b[2:]
	}
	if len(b) < 2 {
		return 0, nil, false
	}
	protocol := uint16(b[0])
	if protocol&1 == 0 {
		protocol, b = binary.BigEndian.Uint16(b), b[1:]
	}
	switch rest = b[1:]; protocol {
	case 0x0021:
		return etherIPv4, rest, true
	case 0x0057:
		return etherIPv6, rest, true
	case 0x0281:
		return uint16(layers.EthernetTypeMPLSUnicast), rest, true
	default:
		return etherNone, nil, true
	}
}

// pppoe reads the header of a PPPoE session (RFC 2516, 4).
func pppoe(b []byte) (ether uint16, rest []byte, ok bool) {
	if len(b) < 6 {
		return 0, nil, false
	}
	if b[1] != 0 { // discovery
		return etherNone, nil, true
	}
	return ppp(b[6:])
}

// mpls passes over the labels (RFC 3032, 2.1). What is below them is told by
// its first byte; a control word and Ethernet stand under it as zero.
func mpls(b []byte) (ether uint16, rest []byte, ok bool) {
	for {
		if len(b) < 4 {
			return 0, nil, false
		}
		bottom := b[2]&1 != 0
		if b = b[4:]; bottom {
			break
		}
	}
	if len(b) >= 4 && b[0] == 0 { // RFC 4385, 3; RFC 4448, 4.6
		return ethernet(b[4:])
	}
	return byVersion(b)
}

// wireless reads a data frame of IEEE 802.11, if it is not encrypted and not
// an aggregate.
func wireless(b []byte) (ether uint16, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, nil, false
	}
	const data, noData, qos = 0x08, 0x40, 0x80
	control, flags := b[0], b[1]
	if control&0x0c != data || control&noData != 0 || flags&0x40 != 0 {
		return etherNone, nil, true
	}
	n := 24
	if flags&3 == 3 { // from one access point to another: a fourth address
		n += 6
	}
	if control&qos != 0 {
		if len(b) < n+2 {
			return 0, nil, false
		}
		if b[n]&0x80 != 0 { // A-MSDU
			return etherNone, nil, true
		}
		n += 2
		if flags&0x80 != 0 { // HT control
			n += 4
		}
	}
	if len(b) < n {
		return 0, nil, false
	}
	return llc(b[n:])
}
