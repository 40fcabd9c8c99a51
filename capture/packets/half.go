package packets

import (
	"slices"
	"time"
)

// maxJump is how far a segment may lie from what was seen of its direction, in
// bytes, and still be taken for a part of it: larger windows are hardly used.
// Two segments of one place are believed beyond it, up to maxGap.
const (
	maxJump = 16 << 20
	maxGap  = 1 << 30 // the largest window of TCP (RFC 7323, 2.3)
)

// maxSpare is how many places a list may keep, whatever it holds.
const maxSpare = 32

// A half is one direction of a connection. Places are counted in bytes from
// the first byte of the direction, 0, and may be negative before it.
type half struct {
	began bool   // the place of the first byte is known
	seen  bool   // a packet of this direction was captured
	holed bool   // bytes of it were given up
	base  uint32 // sequence number of place 0

	given int64 // before it all was given by the assembler, or given up
	next  int64 // before it all was handed out; given, less what is held
	top   int64 // behind the last byte seen
	fin   int64 // where FIN stands; -1 if it is not known
	guess bool  // fin is only a guess
	rst   int64 // where an RST stands that came before its turn; 0 if none
	wild  int64 // behind a segment that was too far off; 0 if none

	// What the other direction acknowledged.
	acked       int64  // the highest, if nothing speaks against it
	lastAck     int64  // the latest
	agree, deny int    // packets that acknowledge as much as acked, and less
	due         int64  // what may be given up after the grace
	wait        wait   // since when
	lost        extent // what was given up last

	spans []span    // what the assembler has out of order, by place
	held  []segment // what waits for the other direction, in order
}

// A span is a segment, or a part of one, that is not in order yet.
type span struct {
	extent
	cut bool // the bytes were cut off by the snapshot length
	tag
}

// An extent is where bytes stand: from the first to behind the last.
type extent struct{ from, to int64 }

// A tag is what is kept of the packet that bytes came in.
type tag struct {
	at    time.Time
	need  int64 // bytes of the other direction that it acknowledges; 0 if none
	index int64 // the packet's number in the connection
}

// place returns where a sequence number stands, nearest to the bytes that are
// expected next (RFC 9293, 3.4: numbers wrap around).
func (h *half) place(seq uint32) int64 {
	return h.given + int64(int32(seq-h.base-uint32(h.given)))
}

// begin sets the place of the first byte.
func (h *half) begin(seq uint32) {
	h.began, h.base, h.fin = true, seq, -1
}

// plausible reports whether bytes may stand there. If not, they are kept in
// mind: a second segment that goes on behind them is believed.
func (h *half) plausible(e extent) bool {
	if d := e.from - h.top; d < maxJump && d > -maxJump {
		h.wild = 0
		return true
	}
	if d := e.from - h.wild; h.wild != 0 && d >= 0 && d < 1<<16 && e.from > h.top && e.to-h.given < maxGap {
		h.wild = 0
		return true
	}
	h.wild = e.to
	return false
}

// free collects the parts of e that are neither given nor in a span: of two
// segments with bytes for one place, the first captured wins. gopacket
// lets the later one win while both are out of order.
func (h *half) free(e extent, parts []extent) []extent {
	parts = parts[:0]
	e.from = max(e.from, h.given)
	if h.fin >= 0 {
		e.to = min(e.to, h.fin)
	}
	i, _ := slices.BinarySearchFunc(h.spans, e.from, func(s span, at int64) int { return int(min(max(s.to-at, -1), 1)) })
	for _, s := range h.spans[i:] {
		if s.from >= e.to {
			break
		}
		if e.from < s.from {
			parts = append(parts, extent{e.from, s.from})
		}
		e.from = max(e.from, s.to)
	}
	if e.from < e.to {
		parts = append(parts, e)
	}
	return parts
}

// insert files a span; it overlaps no other.
func (h *half) insert(s span) {
	i, _ := slices.BinarySearchFunc(h.spans, s.from, func(o span, at int64) int { return int(min(max(o.from-at, -1), 1)) })
	h.spans = slices.Insert(h.spans, i, s)
}

// acknowledge takes note of an ACK of the other direction, and returns the
// place up to which it acknowledges, or 0 if it cannot be true.
func (h *half) acknowledge(seq uint32) int64 {
	if !h.began {
		h.begin(seq)
	}
	to := h.place(seq)
	if h.fin >= 0 && to == h.fin+1 { // FIN has a number of its own (RFC 9293, 3.4)
		to = h.fin
	}
	if to > h.top+maxJump || to < 0 {
		return 0
	}
	h.lastAck = to
	switch {
	case to > h.acked:
		h.acked, h.agree, h.deny = to, 0, 0
	case to == h.acked:
		h.agree++
	default:
		h.deny++
	}
	return to
}

// settle decides whether the highest ACK is believed: a damaged one is
// contradicted by those that follow.
func (h *half) settle() {
	if h.deny > h.agree+2 { // a few may be reordered
		h.acked, h.agree, h.deny = max(h.lastAck, h.given), 0, 0
	}
	// One number more than the bytes is a FIN that was not captured, as long
	// as no byte stands behind it.
	if h.acked == h.top+1 && h.fin < 0 {
		h.acked, h.fin, h.guess = h.top, h.top, true
	}
}

// drop takes the first n spans out, and returns how many of them were cut.
func (h *half) drop(n int) (cut int) {
	if n == 0 {
		return 0
	}
	for _, s := range h.spans[:n] {
		if s.cut {
			cut++
		}
	}
	h.spans = spare(slices.Delete(h.spans, 0, n))
	return cut
}

// spare gives back the memory of a list that was much longer.
func spare[T any](list []T) []T {
	if cap(list) <= maxSpare || cap(list) <= 4*len(list) {
		return list
	}
	return slices.Clone(list)
}

// ended reports whether all bytes up to FIN were handed out.
func (h *half) ended() bool { return h.fin >= 0 && h.next >= h.fin }
