package handshake

import (
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// maxWaiting is how many bytes of memory all streams of a Memory may keep of
// records and messages that have begun. 500 records of full length fit.
const maxWaiting = 9 << 20

// A wait is a stream that keeps the beginning of a record or message.
type wait struct {
	of         *Conversation
	from       capture.Side
	at         time.Duration // of its last bytes
	size       int           // of memory
	prev, next *wait
}

// A waiting is the streams that keep something, the one that was fed longest ago
// first.
type waiting struct {
	first, last *wait
	size        int
}

// file moves a wait to the end, or takes it out where it keeps nothing.
func (q *waiting) file(w *wait, size int, at time.Duration) {
	q.size += size - w.size
	if w.size > 0 {
		q.remove(w)
	}
	w.size, w.at = size, at
	if size == 0 {
		return
	}
	if w.prev = q.last; w.prev != nil {
		w.prev.next = w
	} else {
		q.first = w
	}
	q.last = w
}

func (q *waiting) remove(w *wait) {
	if w.prev != nil {
		w.prev.next = w.next
	} else {
		q.first = w.next
	}
	if w.next != nil {
		w.next.prev = w.prev
	} else {
		q.last = w.prev
	}
	w.prev, w.next = nil, nil
}

// wait notes what one side keeps. Where all together keep too much, those give up
// that were fed longest ago: a peer that begins and never ends hides no other.
func (c *Conversation) wait(from capture.Side, at time.Duration) {
	if c.memory == nil {
		return
	}
	s, q := &c.streams[from], &c.memory.waiting
	if size := s.keeps(); size > 0 || s.wait.size > 0 {
		q.file(&s.wait, size, at)
	}
	for q.size > maxWaiting {
		w := q.first
		w.of.giveUp(w.from, w.at)
		q.file(w, 0, w.at)
	}
}

// keeps is how much memory a stream has of its own, in bytes.
func (s *Stream) keeps() int {
	const piece = 32
	return cap(s.store) + cap(s.msg) + cap(s.pieces)*piece
}

// giveUp emits what has begun on one side as far as it came, and why. Decoding goes
// on behind the record.
func (c *Conversation) giveUp(from capture.Side, at time.Duration) {
	s := &c.streams[from]
	begun, lacked := len(s.buf) > 0, 0
	c.records(from, at, true)
	if r, err := s.cut(at); err != nil {
		lacked = err.Need - err.Have
		c.record(from, &r, err)
	}
	c.unfinished(from, s.records-1, at)
	c.damaged(from, at, 1)
	it := c.newItem()
	it.Kind, it.From, it.Record, it.At = KindRecord, from, s.records, at
	it.Err = &wire.Error{Field: "stream", Alert: registry.AlertDecodeError,
		Reason: "too many connections wait for the rest of a record or message: what came of it stands before this"}
	c.emit(it)
	switch s.doubt = true; {
	case s.broken != nil, !begun:
	case lacked > 0:
		s.miss(0, lacked)
	default:
		s.miss(-1, 0)
	}
	c.Lossy = true
	if c.opener != nil {
		c.opener.lose(from, -1)
	}
	s.settle()
}
