package handshake

import (
	"github.com/google/gopacket"
)

// Memory is what conversations use again for each item, so that a capture of any
// size takes the same. Conversations that share one are fed from one goroutine.
type Memory struct {
	item     Item
	piece    [1]Piece
	messages map[gopacket.LayerType]Message
}

// NewMemory is a memory that nothing uses yet.
func NewMemory() *Memory { return &Memory{messages: map[gopacket.LayerType]Message{}} }

// Reuse makes items valid only until emit returns: their memory, and that of
// their messages and bytes, is used again. Call it before the first Feed.
func (c *Conversation) Reuse(m *Memory) {
	c.memory = m
	for i := range c.streams {
		c.streams[i].reuse = true
	}
}

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

// message is a message of the same type that has its lists already.
func (m *Memory) message(fresh Message) Message {
	if m == nil {
		return fresh
	}
	if p, ok := fresh.(*Protected); ok { // it carries what its record said
		return p
	}
	if kept, ok := m.messages[fresh.LayerType()]; ok {
		return kept
	}
	m.messages[fresh.LayerType()] = fresh
	return fresh
}
