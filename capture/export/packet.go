package export

import (
	"hash/fnv"
	"net"
	"net/netip"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/tlsteach/tlsteach/capture"
)

// Headers without options, in bytes.
const (
	ethernetHeader = 14
	ip4Header      = 20
	ip6Header      = 40
	tcpHeader      = 20
)

// maxMSS is how much a segment can carry where the packet has at most 65,535
// bytes (RFC 791 §3.1), as on a loopback interface.
const (
	maxMSS4 = 0xffff - ip4Header - tcpHeader
	maxMSS6 = 0xffff - ip6Header - tcpHeader
)

const (
	window      = 0xffff
	windowShift = 7 // windows of 8 MiB (RFC 7323 §2.2)
)

// A segment is what differs from packet to packet.
type segment struct {
	from          capture.Side
	syn, fin, rst bool
	ack, push     bool
	seq, next     uint32 // next: what is expected of the other side
	data          []byte
}

// A framer builds the packets of all connections, one at a time.
type framer struct {
	buf gopacket.SerializeBuffer
}

// frame returns the packet of a segment. It is valid until the next call.
func (f *framer) frame(a addresses, s segment) ([]byte, error) {
	source, target := a.client, a.server
	ethernet := layers.Ethernet{SrcMAC: mac(capture.Client), DstMAC: mac(capture.Server)}
	if s.from == capture.Server {
		source, target = target, source
		ethernet.SrcMAC, ethernet.DstMAC = ethernet.DstMAC, ethernet.SrcMAC
	}
	tcp := layers.TCP{
		SrcPort: layers.TCPPort(source.Port()), DstPort: layers.TCPPort(target.Port()),
		Seq: s.seq, SYN: s.syn, FIN: s.fin, RST: s.rst, ACK: s.ack, PSH: s.push, Window: window,
	}
	if s.ack {
		tcp.Ack = s.next
	}
	if s.syn {
		mss := a.mss()
		tcp.Options = []layers.TCPOption{
			{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{byte(mss >> 8), byte(mss)}},
			{OptionType: layers.TCPOptionKindNop, OptionLength: 1},
			{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{windowShift}},
		}
	}
	var ip gopacket.SerializableLayer
	var network gopacket.NetworkLayer
	if source.Addr().Is4() {
		v4 := &layers.IPv4{
			Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, Flags: layers.IPv4DontFragment,
			SrcIP: source.Addr().AsSlice(), DstIP: target.Addr().AsSlice(),
		}
		ethernet.EthernetType, ip, network = layers.EthernetTypeIPv4, v4, v4
	} else {
		v6 := &layers.IPv6{
			Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolTCP,
			SrcIP: source.Addr().AsSlice(), DstIP: target.Addr().AsSlice(),
		}
		ethernet.EthernetType, ip, network = layers.EthernetTypeIPv6, v6, v6
	}
	if err := tcp.SetNetworkLayerForChecksum(network); err != nil {
		return nil, err
	}
	if f.buf == nil {
		f.buf = gopacket.NewSerializeBuffer()
	}
	err := gopacket.SerializeLayers(f.buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
		&ethernet, ip, &tcp, gopacket.Payload(s.data))
	if err != nil {
		return nil, err
	}
	size := a.headers() + len(s.data)
	if s.syn {
		size += 8
	}
	return f.buf.Bytes()[:size], nil // without the padding of short Ethernet frames
}

// mac is a locally administered address.
func mac(side capture.Side) net.HardwareAddr { return net.HardwareAddr{2, 0, 0, 0, 0, byte(side)} }

// mss is how much a segment of the connection can carry.
func (a addresses) mss() int {
	if a.client.Addr().Is4() {
		return maxMSS4
	}
	return maxMSS6
}

// headers is how many bytes stand before the data of a segment.
func (a addresses) headers() int {
	if a.client.Addr().Is4() {
		return ethernetHeader + ip4Header + tcpHeader
	}
	return ethernetHeader + ip6Header + tcpHeader
}

// firstNumber is the initial sequence number of a side: the same each time, and
// another for each connection (as RFC 6528 §3, without its secret).
func firstNumber(from, to netip.AddrPort) uint32 {
	h := fnv.New32a()
	for _, a := range []netip.AddrPort{from, to} {
		b, _ := a.MarshalBinary() // it never fails
		_, _ = h.Write(b)
	}
	return h.Sum32()
}
