package packets

import (
	"time"

	"github.com/google/gopacket/layers"
)

// maxCut is how many segments that were cut may be out of order, of all
// connections. What is whole is bounded by gopacket's pages.
const maxCut = 4096

// A conn is a TCP connection of the capture.
type conn struct {
	assembled
	table  *table
	key    key
	aIsLow bool // A is the lower end of key
	stream Stream
	halves [2]half

	packets int64     // so far
	last    time.Time // of the last packet
	lastNow time.Time // the clock at it
	reset   End       // ResetByA or ResetByB once an RST was seen
	rst     wait
	ended   bool

	live    span // the segment that is given to gopacket, if it is in order
	liveDir Dir

	place   link // in table.open, or in table.ended
	waiting link
}

// dir returns which end sent a packet.
func (c *conn) dir(fromLow bool) Dir {
	if fromLow == c.aIsLow {
		return FromA
	}
	return FromB
}

// segment takes a segment of the connection, of which the file lacks the last
// cut bytes.
func (c *conn) segment(d Dir, tcp *layers.TCP, cut int, at time.Time) {
	c.packets++
	h, o := &c.halves[d], &c.halves[d.Other()]
	h.seen = true
	seq := tcp.Seq
	if tcp.SYN { // SYN has a number of its own, and data may follow it (RFC 7413)
		seq++
	}
	if !h.began {
		h.begin(seq)
	}
	need := int64(0)
	if tcp.ACK {
		need = o.acknowledge(tcp.Ack)
	}
	e := extent{from: h.place(seq)}
	e.to = e.from + int64(len(tcp.Payload)+cut)
	switch {
	case tcp.RST: // what it carries is no part of the stream (RFC 9293, 3.5.3)
		c.resetBy(d, e.from)
	case e.from == e.to && !tcp.FIN:
	case !h.plausible(e):
		c.table.summary.Stray++
	default:
		c.bytes(d, e, tcp.Payload, tag{at: at, need: need, index: c.packets})
		if tcp.FIN && (h.fin < 0 || h.guess) && e.to >= h.top {
			h.fin, h.top, h.guess = e.to, e.to, false
			h.acked = min(h.acked, h.fin)
		}
	}
	c.progress()
}

// resetBy takes note of an RST, if its number is one that its receiver obeys,
// as far as that can be told (RFC 9293, 3.10.7.4): the next, or what was
// acknowledged. The connection ends after the grace, for packets that come
// late.
func (c *conn) resetBy(d Dir, place int64) {
	h := &c.halves[d]
	switch {
	case place == h.given, place == h.top, h.fin >= 0 && place == h.fin+1, place == h.lastAck, place == h.lastAck+1:
		c.obey(d)
	default:
		h.rst = place // its turn may come
		c.table.summary.Stray++
	}
}

// obey takes an RST for the end, after the grace.
func (c *conn) obey(d Dir) {
	if c.reset == 0 {
		c.reset = ResetByA + End(d)
		c.await(&c.rst)
	}
}

// bytes gives gopacket what is new in a segment.
func (c *conn) bytes(d Dir, e extent, data []byte, t tag) {
	h, s := &c.halves[d], c.table.summary
	s.Late += max(0, min(e.to, h.lost.to)-max(e.from, h.lost.from))
	if h.top = max(h.top, e.to); h.guess && h.top > h.fin {
		h.fin, h.guess = -1, false
	}
	have := extent{e.from, e.from + int64(len(data))}
	c.table.parts = h.free(have, c.table.parts)
	for _, p := range c.table.parts {
		c.feed(d, span{extent: p, tag: t}, data[p.from-e.from:p.to-e.from])
	}
	if have.to == e.to {
		return
	}
	s.Cut++
	c.table.parts = h.free(extent{have.to, e.to}, c.table.parts)
	for _, p := range c.table.parts {
		h.insert(span{extent: p, cut: true, tag: t})
	}
	if c.table.cut += len(c.table.parts); c.table.cut > maxCut {
		s.Forced++
		c.drain(d)
	}
}

// feed gives gopacket a part of a segment.
func (c *conn) feed(d Dir, p span, data []byte) {
	h, y := &c.halves[d], c.table.assembly
	given := [2]int64{c.halves[FromA].given, c.halves[FromB].given}
	if c.open && h.given-c.bases[d] > renewAfter && len(c.halves[FromA].spans)+len(c.halves[FromB].spans) == 0 {
		y.stop(&c.assembled, p.at)
	}
	if !c.open {
		y.start(&c.assembled, given, p.at)
	}
	if p.from == h.given && c.stands[d] == h.given {
		c.live, c.liveDir = p, d
	} else {
		h.insert(p)
	}
	y.add(&c.assembled, d, p.from, p.at, data)
	c.live = span{}
}

// inOrder is called by the assembly with the bytes from a place on: the
// segment that it was given, and spans behind it; or spans only.
func (c *conn) inOrder(d Dir, from int64, data []byte) {
	h := &c.halves[d]
	if from > h.given { // gopacket had no more room for what is out of order
		c.table.summary.Forced++
		c.giveUp(d, from)
	}
	used := 0
	for len(data) > 0 {
		s := c.live
		if s.from == s.to || s.from != from || c.liveDir != d {
			s = h.spans[used]
			used++
		}
		n := s.to - s.from
		c.emit(d, segment{span: s, data: data[:n]})
		data, from = data[n:], from+n
	}
	c.table.cut -= h.drop(used)
}

// drain gives out all that is out of order.
func (c *conn) drain(d Dir) {
	h := &c.halves[d]
	for c.pump(d); len(h.spans) > 0; c.pump(d) {
		c.giveUp(d, h.spans[0].from)
	}
}

// giveUp says that the bytes up to a place are not in the capture.
func (c *conn) giveUp(d Dir, to int64) {
	h := &c.halves[d]
	h.lost, h.holed = extent{h.given, to}, true
	used := 0
	for used < len(h.spans) && h.spans[used].to <= to { // only spans that were cut stand in a hole
		used++
	}
	c.table.cut -= h.drop(used)
	c.emit(d, segment{span: span{extent: h.lost, cut: true, tag: tag{at: c.last, index: c.packets}}})
}

// pump gives out what stands in order behind bytes that were given up.
func (c *conn) pump(d Dir) {
	h := &c.halves[d]
	for len(h.spans) > 0 && h.spans[0].from == h.given {
		if h.spans[0].cut {
			c.giveUp(d, h.spans[0].to)
		} else {
			c.table.assembly.skip(&c.assembled, d, c.last)
		}
	}
}

// progress does what a new packet, or time, allows.
func (c *conn) progress() {
	if c.ended {
		return
	}
	now := c.table.clock.now
	for _, d := range [...]Dir{FromA, FromB} {
		h := &c.halves[d]
		c.pump(d)
		if h.rst != 0 && h.rst == h.given {
			c.obey(d)
		}
		if h.wait.over(c.packets, now) || h.acked > h.given && h.holed && !h.seen {
			c.giveUpTo(d, max(h.due, h.given))
			h.wait.on = false
		}
		switch {
		case h.acked <= h.given:
			h.wait.on = false
		case !h.wait.on:
			h.due = h.acked
			c.await(&h.wait)
		}
	}
	c.release(false)
	switch {
	case c.halves[FromA].ended() && c.halves[FromB].ended():
		c.finish(Finished)
	case c.rst.over(c.packets, now):
		c.finish(c.reset)
	case !c.halves[FromA].wait.on && !c.halves[FromB].wait.on && !c.rst.on:
		c.table.waiting.remove(&c.waiting)
	}
}

// giveUpTo gives up the holes before a place that was acknowledged.
func (c *conn) giveUpTo(d Dir, to int64) {
	h := &c.halves[d]
	h.settle()
	o := &c.halves[d.Other()]
	for to = min(to, h.acked); h.given < to; c.pump(d) {
		hole := to
		if len(h.spans) > 0 {
			hole = min(hole, h.spans[0].from)
		}
		if len(o.held) > 0 && o.held[0].need > h.given { // what answers a part of it comes between
			hole = min(hole, o.held[0].need)
		}
		c.giveUp(d, hole)
		c.release(false)
	}
}

// await starts a wait.
func (c *conn) await(w *wait) {
	*w = wait{on: true, packet: c.packets, at: c.table.clock.now}
	c.table.waiting.push(&c.waiting)
}

// waited reports whether one of the waits is over.
func (c *conn) waited() bool {
	now := c.table.clock.now
	return c.rst.over(c.packets, now) || c.halves[FromA].wait.over(c.packets, now) || c.halves[FromB].wait.over(c.packets, now)
}

// finish gives out all that there is, with its holes, and ends the connection.
func (c *conn) finish(how End) {
	for _, d := range []Dir{FromA, FromB} {
		h := &c.halves[d]
		c.pump(d)
		c.giveUpTo(d, h.acked)
		c.drain(d)
		if h.given < h.fin {
			c.giveUp(d, h.fin)
		}
	}
	c.release(true)
	switch {
	case how != CaptureEnd:
	case c.halves[FromA].ended() && c.halves[FromB].ended():
		how = Finished
	case c.reset != 0:
		how = c.reset
	}
	t := c.table
	t.assembly.stop(&c.assembled, c.last)
	c.stream.End(c.last, how)
	c.stream, c.ended = nil, true
	for d := range c.halves {
		c.halves[d].spans, c.halves[d].held = nil, nil
	}
	t.waiting.remove(&c.waiting)
	t.open.remove(&c.place)
	t.ended.push(&c.place)
	if t.ended.n > maxEnded {
		t.forget(t.ended.first())
	}
}
