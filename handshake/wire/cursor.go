package wire

import (
	"encoding/binary"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Cursor reads one message from its first byte to its last. Its zero value
// reads nothing; make one with [Read]. It stays on the caller's stack as long
// as it is passed by address to concrete functions only.
type Cursor struct {
	data  []byte
	off   int // next byte to read
	end   int // reads stop here: the end of the innermost vector, or off after an error
	depth int // open groups
	trace *Trace
	claim int // where the input says it ends, if that is behind its end
	err   *Error

	contained *Error // the first error that [Cursor.Contain] kept in its part
}

// Read starts at the first byte of data. A nil trace reads without recording.
func Read(data []byte, trace *Trace) Cursor {
	trace.reset()
	return Cursor{data: data, end: len(data), trace: trace}
}

// Len is the number of bytes left in the innermost vector; 0 after an error.
func (c *Cursor) Len() int { return c.end - c.off }

// Offset is the place of the next byte in the message.
func (c *Cursor) Offset() int { return c.off }

// Cut says whether the input claims, at its beginning, to be longer than it is.
func (c *Cursor) Cut() bool { return c.claim > 0 }

// Err is the error that ended reading, or nil.
func (c *Cursor) Err() *Error { return c.err }

// Uint8 reads a byte.
func (c *Cursor) Uint8(f *Field) uint8 {
	if c.trace == nil && c.off < c.end { // a short way for what hellos are full of
		c.off++
		return c.data[c.off-1]
	}
	b := c.Bytes(f, 1)
	if b == nil {
		return 0
	}
	return b[0]
}

// Uint16 reads two bytes.
func (c *Cursor) Uint16(f *Field) uint16 {
	if c.trace == nil && c.off+2 <= c.end {
		c.off += 2
		return binary.BigEndian.Uint16(c.data[c.off-2:])
	}
	b := c.Bytes(f, 2)
	if b == nil {
		return 0
	}
	return binary.BigEndian.Uint16(b)
}

// Uint24 reads three bytes.
func (c *Cursor) Uint24(f *Field) int {
	b := c.Bytes(f, 3)
	if b == nil {
		return 0
	}
	return int(b[0])<<16 | int(b[1])<<8 | int(b[2])
}

// Uint32 reads four bytes.
func (c *Cursor) Uint32(f *Field) uint32 {
	b := c.Bytes(f, 4)
	if b == nil {
		return 0
	}
	return binary.BigEndian.Uint32(b)
}

// Bytes reads n bytes as one leaf. It returns nil after an error, and an empty
// slice that is not nil for n = 0.
func (c *Cursor) Bytes(f *Field, n int) []byte { return c.leaf(f, n, false) }

// Opaque reads n bytes that have a structure which is not opened here.
func (c *Cursor) Opaque(f *Field, n int) []byte {
	c.atLeast(f, n)
	return c.leaf(f, n, true)
}

// Rest reads what is left of the innermost vector as one leaf.
func (c *Cursor) Rest(f *Field) []byte { return c.leaf(f, c.Len(), false) }

func (c *Cursor) leaf(f *Field, n int, opaque bool) []byte {
	if c.err != nil {
		return nil
	}
	if n > c.end-c.off {
		c.short(f, n)
		return nil
	}
	b := c.data[c.off : c.off+n : c.off+n]
	if c.trace != nil {
		s, _ := c.trace.grow()
		s.Field, s.Offset, s.Length, s.Depth, s.Group, s.Opaque = f, c.off, n, c.depth, false, opaque
	}
	c.off += n
	return b
}

// Open starts a group: the fields until [Cursor.Close] are its parts.
func (c *Cursor) Open(f *Field) (group int) {
	if c.trace == nil || c.err != nil {
		return -1
	}
	s, group := c.trace.grow()
	s.Field, s.Offset, s.Length, s.Depth, s.Group, s.Opaque = f, c.off, 0, c.depth, true, false
	c.depth++
	return group
}

// Close ends the group that Open returned.
func (c *Cursor) Close(group int) {
	if group < 0 {
		return
	}
	s := &c.trace.Spans[group]
	s.Length = c.off - s.Offset
	c.depth = s.Depth
}

func (c *Cursor) short(f *Field, need int) {
	c.fail(&Error{Field: f.Name, Offset: c.off, Need: need, Have: c.end - c.off, Alert: registry.AlertDecodeError})
}

// Fail makes the message wrong at the next byte: the field f, which needs that
// many bytes or, where the reason is something else, 0.
func (c *Cursor) Fail(f *Field, need int, reason string) {
	c.fail(&Error{Field: f.Name, Offset: c.off, Need: need, Have: c.end - c.off, Alert: registry.AlertDecodeError, Reason: reason})
}

func (c *Cursor) fail(e *Error) {
	if c.err == nil {
		c.err, c.end = e, c.off
	}
}

// Done ends the message. It returns the first error, bytes behind the end among
// them, and files what was not read as one opaque leaf.
func (c *Cursor) Done() error {
	if c.err == nil && c.off < len(c.data) {
		c.end = len(c.data)
		c.Fail(&Unread, 0, "bytes follow the end of the message")
	}
	if c.err == nil {
		if c.contained != nil {
			return c.contained
		}
		return nil
	}
	if c.trace != nil && c.off < len(c.data) {
		s, _ := c.trace.grow()
		*s = Span{Field: &Unread, Offset: c.off, Length: len(c.data) - c.off, Opaque: true}
	}
	if c.contained != nil {
		return c.contained
	}
	return c.err
}

// Unread is the leaf of the bytes behind an error.
var Unread = Field{Name: "unread", Text: Count, Mean: "Bytes behind the first error: this decoder does not read them."}

// Since is the bytes that were read from offset start on.
func (c *Cursor) Since(start int) []byte {
	if start > c.off {
		return nil
	}
	return c.data[start:c.off:c.off]
}

// Stop makes the message wrong for a reason that was found outside the cursor.
func (c *Cursor) Stop(e *Error) { c.fail(e) }
