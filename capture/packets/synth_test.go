package packets

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// began is the time of the first packet of a synthesized capture.
var began = time.Unix(1_700_000_000, 0).UTC()

// A frame is a packet of a synthesized capture.
type frame struct {
	at    time.Time
	bytes []byte
	whole int // bytes before the snapshot length cut it, 0 if it did not
}

// A dialog synthesizes the packets of a TCP connection over Ethernet and IPv4.
// Packets are a millisecond apart.
type dialog struct {
	t      testing.TB
	port   uint16    // of A
	first  [2]uint32 // the sequence numbers of the SYNs
	next   [2]uint32
	frames []frame
}

func newDialog(t testing.TB) *dialog {
	return &dialog{t: t, port: 50000, first: [2]uint32{1000, 2000}, next: [2]uint32{1000, 2000}}
}

// header is a TCP header of the dialog as it stands.
func (d *dialog) header(from Dir, flags string) layers.TCP {
	h := layers.TCP{Seq: d.next[from], Ack: d.next[from.Other()], SrcPort: layers.TCPPort(d.port), DstPort: 443, Window: 65535,
		SYN: strings.Contains(flags, "S"), ACK: strings.Contains(flags, "A"), FIN: strings.Contains(flags, "F"), RST: strings.Contains(flags, "R")}
	if from == FromB {
		h.SrcPort, h.DstPort = h.DstPort, h.SrcPort
	}
	if !h.ACK {
		h.Ack = 0
	}
	return h
}

// send adds a packet and moves the sender's sequence number on.
func (d *dialog) send(from Dir, flags, data string) {
	h := d.header(from, flags)
	d.raw(from, h, data)
	d.next[from] += uint32(len(data))
	if h.SYN || h.FIN {
		d.next[from]++
	}
}

// raw adds a packet with this header.
func (d *dialog) raw(from Dir, h layers.TCP, data string) {
	d.frames = append(d.frames, frame{at: began.Add(time.Duration(len(d.frames)) * time.Millisecond), bytes: ethernetFrame(d.t, from, h, data)})
}

func (d *dialog) open() *dialog {
	d.next = d.first
	d.send(FromA, "S", "")
	d.send(FromB, "SA", "")
	d.send(FromA, "A", "")
	return d
}

func (d *dialog) close() *dialog {
	d.send(FromA, "FA", "")
	d.send(FromB, "FA", "")
	d.send(FromA, "A", "")
	return d
}

func ethernetFrame(t testing.TB, from Dir, h layers.TCP, data string) []byte {
	t.Helper()
	a, b := net.IP{10, 0, 0, 1}, net.IP{10, 0, 0, 2}
	if from == FromB {
		a, b = b, a
	}
	return serialize(t,
		&layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4},
		&layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: a, DstIP: b},
		&h, gopacket.Payload(data))
}

func serialize(t testing.TB, all ...gopacket.SerializableLayer) []byte {
	t.Helper()
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true}, all...); err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(buf.Bytes())
}

// pcapFile writes frames as a pcap file of a link type.
func pcapFile(link uint32, frames ...frame) []byte {
	out := fileHeader(binary.LittleEndian, magicMicro, link)
	for _, f := range frames {
		out = record(out, binary.LittleEndian, f, 1000)
	}
	return out
}

func fileHeader(order binary.AppendByteOrder, magic, link uint32) []byte {
	out := order.AppendUint32(nil, magic)
	out = order.AppendUint16(out, 2)
	out = order.AppendUint16(out, 4)
	for _, v := range []uint32{0, 0, 1 << 18, link} {
		out = order.AppendUint32(out, v)
	}
	return out
}

func record(out []byte, order binary.AppendByteOrder, f frame, unit int) []byte {
	for _, v := range []int{int(f.at.Unix()), f.at.Nanosecond() / unit, len(f.bytes), max(f.whole, len(f.bytes))} {
		out = order.AppendUint32(out, uint32(v))
	}
	return append(out, f.bytes...)
}

// read reads a capture and fails the test if it is not whole, or if a stream
// did not end exactly once.
func read(t testing.TB, file []byte) (*collector, Summary) {
	t.Helper()
	c, s, err := tryRead(t, file)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

func tryRead(t testing.TB, file []byte) (*collector, Summary, error) {
	t.Helper()
	c := &collector{}
	s, err := Read(context.Background(), bytes.NewReader(file), c)
	for i, stream := range c.streams {
		if stream.ended != 1 {
			t.Errorf("connection %d ended %d times", i, stream.ended)
		}
	}
	return c, s, err
}

// story tells the events of a stream: "A hello, B -5, finished".
func (c *collected) story() string {
	var out []string
	for _, e := range c.events {
		if e.missing != 0 {
			out = append(out, fmt.Sprintf("%v -%d", e.from, e.missing))
		} else {
			out = append(out, fmt.Sprintf("%v %s", e.from, e.data))
		}
	}
	return strings.Join(append(out, c.end.String()), ", ")
}

// wantStories compares the streams of a capture.
func wantStories(t *testing.T, c *collector, want ...string) {
	t.Helper()
	var got []string
	for _, s := range c.streams {
		got = append(got, s.story())
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got:\n%s\nwant:\n%s", g, w)
	}
}
