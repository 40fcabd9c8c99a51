package follow

import (
	"io"
	"time"

	"github.com/tlsteach/tlsteach/capture/packets"
)

// Packets are put together in one goroutine, and what they carry is decoded and
// told in another: the two take about as long. Between them go batches of calls,
// with a copy of their bytes.

// A call is one of packets.Stream's.
type call struct {
	to   *stream
	does action
	from packets.Dir
	how  packets.End
	at   time.Time
	n    int64
	data []byte // of the batch
}

type action uint8

const (
	giveData action = iota
	sayMissing
	sayEnd
)

// A batch is calls in their order.
type batch struct {
	calls []call
	bytes []byte
	pause bool // the reader waits for more input
}

const (
	batchBytes = 128 << 10
	batchCalls = 1024
	batches    = 4 // that exist; the faster side waits
)

// A sender collects calls on the side of the packets.
type sender struct {
	full    chan<- *batch
	free    chan *batch
	now     *batch
	settled bool // nothing was called since settle
}

// add keeps a call, with a copy of its bytes.
func (s *sender) add(c call) {
	s.settled = false
	if len(s.now.calls) == cap(s.now.calls) || len(s.now.bytes)+len(c.data) > cap(s.now.bytes) {
		s.send(false)
	}
	if len(c.data) > cap(s.now.bytes) { // more than any packet has
		c.data = append([]byte(nil), c.data...)
	} else {
		start := len(s.now.bytes)
		s.now.bytes = append(s.now.bytes, c.data...)
		c.data = s.now.bytes[start:]
	}
	s.now.calls = append(s.now.calls, c)
}

func (s *sender) send(pause bool) {
	s.now.pause = pause
	s.full <- s.now
	s.now = <-s.free
}

// settle waits until all calls so far are made. Until the next one the other
// goroutine touches nothing but the visitor.
func (s *sender) settle() {
	if s.settled {
		return
	}
	s.send(false)
	var idle [batches - 1]*batch
	for i := range idle {
		idle[i] = <-s.free
	}
	for _, b := range idle {
		s.free <- b
	}
	s.settled = true
}

// Open implements packets.Handler.
func (f *follower) Open(c *packets.Connection) packets.Stream {
	return &stream{follower: f, tcp: *c, joined: !c.SYN}
}

// Data implements packets.Stream: the other goroutine will take it.
func (s *stream) Data(from packets.Dir, at time.Time, data []byte) {
	s.sender.add(call{to: s, does: giveData, from: from, at: at, data: data})
}

// Missing implements packets.Stream.
func (s *stream) Missing(from packets.Dir, at time.Time, n int64) {
	s.sender.add(call{to: s, does: sayMissing, from: from, at: at, n: n})
}

// End implements packets.Stream.
func (s *stream) End(at time.Time, how packets.End) {
	s.sender.add(call{to: s, does: sayEnd, at: at, how: how})
}

// run makes the calls of a batch.
func (f *follower) run(b *batch) {
	for i := range b.calls {
		switch c := &b.calls[i]; c.does {
		case giveData:
			c.to.data(c.from, c.at, c.data)
		case sayMissing:
			c.to.missing(c.from, c.at, c.n)
		case sayEnd:
			c.to.end(c.at, c.how)
		}
	}
}

// waiting is an input that sends what was collected before it waits for more, so
// that an endless capture is told as it comes.
type waiting struct {
	io.Reader
	*sender
}

func (w waiting) Read(p []byte) (int, error) {
	w.send(true)
	return w.Reader.Read(p)
}
