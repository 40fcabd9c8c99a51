package packets

import "encoding/binary"

// The UDP ports of tunnels.
const (
	portGTP        = 2152
	portVXLAN      = 4789
	portVXLANLinux = 8472 // what Linux used before there was a number for it
	portGeneve     = 6081
)

// tunnel reads the header of a tunnel over UDP. Its port alone proves nothing,
// so its fixed bits are looked at too; found is false if it is none.
func tunnel(port uint16, b []byte) (ether uint16, rest []byte, found bool) {
	if len(b) < 8 {
		return 0, nil, false
	}
	switch port {
	case portVXLAN, portVXLANLinux: // RFC 7348, 5
		if b[0]&0x08 == 0 || b[7] != 0 {
			return 0, nil, false
		}
		return etherBridged, b[8:], true
	case portGeneve: // RFC 8926, 3.4
		n := 8 + int(b[0]&0x3f)*4
		if b[0]>>6 != 0 || b[7] != 0 || len(b) < n {
			return 0, nil, false
		}
		return binary.BigEndian.Uint16(b[2:]), b[n:], true
	case portGTP:
		return gtp(b)
	}
	return 0, nil, false
}

// gtp reads a user packet of GTP version 1 (3GPP TS 29.281, 5.1).
func gtp(b []byte) (ether uint16, rest []byte, found bool) {
	const version1, userPacket = 0x30, 0xff
	if b[0]&0xf0 != version1 || b[1] != userPacket {
		return 0, nil, false
	}
	options, extension := b[0]&7 != 0, b[0]&4 != 0
	if b = b[8:]; options {
		if len(b) < 4 {
			return 0, nil, false
		}
		next := b[3]
		b = b[4:]
		for extension && next != 0 {
			if len(b) == 0 || b[0] == 0 || len(b) < int(b[0])*4 {
				return 0, nil, false
			}
			n := int(b[0]) * 4
			next, b = b[n-1], b[n:]
		}
	}
	return byVersion(b)
}

// gre reads the header of GRE (RFC 2784, RFC 2890) or of PPTP's (RFC 2637, 4.1).
func gre(b []byte) (ether uint16, rest []byte, ok bool) {
	if len(b) < 4 {
		return 0, nil, false
	}
	flags, ether := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	if flags&0x4000 != 0 { // routing, which RFC 2784 took out
		return etherNone, nil, true
	}
	n := 4
	for _, present := range []uint16{0x8000, 0x2000, 0x1000, 0x0080} { // checksum, key, sequence, PPTP's acknowledgement
		if flags&present != 0 {
			n += 4
		}
	}
	if len(b) < n {
		return 0, nil, false
	}
	return ether, b[n:], true
}
