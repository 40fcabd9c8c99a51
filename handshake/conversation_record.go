package handshake

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// record emits a record's header and then what it carries. The error says that
// the record was cut.
func (c *Conversation) record(from capture.Side, r *Record, cut *wire.Error) {
	s := &c.streams[from]
	if from == capture.Server || r.Index > 0 { // a client's first record may say TLS 1.0: RFC 8446 §5.1
		s.minor = byte(r.Version)
	}
	protected := c.protects(from, r, len(s.msg) > 0)
	var in opened
	if protected {
		in = c.opened(from, r, cut)
	}
	c.header(from, r, protected, cut, &in)
	carries := r.Type
	if in.ok {
		carries = in.inner.Type
	}
	if carries != registry.ContentHandshake || protected && !in.ok || s.sealed != in.ok {
		// RFC 8446 §5.1: nothing may stand between the parts of a message, and no
		// change of keys.
		c.unfinished(from, r.Index, r.At)
	}
	s.sealed = in.ok
	switch {
	case in.ok:
		c.protectedFrom(from, r)
		c.carries(from, &in.inner)
	case protected:
		it := c.body(from, r)
		it.Protected, it.Missing, it.Err = true, in.missing, in.err
		if it.Missing == "" && it.Err == nil {
			it.Missing = c.missing(from)
		}
		c.protectedFrom(from, r)
		c.closed(from, r, in.err != nil)
		c.item(it, c.carried(r, LayerTypeProtected))
	case r.V2:
		c.item(c.body(from, r), c.carried(r, messageSSL20(r.Body())))
		if c.Version == registry.VersionSSL20 { // and not a newer one that the hello only led to
			c.streams[capture.Client].v2, c.streams[capture.Server].v2 = true, true
		}
	case r.Type == registry.ContentHandshake && s.doubt && !beginsMessage(r.Body()):
		c.headless(from, r)
	default:
		c.carries(from, r)
	}
}

// carries emits what a record carries that is not closed.
func (c *Conversation) carries(from capture.Side, r *Record) {
	s := &c.streams[from]
	switch {
	case r.Type != registry.ContentHandshake:
		c.item(c.body(from, r), c.carried(r, plainContent(r.Type)))
	case s.sealed && s.doubt && !beginsMessage(r.Body()):
		c.headless(from, r)
	default:
		s.doubt = false
		for body := r.Body(); len(body) > 0; {
			var message []byte
			var pieces []Piece
			if message, pieces, body = s.Handshake(r, body); message == nil {
				continue
			}
			c.handshake(from, r.Index, r.At, message, pieces)
			if len(body) > 0 && s.sealed && c.changesKeys(message) {
				c.misaligned(from, r, body)
				return
			}
		}
	}
}

// changesKeys says whether its sender uses other keys behind a message of TLS 1.3.
func (c *Conversation) changesKeys(message []byte) bool {
	if c.Version < registry.VersionTLS13 || len(message) == 0 {
		return false
	}
	switch registry.HandshakeType(message[0]) {
	case registry.HandshakeKeyUpdate, registry.HandshakeFinished, registry.HandshakeEndOfEarlyData:
		return true
	}
	return false
}

// misaligned emits what a record holds behind a message that changes its keys. They
// must change where a record ends: RFC 8446 §5.1.
func (c *Conversation) misaligned(from capture.Side, r *Record, rest []byte) {
	it := c.body(from, r)
	it.Bytes, it.Pieces = rest, it.Pieces[:0]
	it.place(Piece{Length: len(rest), Record: r.Index, RecordOffset: len(r.Bytes) - len(rest)})
	it.Err = dissectDamaged(rest, &wire.Error{Field: fMsgType.Name, Have: len(rest), Alert: registry.AlertUnexpectedMessage,
		Reason: "it stands in one record with the message before it, behind which the keys change"}, &it.Trace)
	c.emit(it)
}

// headless emits a handshake record that begins in the middle of a message.
func (c *Conversation) headless(from capture.Side, r *Record) {
	it := c.body(from, r)
	it.Err = dissectDamaged(it.Bytes, astray(len(it.Bytes), "the beginning of the message is missing"), &it.Trace)
	c.emit(it)
}

// opened opens a protected record, if there are keys for it.
func (c *Conversation) opened(from capture.Side, r *Record, cut *wire.Error) (in opened) {
	switch {
	case c.opener == nil:
		return in
	case cut != nil:
		c.opener.cut(from, r)
		in.missing = "the end of the record"
		return in
	case c.memory == nil:
		in, _ = c.opener.open(from, r, nil)
		return in
	}
	in, c.memory.plain = c.opener.open(from, r, c.memory.plain)
	return in
}

// header emits a record's header.
func (c *Conversation) header(from capture.Side, r *Record, protected bool, cut *wire.Error, in *opened) {
	it := c.newItem()
	it.Kind, it.From, it.Record, it.At, it.Protected, it.Bytes, it.Err = KindRecord, from, r.Index, r.At, protected, r.Header(), cut
	it.place(Piece{Length: len(it.Bytes), Record: r.Index})
	if in.ok {
		it.Decrypted, it.Inner = true, Inner{Type: in.inner.Type, Padding: in.padding}
	}
	switch {
	case c.brief:
	case r.V2:
		dissectHeaderV2(it.Bytes, &it.Trace)
	case protected && c.hidesTypes():
		_ = dissectHeader(it.Bytes, &fOpaqueType, &it.Trace) // five bytes are there: it cannot fail
	default:
		_ = dissectHeader(it.Bytes, &fRecordType, &it.Trace)
	}
	c.emit(it)
}

// body is an item of all that a record carries.
func (c *Conversation) body(from capture.Side, r *Record) *Item {
	it := c.newItem()
	it.Kind, it.From, it.Record, it.At, it.Bytes = kindOf(r.Type), from, r.Index, r.At, r.Body()
	it.Protected, it.Decrypted = c.streams[from].sealed, c.streams[from].sealed
	it.place(Piece{Length: len(it.Bytes), Record: r.Index, RecordOffset: r.header})
	return it
}
