package packets

import (
	"bytes"
	"net/netip"
	"time"

	"github.com/google/gopacket/layers"
)

// What is kept of connections.
const (
	maxOpen  = 2048      // that are open
	maxEnded = 1024      // that ended, to tell their last packets from a new connection
	maxIdle  = time.Hour // of capture time
)

// A key names a connection by its ports, the lower end first.
type key struct {
	v6          bool
	low, high   address
	lowP, highP uint16
}

// A table is the connections of a capture.
type table struct {
	handler Handler
	summary *Summary
	clock   clock

	assembly *assembly
	byKey    map[key]*conn
	open     queue // by their last packet
	ended    queue // by their end
	waiting  queue // those with a wait, by its begin

	latest *conn // of the last segment

	cut   int      // spans that were cut, of all connections
	held  int      // bytes of memory for what waits for the other direction, of all connections
	parts []extent // reused by each segment
}

func newTable(h Handler, s *Summary) *table {
	return &table{handler: h, summary: s, assembly: newAssembly(), byKey: map[key]*conn{}}
}

// segment takes a TCP segment.
func (t *table) segment(f *finder, at time.Time) {
	tcp := &f.tcp
	source, destination := uint16(tcp.SrcPort), uint16(tcp.DstPort)
	k := key{v6: f.v6, low: f.src, high: f.dst, lowP: source, highP: destination}
	order := bytes.Compare(f.src[:], f.dst[:])
	fromLow := order < 0 || order == 0 && source <= destination
	if !fromLow {
		k = key{v6: f.v6, low: f.dst, high: f.src, lowP: destination, highP: source}
	}
	c := t.byKey[k]
	if c != nil && tcp.SYN {
		c = t.again(c, c.dir(fromLow), tcp)
	}
	switch {
	case c == nil && !tcp.SYN && (len(tcp.Payload)+f.cut == 0 || tcp.RST):
		t.summary.Stray++ // what is left of a connection that the capture does not have
		return
	case c == nil:
		c = t.begin(k, f, fromLow, at)
	case c.ended:
		return // an ACK or a copy that comes late
	}
	c.last, c.lastNow, t.latest = at, t.clock.now, c
	t.open.push(&c.place)
	c.segment(c.dir(fromLow), tcp, f.cut, at)
}

// again decides what a SYN on known ports is: a copy, then it returns the
// connection; or a new connection, then it ends the old one and returns nil.
func (t *table) again(c *conn, d Dir, tcp *layers.TCP) *conn {
	h, o := &c.halves[d], &c.halves[d.Other()]
	switch {
	case h.began && h.base == tcp.Seq+1:
		return c
	case c.ended:
		t.forget(c)
		return nil
	case !h.began:
		return c
	case !tcp.ACK:
	case o.began && o.base != tcp.Ack: // it answers another SYN
	case h.given == 0 && len(h.spans) == 0:
		h.base = tcp.Seq + 1 // the server's second thought, before it sent anything
		return c
	default:
		return c
	}
	c.finish(Replaced)
	t.forget(c)
	return nil
}

// begin opens a connection with its first packet.
func (t *table) begin(k key, f *finder, fromLow bool, at time.Time) *conn {
	for t.open.n >= maxOpen {
		t.summary.Dropped++
		t.open.first().finish(Forgotten)
	}
	t.summary.Connections++
	c := &conn{table: t, key: k}
	c.place.c, c.waiting.c, c.owner = c, c, c
	c.halves[FromA].fin, c.halves[FromB].fin = -1, -1
	c.aIsLow = fromLow
	a, b := netip.AddrPortFrom(f.addr(f.src), uint16(f.tcp.SrcPort)), netip.AddrPortFrom(f.addr(f.dst), uint16(f.tcp.DstPort))
	if f.tcp.SYN && f.tcp.ACK {
		a, b, c.aIsLow = b, a, !fromLow
	}
	t.byKey[k] = c
	c.stream = t.handler.Open(&Connection{A: a, B: b, SYN: f.tcp.SYN, Began: at})
	if c.stream == nil {
		c.stream = ignore{}
	}
	return c
}

// forget takes an ended connection out of the table.
func (t *table) forget(c *conn) {
	t.ended.remove(&c.place)
	delete(t.byKey, c.key)
}

// tick lets capture time pass.
func (t *table) tick(at time.Time) {
	if t.clock.advance(at) && t.latest != nil {
		t.latest.lastNow = t.clock.now
	}
	for c := t.waiting.first(); c != nil && c.waited(); c = t.waiting.first() {
		c.progress()
	}
	for c := t.open.first(); c != nil && t.clock.now.Sub(c.lastNow) > maxIdle; c = t.open.first() {
		t.summary.Idle++
		c.finish(Idle)
	}
}

// end ends all connections, in the order of their last packets.
func (t *table) end() {
	for c := t.open.first(); c != nil; c = t.open.first() {
		c.finish(CaptureEnd)
	}
}

// ignore is the stream of a connection that nobody wants.
type ignore struct{}

func (ignore) Data(Dir, time.Time, []byte)   {}
func (ignore) Missing(Dir, time.Time, int64) {}
func (ignore) End(time.Time, End)            {}
