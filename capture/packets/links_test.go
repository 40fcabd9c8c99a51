package packets

import (
	"encoding/binary"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// ends are the addresses of A and B.
var ends4 = [2]net.IP{{10, 0, 0, 1}, {10, 0, 0, 2}}
var ends6 = [2]net.IP{net.ParseIP("2001:db8::1"), net.ParseIP("2001:db8::2")}

// ip4 is a TCP segment in IPv4.
func ip4(t testing.TB, from Dir, h layers.TCP, data string) []byte {
	return serialize(t, &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: ends4[from], DstIP: ends4[from.Other()]}, &h, gopacket.Payload(data))
}

// ip6 is a TCP segment in IPv6, behind these extension headers, each of which
// begins with the type of the next.
func ip6(t testing.TB, from Dir, h layers.TCP, data string, extensions ...[]byte) []byte {
	body := serialize(t, &h, gopacket.Payload(data))
	next := layers.IPProtocolTCP
	for i := len(extensions) - 1; i >= 0; i-- {
		e := append([]byte(nil), extensions[i][1:]...)
		e[0], next = byte(next), layers.IPProtocol(extensions[i][0])
		body = append(e, body...)
	}
	return serialize(t, &layers.IPv6{Version: 6, NextHeader: next, HopLimit: 64, SrcIP: ends6[from], DstIP: ends6[from.Other()]}, gopacket.Payload(body))
}

func be16(values ...uint16) (out []byte) {
	for _, v := range values {
		out = binary.BigEndian.AppendUint16(out, v)
	}
	return out
}

func join(parts ...[]byte) (out []byte) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// udp is a UDP packet in IPv4.
func udp(t testing.TB, source, destination uint16, data []byte) []byte {
	return serialize(t, &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: ends4[0].Mask(net.CIDRMask(8, 32)), DstIP: ends4[1]},
		&layers.UDP{SrcPort: layers.UDPPort(source), DstPort: layers.UDPPort(destination)}, gopacket.Payload(data))
}

// inIP is a payload of a protocol in IPv4.
func inIP(t testing.TB, protocol layers.IPProtocol, data []byte) []byte {
	return serialize(t, &layers.IPv4{Version: 4, TTL: 64, Protocol: protocol, SrcIP: net.IP{1, 1, 1, 1}, DstIP: net.IP{2, 2, 2, 2}}, gopacket.Payload(data))
}

// eth is an Ethernet frame of a type, padded to 60 bytes as on the wire.
func eth(kind uint16, data []byte) []byte {
	return append(join(make([]byte, 12), be16(kind), data), make([]byte, max(0, 46-len(data)))...)
}

// Each way to carry IP that is read, with an IPv4 and an IPv6 packet.
var carriers = map[string]struct {
	link uint32
	wrap func(t testing.TB, kind uint16, ip []byte) []byte
}{
	"Ethernet": {1, func(_ testing.TB, k uint16, b []byte) []byte { return eth(k, b) }},
	"VLAN":     {1, func(_ testing.TB, k uint16, b []byte) []byte { return eth(0x8100, join(be16(7, k), b)) }},
	"QinQ":     {1, func(_ testing.TB, k uint16, b []byte) []byte { return eth(0x88a8, join(be16(7, 0x8100, 8, k), b)) }},
	"old QinQ": {1, func(_ testing.TB, k uint16, b []byte) []byte { return eth(0x9100, join(be16(7, 0x8100, 8, k), b)) }},
	"LLC and SNAP": {1, func(_ testing.TB, k uint16, b []byte) []byte {
		return eth(uint16(8+len(b)), join([]byte{0xaa, 0xaa, 3, 0, 0, 0}, be16(k), b))
	}},
	"MPLS": {1, func(_ testing.TB, k uint16, b []byte) []byte { return eth(0x8847, join(be16(1, 0x0040, 2, 0x0140), b)) }},
	"Ethernet, MPLS": {1, func(_ testing.TB, k uint16, b []byte) []byte {
		return eth(0x8847, join(be16(1, 0x0140, 0, 0), eth(k, b)))
	}},
	"PPPoE": {1, func(_ testing.TB, k uint16, b []byte) []byte {
		return eth(0x8864, join([]byte{0x11, 0, 0, 1}, be16(uint16(2+len(b)), map[uint16]uint16{0x800: 0x21, 0x86dd: 0x57}[k]), b))
	}},
	"NULL, little-endian": {0, func(_ testing.TB, k uint16, b []byte) []byte {
		return append([]byte{map[uint16]byte{0x800: 2, 0x86dd: 30}[k], 0, 0, 0}, b...)
	}},
	"NULL, big-endian": {0, func(_ testing.TB, k uint16, b []byte) []byte {
		return append([]byte{0, 0, 0, map[uint16]byte{0x800: 2, 0x86dd: 24}[k]}, b...)
	}},
	"LOOP": {108, func(_ testing.TB, k uint16, b []byte) []byte {
		return append([]byte{0, 0, 0, map[uint16]byte{0x800: 2, 0x86dd: 24}[k]}, b...)
	}},
	"raw IP":    {101, func(_ testing.TB, k uint16, b []byte) []byte { return b }},
	"SLL":       {113, func(_ testing.TB, k uint16, b []byte) []byte { return join(make([]byte, 14), be16(k), b) }},
	"SLL2":      {276, func(_ testing.TB, k uint16, b []byte) []byte { return join(be16(k), make([]byte, 18), b) }},
	"SLL, VLAN": {113, func(_ testing.TB, k uint16, b []byte) []byte { return join(make([]byte, 14), be16(0x8100, 7, k), b) }},
	"PPP": {9, func(_ testing.TB, k uint16, b []byte) []byte {
		return join(be16(0xff03, map[uint16]uint16{0x800: 0x21, 0x86dd: 0x57}[k]), b)
	}},
	"PPP, short": {9, func(_ testing.TB, k uint16, b []byte) []byte {
		return append([]byte{map[uint16]byte{0x800: 0x21, 0x86dd: 0x57}[k]}, b...)
	}},
	"Cisco HDLC": {104, func(_ testing.TB, k uint16, b []byte) []byte { return join(be16(0x0f00, k), b) }},
	"802.11": {105, func(_ testing.TB, k uint16, b []byte) []byte {
		return join([]byte{0x88, 1}, make([]byte, 24), []byte{0xaa, 0xaa, 3, 0, 0, 0}, be16(k), b)
	}},
	"802.11, radiotap": {127, func(_ testing.TB, k uint16, b []byte) []byte {
		return join([]byte{0, 0, 10, 0, 0, 0, 0, 0, 9, 9, 8, 3}, make([]byte, 28), []byte{0xaa, 0xaa, 3, 0, 0, 0}, be16(k), b)
	}},
	"GRE": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x800, inIP(t, layers.IPProtocolGRE, join(be16(0x3000, k, 1, 2, 3, 4), b)))
	}},
	"Ethernet in GRE": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x800, inIP(t, layers.IPProtocolGRE, join(be16(0, 0x6558), eth(k, b))))
	}},
	"EtherIP": {101, func(t testing.TB, k uint16, b []byte) []byte {
		return inIP(t, layers.IPProtocolEtherIP, join(be16(0x3000), eth(k, b)))
	}},
	"IP in IP": {101, func(t testing.TB, k uint16, b []byte) []byte {
		return inIP(t, map[uint16]layers.IPProtocol{0x800: 4, 0x86dd: 41}[k], b)
	}},
	"VXLAN": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x800, udp(t, 1, 4789, join([]byte{8, 0, 0, 0, 0, 0, 1, 0}, eth(k, b))))
	}},
	"Geneve": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x800, udp(t, 1, 6081, join([]byte{1, 0, 0x65, 0x58, 0, 0, 1, 0, 1, 1, 1, 0}, eth(k, b))))
	}},
	"GTP": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x800, udp(t, 1, 2152, join([]byte{0x30, 0xff}, be16(uint16(len(b))), make([]byte, 4), b)))
	}},
	"GTP with options": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x800, udp(t, 1, 2152, join([]byte{0x34, 0xff}, be16(uint16(len(b)+8)), make([]byte, 4), []byte{0, 0, 0, 0x85, 1, 0, 9, 0}, b)))
	}},
	"VLAN, GRE, IP, IP": {1, func(t testing.TB, k uint16, b []byte) []byte {
		return eth(0x8100, join(be16(1, 0x800), inIP(t, layers.IPProtocolGRE, join(be16(0, k), b))))
	}},
}

func TestCarriers(t *testing.T) {
	for name, carrier := range carriers {
		for version, ip := range map[string]struct {
			kind uint16
			make func(testing.TB, Dir, layers.TCP, string) []byte
		}{
			"IPv4": {0x800, ip4},
			"IPv6": {0x86dd, func(t testing.TB, d Dir, h layers.TCP, s string) []byte { return ip6(t, d, h, s) }},
		} {
			t.Run(name+", "+version, func(t *testing.T) {
				d := newDialog(t)
				var frames []frame
				for _, turn := range []struct {
					from        Dir
					flags, data string
				}{{FromA, "S", ""}, {FromB, "SA", ""}, {FromA, "A", "hello"}, {FromB, "A", "world"}, {FromA, "FA", ""}, {FromB, "FA", ""}} {
					frames = append(frames, frame{at: began, bytes: carrier.wrap(t, ip.kind, ip.make(t, turn.from, d.header(turn.from, turn.flags), turn.data))})
					d.send(turn.from, turn.flags, turn.data)
				}
				file := pcapFile(carrier.link, frames...)
				c, s := read(t, file)
				wantStories(t, c, "A hello, B world, "+finished)
				if want := (ip.kind == 0x86dd); len(c.streams) > 0 && c.streams[0].A.Addr().Is6() != want {
					t.Errorf("address: %v", c.streams[0].A)
				}
				if s.BadPackets+s.UnknownLinks+s.UnknownProtocols != 0 {
					t.Errorf("summary: %+v", s)
				}
				var cuts []frame
				for n := range frames[2].bytes {
					cuts = append(cuts, frame{at: began, bytes: frames[2].bytes[:n], whole: len(frames[2].bytes)}, frame{at: began, bytes: frames[2].bytes[:n]})
				}
				read(t, pcapFile(carrier.link, cuts...))
				out := filepath.Join(t.TempDir(), "a.pcap")
				if err := os.WriteFile(out, file, 0o600); err != nil {
					t.Fatal(err)
				}
				if os.Getenv("TLSTEACH_CORPUS") != "" && name != "Ethernet, MPLS" { // tshark does not guess that // 60 runs of tshark
					wantFollowed(t, out)
				}
			})
		}
	}
}

func TestIPv6Extensions(t *testing.T) {
	d := newDialog(t)
	h := d.header(FromA, "A")
	extensions := [][]byte{
		{0, 0, 0, 1, 4, 0, 0, 0, 0},                                                     // hop by hop
		{43, 0, 0, 0, 0, 0, 0, 0, 0},                                                    // routing
		{60, 0, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},                           // destination, 16 bytes
		{44, 0, 0, 0, 0, 0, 0, 0, 7},                                                    // the only fragment
		{51, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, // AH, 24 bytes
	}
	c, s := read(t, pcapFile(229, frame{at: began, bytes: ip6(t, FromA, h, "hello", extensions...)}))
	wantStories(t, c, "A hello, "+stillOpen)
	if s.BadPackets != 0 {
		t.Errorf("summary: %+v", s)
	}
}

func TestUnknownIsCounted(t *testing.T) {
	frames := small(t)
	_, s := read(t, pcapFile(147, frames...))
	if s.UnknownLinks != int64(len(frames)) || s.Connections != 0 {
		t.Errorf("link type: %+v", s)
	}
	_, s = read(t, pcapFile(1, frame{at: began, bytes: eth(0x806, make([]byte, 28))}, frame{at: began, bytes: eth(0x800, inIP(t, layers.IPProtocolICMPv4, make([]byte, 8)))}))
	if s.UnknownProtocols != 2 {
		t.Errorf("protocols: %+v", s)
	}
	_, s = read(t, pcapFile(1, frame{at: began, bytes: []byte{1, 2, 3}}, frame{at: began, bytes: eth(0x800, []byte("nothing of IP here, nothing at all"))}))
	if s.BadPackets != 2 {
		t.Errorf("damage: %+v", s)
	}
}

func TestFlows(t *testing.T) {
	dtls := func(kind byte, version uint16, data string) []byte {
		return join([]byte{kind}, be16(version), make([]byte, 8), be16(uint16(len(data))), []byte(data))
	}
	quic := func(first byte, version uint32) []byte {
		return join([]byte{first}, binary.BigEndian.AppendUint32(nil, version), []byte{4, 1, 2, 3, 4, 0}, make([]byte, 20))
	}
	at := func(source, destination uint16, data []byte) frame {
		return frame{at: began, bytes: eth(0x800, udp(t, source, destination, data))}
	}
	_, s := read(t, pcapFile(1,
		at(1000, 4433, dtls(22, 0xfeff, "hello")), at(1000, 4433, dtls(22, 0xfefd, "hello")), at(1001, 4433, dtls(23, 0xfefd, "")),
		at(1002, 443, quic(0xc0, 1)), at(1002, 443, quic(0xe0, 1)), at(1003, 443, quic(0xd0, 0x6b3343cf)), at(1004, 443, quic(0xc3, 0xff00001d)),
		at(1, 53, dtls(22, 0x0303, "x")), at(2, 53, dtls(99, 0xfefd, "x")), at(3, 53, quic(0x40, 1)), at(4, 53, quic(0xc0, 77)), at(5, 53, nil),
		at(6, 53, dtls(22, 0xfefd, "x")[:13])))
	if s.DTLSFlows != 2 || s.QUICFlows != 3 || s.UnknownProtocols != 0 {
		t.Errorf("summary: %+v", s)
	}
}

// fragment4 cuts an IPv4 packet into fragments of at most size bytes.
func fragment4(t testing.TB, packet []byte, id uint16, size int) (out [][]byte) {
	header, body := packet[:20], packet[20:]
	for at := 0; at < len(body); at += size {
		part := body[at:min(at+size, len(body))]
		b := join(header, part)
		binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
		binary.BigEndian.PutUint16(b[4:], id)
		where := uint16(at / 8)
		if at+size < len(body) {
			where |= 0x2000
		}
		binary.BigEndian.PutUint16(b[6:], where)
		out = append(out, b)
	}
	return out
}

// fragment6 is fragment4 for IPv6.
func fragment6(t testing.TB, packet []byte, id uint32, size int) (out [][]byte) {
	header, body := packet[:40], packet[40:]
	for at := 0; at < len(body); at += size {
		part := body[at:min(at+size, len(body))]
		where := uint16(at)
		if at+size < len(body) {
			where |= 1
		}
		b := join(header, []byte{packet[6], 0}, be16(where), binary.BigEndian.AppendUint32(nil, id), part)
		b[6] = byte(layers.IPProtocolIPv6Fragment)
		binary.BigEndian.PutUint16(b[4:], uint16(len(b)-40))
		out = append(out, b)
	}
	return out
}

func TestFragments(t *testing.T) {
	d := newDialog(t)
	data := strings.Repeat("0123456789abcdef", 50) + "tail"
	h := d.header(FromA, "A")
	four := fragment4(t, ip4(t, FromA, h, data), 1, 400) // 824 bytes: the last has 24
	six := fragment6(t, ip6(t, FromA, h, data), 0x10001, 816)
	short := fragment4(t, ip4(t, FromA, h, data), 9, 816) // the last has 8
	tiny := fragment6(t, ip6(t, FromA, h, data+"x"), 0x90001, 824)
	tests := map[string]struct {
		packets [][]byte
		left    int64
		want    string
	}{
		"IPv4":                    {four, 0, "A " + data},
		"IPv4, backwards":         {[][]byte{four[2], four[1], four[0]}, 0, "A " + data},
		"IPv4, doubled":           {[][]byte{four[0], four[0], four[1], four[1], four[2]}, 0, "A " + data},
		"IPv4, one lost":          {[][]byte{four[0], four[2]}, 2, ""},
		"IPv6":                    {six, 0, "A " + data},
		"IPv6, backwards":         {[][]byte{six[1], six[0]}, 0, "A " + data},
		"IPv4, a last of 8 bytes": {short, 0, "A " + data},
		"IPv6, a last of 1 byte":  {tiny, 0, "A " + data + "x"},
		"IPv6, same low half of the identification": {[][]byte{six[0], fragment6(t, ip6(t, FromA, h, "????"+data), 0x20001, 816)[0], six[1]}, 1, "A " + data},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var frames []frame
			for _, p := range tt.packets {
				frames = append(frames, frame{at: began, bytes: p})
			}
			c, s := read(t, pcapFile(101, frames...))
			if tt.want == "" {
				wantStories(t, c)
			} else {
				wantStories(t, c, tt.want+", "+stillOpen)
			}
			if s.FragmentsLeft != tt.left {
				t.Errorf("%d fragments left, want %d", s.FragmentsLeft, tt.left)
			}
		})
	}
}
