package peertest

import (
	"encoding/binary"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// Port is the server's port in synthesized packets.
const Port = 443

// PacketHeaders is how many bytes stand before the payload: Ethernet, IPv4, TCP.
const PacketHeaders = 14 + 20 + 20

// A segment is a packet that carries bytes of one side.
type segment struct {
	from   capture.Side
	offset int // in the stream of that side
	bytes  []byte
}

// segments cuts a recording so that each record is one packet: no one has to
// reassemble anything, and places in packets are places in the stream.
func segments(rec *capture.Recording) (out []segment) {
	items, _ := handshake.Decode(rec)
	at := map[capture.Side]int{}
	for _, it := range items {
		if it.Kind != handshake.KindRecord {
			continue
		}
		stream := rec.Bytes(it.From)
		n := len(it.Bytes)
		if n == handshake.RecordHeaderLength {
			n += int(it.Bytes[3])<<8 | int(it.Bytes[4])
		}
		end := min(at[it.From]+n, len(stream))
		out = append(out, segment{it.From, at[it.From], stream[at[it.From]:end]})
		at[it.From] = end
	}
	return out
}

// handshakePackets is how many packets stand before a connection's first segment.
const handshakePackets = 3

// writePackets writes connections one after another as a capture file. Each has
// a client port of its own and begins with the packets of a TCP handshake.
func writePackets(t testing.TB, connections [][]segment) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "connection.pcap")
	w := packetWriter{t: t}
	// Magic number, version 2.4, time zone, accuracy, snapshot length, link type.
	for _, v := range []uint32{0xa1b2c3d4, 2 | 4<<16, 0, 0, 1 << 18, uint32(layers.LinkTypeEthernet)} {
		w.out = binary.LittleEndian.AppendUint32(w.out, v)
	}
	for i, list := range connections {
		w.port = layers.TCPPort(50000 + i)
		w.next = map[capture.Side]uint32{capture.Client: 1000, capture.Server: 2000}
		w.packet(capture.Client, layers.TCP{SYN: true}, nil)
		w.packet(capture.Server, layers.TCP{SYN: true, ACK: true}, nil)
		w.packet(capture.Client, layers.TCP{ACK: true}, nil)
		for _, s := range list {
			w.packet(s.from, layers.TCP{ACK: true, PSH: true}, s.bytes)
		}
	}
	if err := os.WriteFile(file, w.out, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

type packetWriter struct {
	t    testing.TB
	out  []byte
	port layers.TCPPort          // of the client
	next map[capture.Side]uint32 // sequence numbers
	n    int
}

func (w *packetWriter) packet(from capture.Side, tcp layers.TCP, payload []byte) {
	tcp.SrcPort, tcp.DstPort, tcp.Seq, tcp.Ack = w.port, Port, w.next[from], w.next[from.Other()]
	if from == capture.Server {
		tcp.SrcPort, tcp.DstPort = Port, w.port
	}
	b := PacketBytes(w.t, from, tcp, payload)
	w.next[from] += uint32(len(payload))
	if tcp.SYN {
		w.next[from]++
	}
	w.n++
	for _, v := range []int{1_700_000_000, w.n, len(b), len(b)} { // seconds, microseconds, kept, whole
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(v))
	}
	w.out = append(w.out, b...)
}

// PacketBytes is an Ethernet frame with this TCP header and payload.
func PacketBytes(t testing.TB, from capture.Side, tcp layers.TCP, payload []byte) []byte {
	t.Helper()
	client, server := net.IP{10, 0, 0, 1}, net.IP{10, 0, 0, 2}
	ip := layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: client, DstIP: server}
	tcp.Window = 65535
	if from == capture.Server {
		ip.SrcIP, ip.DstIP = server, client
	}
	if err := tcp.SetNetworkLayerForChecksum(&ip); err != nil {
		t.Fatal(err)
	}
	ethernet := layers.Ethernet{SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, byte(from)}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, byte(from.Other())},
		EthernetType: layers.EthernetTypeIPv4}
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
		&ethernet, &ip, &tcp, gopacket.Payload(payload)); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
