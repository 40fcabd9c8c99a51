package packets

import (
	"encoding/binary"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/reassembly"
)

// How many pages of 1900 bytes gopacket may keep. It takes memory for pages in
// steps of 1024, 2048, …: with room for the largest packet, the total stays
// within the first two steps, which is 6 MiB.
const (
	pageBytes          = 1900
	maxPages           = 3072 - maxPacket/pageBytes - 2
	ballastPages       = 1024 + 1
	maxPagesConnection = 1024 // of one direction
)

// renewAfter is how many bytes of a direction are counted with one set of
// sequence numbers.
const renewAfter = 1 << 30

// An assembly is gopacket's reassembly, which keeps what is out of order and
// decides what follows on what. What v1.1.19 does wrong is kept from it:
//
//   - It compares numbers across the wraparound modulo 2^32-1. So it is given
//     numbers that begin at 1 in each connection, and a new connection after
//     renewAfter bytes.
//   - Of bytes for one place that are out of order, it takes the last. So it
//     is given only bytes of which it has none ([half.free]).
//   - A FIN or RST that ends a direction frees the first page of what is out
//     of order and loses count of the others. So it is told of neither; a
//     connection is closed here when nothing of it is kept.
//   - A SYN on known ports does not begin a new connection. So connections are
//     told apart here, and the flows that it sees carry a number of ours.
//   - Its flushes go through all connections, and close what they flush. So a
//     hole is skipped by the limit for pages, which flushes one ([assembly.skip]).
//   - It forgets pages that are free and takes new ones when it needs more, while
//     one page in use keeps the thousands that it was taken with. So it never has
//     more free ones than it keeps: a connection of nobody holds the first 1025
//     ([assembly.load]).
//   - ScatterGather.CaptureInfo panics in the middle of a packet of several
//     pages. So the times of segments are kept here ([span]).
type assembly struct {
	assembler *reassembly.Assembler // nil before there is a byte to put in order: it begins with 2 MiB
	opening   *assembled            // whose first segment is on its way in
	ballast   assembled
	numbers   uint64
	tcp       layers.TCP
	header    [20]byte
	info      captureInfo
}

// An assembled is what gopacket knows as a connection.
type assembled struct {
	owner  *conn // is given what is in order
	open   bool
	flow   gopacket.Flow
	bases  [2]int64 // places that have the sequence number 1
	stands [2]int64 // the places that gopacket expects next
}

func newAssembly() *assembly {
	y := &assembly{}
	y.header[12] = 5 << 4 // no options
	return y
}

// start makes a connection known to gopacket, whose directions stand there.
func (y *assembly) start(c *assembled, given [2]int64, at time.Time) {
	if y.assembler == nil {
		y.load()
	}
	var number [8]byte
	y.numbers++
	binary.BigEndian.PutUint64(number[:], y.numbers)
	c.flow = gopacket.NewFlow(layers.EndpointIPv6, number[:], nil)
	c.bases, c.stands, c.open = given, given, true
	for _, d := range []Dir{FromA, FromB} { // that of FromA first makes it gopacket's client
		y.segment(c, d, 1, 0, at, nil)
	}
}

// load makes the assembler and takes the pages that stay taken, with bytes behind
// a hole that nobody fills.
func (y *assembly) load() {
	y.assembler = reassembly.NewAssembler(reassembly.NewStreamPool(y))
	y.start(&y.ballast, [2]int64{}, time.Time{})
	for i := range int64(ballastPages) {
		y.add(&y.ballast, FromA, 1+2*i, time.Time{}, []byte{0}) // a page each
	}
	y.assembler.MaxBufferedPagesPerConnection = maxPagesConnection
	y.assembler.MaxBufferedPagesTotal = maxPages
}

// add gives gopacket bytes of which it has none. What is in order by it comes
// back to the owner before add returns.
func (y *assembly) add(c *assembled, d Dir, place int64, at time.Time, data []byte) {
	y.segment(c, d, uint32(place-c.bases[d]+1), 0, at, data)
}

// skip makes gopacket give out what it has behind a hole: an empty segment
// behind it is out of order, and with a limit of one page more than none is
// too much.
func (y *assembly) skip(c *assembled, d Dir, at time.Time) {
	y.assembler.MaxBufferedPagesPerConnection = 1
	y.segment(c, d, uint32(c.stands[d]-c.bases[d]+2), 0, at, nil)
	y.assembler.MaxBufferedPagesPerConnection = maxPagesConnection
}

// stop makes gopacket forget a connection of which it keeps nothing.
func (y *assembly) stop(c *assembled, at time.Time) {
	if !c.open {
		return
	}
	const rst = 0x04
	for _, d := range []Dir{FromA, FromB} {
		y.segment(c, d, uint32(c.stands[d]-c.bases[d]+1), rst, at, nil)
	}
	c.open = false
}

func (y *assembly) segment(c *assembled, d Dir, seq uint32, flags byte, at time.Time, data []byte) {
	binary.BigEndian.PutUint32(y.header[4:], seq)
	y.header[13] = flags
	// It cannot fail: the header has no options.
	_ = y.tcp.DecodeFromBytes(y.header[:], gopacket.NilDecodeFeedback)
	y.tcp.Payload = data
	y.info.Timestamp = at
	flow := c.flow
	if d == FromB {
		flow = flow.Reverse()
	}
	y.opening = c
	y.assembler.AssembleWithContext(flow, &y.tcp, &y.info)
}

// captureInfo is the context that gopacket keeps with a page.
type captureInfo gopacket.CaptureInfo

func (i *captureInfo) GetCaptureInfo() gopacket.CaptureInfo { return gopacket.CaptureInfo(*i) }

// New implements reassembly.StreamFactory.
func (y *assembly) New(_, _ gopacket.Flow, _ *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	return y.opening
}

// Accept implements reassembly.Stream. A direction begins where we say.
func (c *assembled) Accept(_ *layers.TCP, _ gopacket.CaptureInfo, _ reassembly.TCPFlowDirection, next reassembly.Sequence, start *bool, _ reassembly.AssemblerContext) bool {
	*start = next < 0
	return true
}

// ReassembledSG implements reassembly.Stream.
func (c *assembled) ReassembledSG(sg reassembly.ScatterGather, _ reassembly.AssemblerContext) {
	direction, _, _, skip := sg.Info()
	n, _ := sg.Lengths()
	if n == 0 {
		return
	}
	d := FromA
	if direction != reassembly.TCPDirClientToServer {
		d = FromB
	}
	from := c.stands[d] + int64(max(skip, 0))
	c.stands[d] = from + int64(n)
	c.owner.inOrder(d, from, sg.Fetch(n))
}

// ReassemblyComplete implements reassembly.Stream: it may be forgotten.
func (c *assembled) ReassemblyComplete(reassembly.AssemblerContext) bool { return true }
