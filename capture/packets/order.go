package packets

import "slices"

// What may wait for the other direction.
const (
	maxHeld         = 2 << 20 // bytes of memory, of all connections
	maxHeldSegments = 1024    // of one direction
	heldCost        = 128     // of memory for a segment, without its bytes
)

// A segment is bytes in order, or if its span is cut, their absence.
type segment struct {
	span
	data []byte
}

// emit hands a segment out, or keeps it while it acknowledges bytes of the
// other direction that were not handed out.
func (c *conn) emit(d Dir, s segment) {
	h := &c.halves[d]
	h.given = s.to
	if len(h.held) == 0 && c.ready(d, s) {
		c.deliver(d, s)
		return
	}
	s.data = slices.Clone(s.data)
	h.held = append(h.held, s)
	c.table.held += len(s.data) + heldCost
	if c.table.held > maxHeld || len(h.held) > maxHeldSegments {
		c.table.summary.Forced++
		c.release(true)
	}
}

// needs is how many bytes of the other direction come before a segment, as far
// as its ACK is believed.
func (c *conn) needs(d Dir, s segment) int64 {
	o := &c.halves[d.Other()]
	n := min(s.need, o.acked)
	if o.fin >= 0 {
		n = min(n, o.fin)
	}
	return n
}

func (c *conn) ready(d Dir, s segment) bool {
	return c.needs(d, s) <= c.halves[d.Other()].next
}

// deliver hands a segment to the stream.
func (c *conn) deliver(d Dir, s segment) {
	c.halves[d].next = s.to
	if s.cut {
		c.table.summary.Missing += s.to - s.from
		c.stream.Missing(d, s.at, s.to-s.from)
		return
	}
	c.stream.Data(d, s.at, s.data)
}

// pop delivers the first segment that is held.
func (c *conn) pop(d Dir) {
	h := &c.halves[d]
	s := h.held[0]
	h.held = spare(slices.Delete(h.held, 0, 1))
	c.table.held -= len(s.data) + heldCost
	c.deliver(d, s)
}

// release hands out what need not wait any longer; all, the earliest captured
// first, if it must not.
//
// Two segments may wait for each other: of one, a copy was captured that was
// sent again later, with a later ACK. It is the one that was captured later:
// the other one acknowledges it.
func (c *conn) release(all bool) {
	a, b := &c.halves[FromA], &c.halves[FromB]
	for len(a.held)+len(b.held) > 0 {
		switch {
		case len(a.held) > 0 && c.ready(FromA, a.held[0]):
			c.pop(FromA)
		case len(b.held) > 0 && c.ready(FromB, b.held[0]):
			c.pop(FromB)
		case len(a.held) > 0 && len(b.held) > 0 && c.needs(FromA, a.held[0]) <= b.given && c.needs(FromB, b.held[0]) <= a.given:
			if a.held[0].index > b.held[0].index {
				c.pop(FromA)
			} else {
				c.pop(FromB)
			}
		case !all:
			return
		case len(b.held) == 0 || len(a.held) > 0 && a.held[0].index < b.held[0].index:
			c.pop(FromA)
		default:
			c.pop(FromB)
		}
	}
}
