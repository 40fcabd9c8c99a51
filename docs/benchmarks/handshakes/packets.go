package main

import (
	"container/heap"
	"io"
	"net"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"github.com/tlsteach/tlsteach/capture"
)

const (
	segment  = 1460                   // bytes of TCP payload in a packet of 1500
	apart    = 2 * time.Millisecond   // from the begin of one connection to the next
	way      = 15 * time.Millisecond  // from one end to the other
	behind   = 12 * time.Microsecond  // from one packet to the next of the same turn
	snapshot = 1 << 18                // the capture's limit for a packet
	breath   = 500 * time.Millisecond // between two rounds

	// maxRounds is how often the connections can be repeated with addresses of
	// their own: the second byte of the client's address is the round.
	maxRounds = 250

	// maxEach is for how many of each of the three kinds there are addresses.
	maxEach = 1 << 16 / 3
)

var morning = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// writeCapture writes the packets of all connections in the order of their
// times, rounds times over.
func writeCapture(out io.Writer, talks []talk, rounds int) error {
	w := pcapgo.NewWriterNanos(out)
	if err := w.WriteFileHeader(snapshot, layers.LinkTypeEthernet); err != nil {
		return err
	}
	begin := morning
	for round := range rounds {
		last, err := writeRound(w, talks, round, begin)
		if err != nil {
			return err
		}
		begin = last.Add(breath)
	}
	return nil
}

// writeRound holds only the connections that are open.
func writeRound(w *pcapgo.Writer, talks []talk, round int, begin time.Time) (last time.Time, err error) {
	var open queue
	buf := gopacket.NewSerializeBuffer()
	for started := 0; started < len(talks) || len(open) > 0; {
		if due := begin.Add(time.Duration(started) * apart); started < len(talks) && (len(open) == 0 || due.Before(open[0].packets[0].at)) {
			heap.Push(&open, newConnection(talks[started], round, started, due))
			started++
			continue
		}
		c := open[0]
		last = c.packets[0].at
		if err := c.write(w, buf); err != nil {
			return last, err
		}
		if len(c.packets) == 0 {
			heap.Pop(&open)
		} else {
			heap.Fix(&open, 0)
		}
	}
	return last, nil
}

// A packet is one of TCP, not yet in bytes.
type packet struct {
	at      time.Time
	from    capture.Side
	tcp     layers.TCP // flags
	payload []byte
}

// A connection is one whose packets are not all written.
type connection struct {
	packets        []packet
	client, server layers.IPv4
	port           layers.TCPPort
	next           map[capture.Side]uint32 // sequence numbers
}

func newConnection(t talk, round, number int, at time.Time) *connection {
	c := &connection{
		client: layers.IPv4{SrcIP: net.IP{10, byte(round), byte(number >> 8), byte(number)}, DstIP: net.IP{192, 0, 2, byte(1 + number/3%hosts)}},
		port:   layers.TCPPort(32768 + number*7%28000),
		next:   map[capture.Side]uint32{capture.Client: uint32(number)*2654435761 + 1, capture.Server: uint32(number)*2246822519 + 7},
	}
	c.server = layers.IPv4{SrcIP: c.client.DstIP, DstIP: c.client.SrcIP}
	add := func(after time.Duration, from capture.Side, tcp layers.TCP, payload []byte) {
		at = at.Add(after)
		c.packets = append(c.packets, packet{at, from, tcp, payload})
	}
	add(0, capture.Client, layers.TCP{SYN: true}, nil)
	add(way, capture.Server, layers.TCP{SYN: true, ACK: true}, nil)
	add(way, capture.Client, layers.TCP{ACK: true}, nil)
	last := capture.Client
	for _, turn := range t {
		wait := behind
		if turn.from != last {
			wait = way
		}
		for i, rest := 0, turn.bytes; len(rest) > 0; i++ {
			n := min(segment, len(rest))
			add(wait, turn.from, layers.TCP{ACK: true, PSH: n == len(rest)}, rest[:n])
			if rest, wait = rest[n:], behind; i%2 == 1 {
				add(behind, turn.from.Other(), layers.TCP{ACK: true}, nil) // every second full segment
			}
		}
		last = turn.from
	}
	add(behind, last, layers.TCP{FIN: true, ACK: true}, nil)
	add(way, last.Other(), layers.TCP{FIN: true, ACK: true}, nil)
	add(way, last, layers.TCP{ACK: true}, nil)
	return c
}

// write writes the next packet.
func (c *connection) write(w *pcapgo.Writer, buf gopacket.SerializeBuffer) error {
	p := c.packets[0]
	c.packets = c.packets[1:]
	ip, tcp := c.client, p.tcp
	tcp.SrcPort, tcp.DstPort = c.port, 443
	if p.from == capture.Server {
		ip = c.server
		tcp.SrcPort, tcp.DstPort = 443, c.port
	}
	ip.Version, ip.TTL, ip.Protocol, ip.Flags = 4, 64, layers.IPProtocolTCP, layers.IPv4DontFragment
	tcp.Seq, tcp.Window = c.next[p.from], 64240
	if tcp.ACK {
		tcp.Ack = c.next[p.from.Other()]
	}
	c.next[p.from] += uint32(len(p.payload))
	if tcp.SYN || tcp.FIN {
		c.next[p.from]++
	}
	if err := tcp.SetNetworkLayerForChecksum(&ip); err != nil {
		return err
	}
	frame := layers.Ethernet{SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, byte(p.from)}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, byte(p.from.Other())},
		EthernetType: layers.EthernetTypeIPv4}
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
		&frame, &ip, &tcp, gopacket.Payload(p.payload)); err != nil {
		return err
	}
	b := buf.Bytes()
	return w.WritePacket(gopacket.CaptureInfo{Timestamp: p.at, CaptureLength: len(b), Length: len(b)}, b)
}

// A queue holds open connections, the one with the earliest packet first.
type queue []*connection

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].packets[0].at.Before(q[j].packets[0].at) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*connection)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
