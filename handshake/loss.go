package handshake

import (
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Lose says that the next n bytes of one side did not come: a capture does not
// have them. Fewer than 0: nobody knows how many. What had begun is emitted as
// far as it goes, then an item that says what is missing. Decoding goes on at the
// next record.
func (c *Conversation) Lose(from capture.Side, n int, at time.Duration) {
	if from != capture.Client && from != capture.Server || n == 0 {
		return
	}
	s := &c.streams[from]
	c.records(from, at, true)
	lacked := 0
	if r, err := s.cut(at); err != nil {
		lacked = err.Need - err.Have
		c.record(from, &r, err)
	}
	c.unfinished(from, s.records-1, at)
	c.damaged(from, at, 1)
	it := c.newItem()
	it.Kind, it.From, it.Record, it.At, it.Err, it.Lost = KindRecord, from, s.records, at, missing(n), n
	c.emit(it)
	if s.broken == nil {
		s.miss(n, lacked)
	}
	c.Lossy = true
	if c.opener != nil {
		c.opener.lose(from, n)
	}
	s.settle()
	c.wait(from, at)
}

// Join says that the streams do not begin at their first bytes: the capture was
// begun later than the connection. Call it before the first Feed.
func (c *Conversation) Join() {
	c.Joined = true
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		s := &c.streams[from]
		s.seek, s.doubt, s.head = true, true, true
	}
}

// regain emits the bytes before the next record of a stream that lost its place.
// It is false where the record's beginning has not come yet.
func (c *Conversation) regain(from capture.Side, at time.Duration, last bool) bool {
	s := &c.streams[from]
	if s.skip > 0 {
		b, offset := s.rest(s.skip)
		s.skip -= len(b)
		c.strayed(from, at, b, offset, "it is the rest of a record of which bytes are missing")
		return s.skip == 0
	}
	n, found := s.border(last)
	for n > 0 {
		b, offset := s.rest(min(n, MaxRecord))
		n -= len(b)
		if s.head {
			c.strayed(from, at, b, offset, "")
		} else {
			c.strayed(from, at, b, offset, "no record begins in these bytes, and what was before them is missing")
		}
	}
	if found {
		s.seek, s.head, s.lost = false, false, 0
	}
	return found
}

// strayed emits bytes that belong to no record that can be read.
func (c *Conversation) strayed(from capture.Side, at time.Duration, b []byte, offset int, reason string) {
	if len(b) == 0 {
		return
	}
	it := c.outside(from, at, b, offset)
	cur := wire.Read(b, &it.Trace)
	cur.Opaque(&fStray, len(b))
	_ = cur.Done() // it reads all there is
	if reason != "" {
		it.Err = astray(len(b), reason)
	}
	c.emit(it)
}

var fStray = wire.Field{Name: "unread", Text: wire.Count,
	Mean: "Bytes of a record whose beginning the capture does not have: without it nobody can say what they are."}

// protectedFrom notes that a side protects what it sends, also where its
// ChangeCipherSpec is among what is missing.
func (c *Conversation) protectedFrom(from capture.Side, r *Record) {
	if r.Type != registry.ContentApplicationData || c.Version != 0 && c.Version < registry.VersionTLS13 {
		c.encrypts[from] = true
	}
}
