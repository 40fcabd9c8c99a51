package handshake

import (
	"time"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Conversation decodes both directions of one connection as its bytes come,
// and holds its state.
type Conversation struct {
	State
	streams [3]Stream // by side
	emit    func(*Item)
	memory  *Memory // nil: every item has its own
	brief   bool
	keys    *Keys
	opener  *opener // nil: nothing can be opened
	tell    func(*secrets.Step)
}

// NewConversation begins a connection. Every item goes to emit as soon as its
// last byte has come. Items may be kept.
func NewConversation(emit func(*Item)) *Conversation { return &Conversation{emit: emit} }

// Decode reads a whole recording. It returns what was said, in order, and the
// state at its end.
func Decode(rec *capture.Recording) ([]*Item, State) { return DecodeWith(rec, nil) }

// DecodeWith is Decode with keys that open what is protected; nil: none.
func DecodeWith(rec *capture.Recording, keys *Keys) ([]*Item, State) {
	var items []*Item
	c := NewConversation(func(it *Item) { items = append(items, it) })
	c.Open(keys)
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

// Feed takes the next bytes that one side sent, and does not keep them. Bytes of
// nobody, as a recording made by hand may hold, are no part of it.
func (c *Conversation) Feed(from capture.Side, data []byte, at time.Duration) {
	if from != capture.Client && from != capture.Server {
		return
	}
	s := &c.streams[from]
	s.Write(data)
	c.records(from, at, false)
	s.settle()
	c.wait(from, at)
}

// End says that no more bytes come: what is not whole now never will be.
func (c *Conversation) End(at time.Duration) {
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		s := &c.streams[from]
		c.records(from, at, true)
		if r, err := s.cut(at); err != nil {
			c.record(from, &r, err)
		}
		c.unfinished(from, s.records-1, at)
		c.damaged(from, at, 1)
		s.settle()
		c.wait(from, at)
	}
}

// records emits the whole records of one side; last says that no more bytes come.
func (c *Conversation) records(from capture.Side, at time.Duration, last bool) {
	s := &c.streams[from]
	for {
		if (s.skip > 0 || s.seek) && !c.regain(from, at, last) {
			return
		}
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

// handshake emits a handshake message.
func (c *Conversation) handshake(from capture.Side, record int, at time.Duration, message []byte, pieces []Piece) {
	it := c.newItem()
	it.Kind, it.From, it.Record, it.At, it.Bytes, it.Pieces = KindHandshake, from, record, at, message, pieces
	it.Protected, it.Decrypted = c.streams[from].sealed, c.streams[from].sealed
	c.item(it, c.memory.message(c.messageType(message)))
}

// carried is a message for the body of a record, to be read.
func (c *Conversation) carried(r *Record, t gopacket.LayerType) Message {
	m := c.memory.message(t)
	if p, ok := m.(*Protected); ok {
		p.Type = r.Type
	}
	return m
}

// item reads what a record carried into m, learns from it and emits it.
func (c *Conversation) item(it *Item, m Message) {
	it.Message = m
	if err := c.read(it, m); err != nil {
		it.Err, _ = err.(*wire.Error)
	}
	it.Name = messageName(m)
	if c.intrudes(it) {
		if c.opener != nil && c.opener.sides[it.From].ever {
			c.opener.sides[it.From].refused++ // it may stand in the place of a record
		}
		if it.Err == nil {
			it.Err = &wire.Error{Field: fMsgType.Name, Have: len(it.Bytes), Alert: registry.AlertUnexpectedMessage,
				Reason: "it crossed in the clear, behind the ServerHello, where its sender encrypts: somebody else put it in"}
		}
		c.emit(it)
		return
	}
	c.learn(it.From, m)
	c.unlock(it)
	c.emit(it)
	c.tellSteps()
}

// intrudes says whether a handshake message cannot be its sender's: RFC 8446 §5. What
// has no keys may be messages that somebody wrote down as they were.
func (c *Conversation) intrudes(it *Item) bool {
	return it.Kind == KindHandshake && !it.Protected && c.keys != nil && c.Version >= registry.VersionTLS13 && c.seen.serverHello
}

// tellSteps tells the steps to the keys that the last item led to.
func (c *Conversation) tellSteps() {
	if c.tell == nil || c.opener == nil {
		return
	}
	for i := range c.opener.taken {
		c.tell(&c.opener.taken[i])
	}
	c.opener.taken = c.opener.taken[:0]
}

// unlock takes in what a message says of the keys.
func (c *Conversation) unlock(it *Item) {
	if c.opener == nil {
		if c.keys == nil || it.Missing != "" {
			return
		}
		c.opener = c.newOpener()
	}
	c.opener.learn(it.From, it)
}

func (c *Conversation) newOpener() *opener {
	o := &opener{keys: c.keys, state: &c.State, told: c.tell != nil}
	if c.memory != nil {
		o.transcript.room = &c.memory.transcripts
	}
	return o
}

func (c *Conversation) read(it *Item, m Message) error {
	if c.brief {
		return m.DecodeFromBytes(it.Bytes, gopacket.NilDecodeFeedback)
	}
	return m.Dissect(it.Bytes, &it.Trace)
}

// unfinished emits a handshake message whose end did not come.
func (c *Conversation) unfinished(from capture.Side, record int, at time.Duration) {
	if b, pieces := c.streams[from].Partial(); len(b) > 0 {
		c.handshake(from, record, at, b, pieces)
	}
}

// damaged emits bytes that are no record, once there are least of them or more:
// in pieces of a fixed size, so that items do not depend on how the bytes came.
func (c *Conversation) damaged(from capture.Side, at time.Duration, least int) {
	s := &c.streams[from]
	for len(s.buf) >= least {
		b, offset := s.rest(MaxRecord)
		it := c.outside(from, at, b, offset)
		it.Err = dissectDamaged(b, s.damage(offset, len(b)), &it.Trace)
		c.emit(it)
	}
}

// outside is an item of bytes that are no record.
func (c *Conversation) outside(from capture.Side, at time.Duration, b []byte, offset int) *Item {
	it := c.newItem()
	it.Kind, it.From, it.Record, it.At, it.Bytes = KindRecord, from, c.streams[from].records, at, b
	it.place(Piece{Length: len(b), Record: it.Record, RecordOffset: offset})
	return it
}

// kindOf is the kind of what a record of this type carries.
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
func plainContent(t registry.ContentType) gopacket.LayerType {
	switch t {
	case registry.ContentAlert:
		return LayerTypeAlert
	case registry.ContentChangeCipherSpec:
		return LayerTypeChangeCipherSpec
	case registry.ContentHeartbeat:
		return LayerTypeHeartbeat
	}
	return LayerTypeApplicationData
}
