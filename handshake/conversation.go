package handshake

import (
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Conversation decodes both directions of one connection as its bytes come,
// and holds its state.
type Conversation struct {
	State
	streams [3]Stream // by side
	emit    func(*Item)
}

// NewConversation begins a connection. Every item goes to emit as soon as its
// last byte has come.
func NewConversation(emit func(*Item)) *Conversation { return &Conversation{emit: emit} }

// Decode reads a whole recording. It returns what was said, in order, and the
// state at its end.
func Decode(rec *capture.Recording) ([]*Item, State) {
	var items []*Item
	c := NewConversation(func(it *Item) { items = append(items, it) })
	var last time.Duration
	for _, e := range rec.Events {
		last = e.At
		if e.Kind == capture.Data {
			c.Feed(e.From, e.Data, e.At)
		}
	}
	c.End(last)
	return items, c.State
}

// Feed takes the next bytes that one side sent. The items alias a copy of them.
// Bytes of nobody, as a recording made by hand may hold, are no part of it.
func (c *Conversation) Feed(from capture.Side, data []byte, at time.Duration) {
	if from != capture.Client && from != capture.Server {
		return
	}
	s := &c.streams[from]
	s.Write(data)
	for {
		r, ok, err := s.Record(at)
		if err != nil {
			c.damaged(from, at, MaxRecord)
			return
		}
		if !ok {
			return
		}
		c.record(from, &r, nil)
	}
}

// End says that no more bytes come: what is not whole now never will be.
func (c *Conversation) End(at time.Duration) {
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		s := &c.streams[from]
		if r, err := s.cut(at); err != nil {
			c.record(from, &r, err)
		}
		c.unfinished(from, s.records-1, at)
		c.damaged(from, at, 1)
	}
}

// record emits a record's header and then what it carries. The error says that
// the record was cut.
func (c *Conversation) record(from capture.Side, r *Record, cut *wire.Error) {
	protected := c.protects(from, r)
	head := &Item{Kind: KindRecord, From: from, Record: r.Index, At: r.At, Protected: protected, Bytes: r.Header(), Err: cut,
		Pieces: []Piece{{Length: RecordHeaderLength, Record: r.Index}}}
	kind := &fRecordType
	if protected && c.hidesTypes() {
		kind = &fOpaqueType
	}
	_ = dissectHeader(head.Bytes, kind, &head.Trace) // five bytes are there: it cannot fail
	c.emit(head)
	if protected || r.Type != registry.ContentHandshake {
		// RFC 8446 §5.1: nothing may stand between the parts of a message.
		c.unfinished(from, r.Index, r.At)
	}
	body := []Piece{{Length: len(r.Body()), Record: r.Index, RecordOffset: RecordHeaderLength}}
	if protected {
		c.item(&Item{Kind: kindOf(r.Type), From: from, Record: r.Index, At: r.At, Protected: true, Bytes: r.Body(), Pieces: body,
			Missing: c.missing(from)}, &Protected{Type: r.Type})
		return
	}
	if r.Type == registry.ContentHandshake {
		c.streams[from].Handshake(r, func(message []byte, pieces []Piece) {
			c.item(&Item{Kind: KindHandshake, From: from, Record: r.Index, At: r.At, Bytes: message, Pieces: pieces}, c.message(message))
		})
		return
	}
	c.item(&Item{Kind: kindOf(r.Type), From: from, Record: r.Index, At: r.At, Bytes: r.Body(), Pieces: body}, plainContent(r.Type))
}

// item dissects what a record carried, learns from it and emits it.
func (c *Conversation) item(it *Item, m Message) {
	it.Message = m
	if err := m.Dissect(it.Bytes, &it.Trace); err != nil {
		it.Err, _ = err.(*wire.Error)
	}
	it.Name = messageName(m)
	c.learn(it.From, m)
	c.emit(it)
}

// unfinished emits a handshake message whose end did not come.
func (c *Conversation) unfinished(from capture.Side, record int, at time.Duration) {
	if b, pieces := c.streams[from].Partial(); len(b) > 0 {
		c.item(&Item{Kind: KindHandshake, From: from, Record: record, At: at, Bytes: b, Pieces: pieces}, c.message(b))
	}
}

// damaged emits bytes that are no record, once there are least of them or more:
// in pieces of a fixed size, so that items do not depend on how the bytes came.
func (c *Conversation) damaged(from capture.Side, at time.Duration, least int) {
	s := &c.streams[from]
	for len(s.buf) >= least {
		b, offset := s.rest(MaxRecord)
		it := &Item{Kind: KindRecord, From: from, Record: s.records, At: at, Bytes: b,
			Pieces: []Piece{{Length: len(b), Record: s.records, RecordOffset: offset}}}
		it.Err = dissectDamaged(b, s.damage(offset, len(b)), &it.Trace)
		c.emit(it)
	}
}

func kindOf(t registry.ContentType) Kind {
	switch t {
	case registry.ContentHandshake:
		return KindHandshake
	case registry.ContentAlert:
		return KindAlert
	case registry.ContentChangeCipherSpec:
		return KindChangeCipherSpec
	case registry.ContentHeartbeat:
		return KindHeartbeat
	}
	return KindApplicationData
}

// plainContent is the type that reads the body of a clear record that is no
// handshake record.
func plainContent(t registry.ContentType) Message {
	switch t {
	case registry.ContentAlert:
		return new(Alert)
	case registry.ContentChangeCipherSpec:
		return new(ChangeCipherSpec)
	case registry.ContentHeartbeat:
		return new(Heartbeat)
	}
	return new(ApplicationData)
}
