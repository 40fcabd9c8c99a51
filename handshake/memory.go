package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/capture"
)

// Memory is what conversations use again for each item, so that a capture of any
// size takes the same. Conversations that share one are fed from one goroutine.
type Memory struct {
	item     Item
	piece    [1]Piece
	messages [typeCount]Message
	buffers  [][]byte // that no stream needs at the moment
	waiting  waiting
	plain    []byte          // of the record that was opened last
	over     []*Conversation // to begin again

	transcripts transcripts // that all conversations keep
}

// NewMemory is a memory that nothing uses yet.
func NewMemory() *Memory { return new(Memory) }

// maxOver is how many ended conversations wait to begin again.
const maxOver = 64

// NewConversation begins a connection like [NewConversation], with the memory of
// one that is over, and with [Conversation.Reuse].
func (m *Memory) NewConversation(emit func(*Item)) *Conversation {
	c := new(Conversation)
	if n := len(m.over); n > 0 {
		c, m.over = m.over[n-1], m.over[:n-1]
	}
	*c = Conversation{emit: emit}
	c.Reuse(m)
	return c
}

// Over gives the memory of a conversation back: nobody may use it any more.
func (m *Memory) Over(c *Conversation) {
	for i := range c.streams {
		s := &c.streams[i]
		m.give(s.store)
		m.waiting.file(&s.wait, 0, 0)
	}
	if c.opener != nil {
		c.opener.transcript.lose()
		c.opener = nil
	}
	if len(m.over) < maxOver {
		m.over = append(m.over, c)
	}
}

// Reuse makes items valid only until emit returns: their memory, and that of
// their messages and bytes, is used again. Call it before the first Feed.
func (c *Conversation) Reuse(m *Memory) {
	c.memory = m
	for i := range c.streams {
		c.streams[i].shared = m
		c.streams[i].wait = wait{of: c, from: capture.Side(i)}
	}
}

// Brief leaves the traces of items empty: their messages are read, and nobody is
// told which bytes their fields own. It takes half the time. Call it before the
// first Feed.
func (c *Conversation) Brief() { c.brief = true }

// newItem is an item to fill.
func (c *Conversation) newItem() *Item {
	if c.memory == nil {
		return new(Item)
	}
	it := &c.memory.item
	spans := it.Trace.Spans[:0]
	*it = Item{}
	it.Trace.Spans = spans
	it.Pieces = c.memory.piece[:0]
	return it
}

// message is an empty message, or one of the same type that has its lists already.
func (m *Memory) message(t gopacket.LayerType) Message {
	if m == nil {
		return newMessage(t)
	}
	kept := &m.messages[t-firstType]
	if *kept == nil {
		*kept = newMessage(t)
	}
	return *kept
}

// Streams wait by the thousand, most of them with nothing in them: those that have
// something share these buffers. Bounds in bytes and buffers.
const (
	maxPooled  = 1 << 16
	maxBuffers = 64
)

// take is an empty buffer.
func (m *Memory) take() []byte {
	n := len(m.buffers)
	if n == 0 {
		return nil
	}
	b := m.buffers[n-1]
	m.buffers = m.buffers[:n-1]
	return b[:0]
}

// give takes a buffer that is not needed any more.
func (m *Memory) give(b []byte) {
	if cap(b) > 0 && cap(b) <= maxPooled && len(m.buffers) < maxBuffers {
		m.buffers = append(m.buffers, b)
	}
}
