package packets

import (
	"bytes"
	"encoding/binary"
)

// maxFlows is how many UDP flows are kept.
const maxFlows = 16 << 10

// A flow is a pair of UDP ports and what was seen on it.
type flow struct {
	key  key
	quic bool
}

// flows counts UDP flows that look like DTLS or QUIC.
type flows struct {
	seen map[flow]struct{}
}

// datagram looks at a UDP packet.
func (s *flows) datagram(f *finder, sum *Summary) {
	b := f.udp.Payload
	quic := isQUIC(b)
	if !quic && !isDTLS(b, f.cut) {
		return
	}
	source, destination := uint16(f.udp.SrcPort), uint16(f.udp.DstPort)
	k := key{v6: f.v6, low: f.src, high: f.dst, lowP: source, highP: destination}
	if order := bytes.Compare(f.src[:], f.dst[:]); order > 0 || order == 0 && source > destination {
		k = key{v6: f.v6, low: f.dst, high: f.src, lowP: destination, highP: source}
	}
	n := flow{k, quic}
	if _, known := s.seen[n]; known {
		return
	}
	if len(s.seen) == maxFlows {
		sum.FlowsCut = true
		return
	}
	if s.seen == nil {
		s.seen = map[flow]struct{}{}
	}
	s.seen[n] = struct{}{}
	if quic {
		sum.QUICFlows++
	} else {
		sum.DTLSFlows++
	}
}

// isDTLS looks for a record with a plain header: the content type, a version
// of DTLS, and a length that is there, or was before the snapshot length cut cut bytes
// (RFC 6347, 4.1; RFC 9147, 4). OpenSSL's version before DTLS 1.0 is 0x0100.
func isDTLS(b []byte, cut int) bool {
	if len(b) < 13 || b[0] < 20 || b[0] > 26 && b[0] != 64 {
		return false
	}
	switch version := binary.BigEndian.Uint16(b[1:]); version {
	case 0xfeff, 0xfefd, 0xfefc:
	case 0x0100:
		if b[0] > 23 {
			return false
		}
	default:
		return false
	}
	const withID = 25 // tls12_cid: a connection ID stands before the length (RFC 9146, 4)
	return b[0] == withID || int(binary.BigEndian.Uint16(b[11:])) <= len(b)-13+cut
}

// isQUIC looks for a long header of a version that is used: form and fixed bit
// set, connection IDs of at most 20 bytes (RFC 9000, 17.2).
func isQUIC(b []byte) bool {
	if len(b) < 7 || b[0]&0xc0 != 0xc0 || b[5] > 20 {
		return false
	}
	second := 6 + int(b[5])
	if second >= len(b) || b[second] > 20 || second+1+int(b[second]) > len(b) {
		return false
	}
	switch version := binary.BigEndian.Uint32(b[1:]); {
	case version == 1, version == 0x6b3343cf: // RFC 9000; RFC 9369
		return true
	case version >= 0xff000001 && version <= 0xff0000ff: // drafts
		return true
	case version&0x0f0f0f0f == 0x0a0a0a0a: // reserved to exercise negotiation (RFC 9000, 15)
		return true
	case version>>8 == 0xfaceb0: // mvfst
		return true
	default:
		return version>>24 == 'Q' || version>>24 == 'T' // gQUIC: Q046, T051
	}
}
