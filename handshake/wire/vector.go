package wire

import (
	"encoding/binary"
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Vector is a variable-length vector of RFC 8446 §3.4 that is being read:
// between [Cursor.Vector8] (or 16, 24) and [Cursor.End] the cursor sees its
// elements only.
type Vector struct {
	outer Limit
	group int
}

// Vector8 reads a one-byte length and begins the vector that it measures.
func (c *Cursor) Vector8(length, vector *Field) Vector {
	return c.Begin(vector, int(c.Uint8(length)))
}

// Vector16 reads a two-byte length and begins the vector that it measures.
func (c *Cursor) Vector16(length, vector *Field) Vector {
	return c.Begin(vector, int(c.Uint16(length)))
}

// Vector24 reads a three-byte length and begins the vector that it measures.
func (c *Cursor) Vector24(length, vector *Field) Vector {
	return c.Begin(vector, c.Uint24(length))
}

// Begin begins a vector of n bytes. Its fields are the parts of one group.
func (c *Cursor) Begin(vector *Field, n int) Vector {
	c.atLeast(vector, n)
	l := c.Narrow(vector, n)
	return Vector{outer: l, group: c.Open(vector)}
}

// End ends the vector. Bytes of it that nothing has read are an error.
func (c *Cursor) End(v Vector) {
	c.Widen(v.outer)
	c.Close(v.group)
}

// EndContained ends the vector like [Cursor.End], and damage within it stays there:
// see [Cursor.Contain].
func (c *Cursor) EndContained(v Vector) {
	c.Contain(v.outer)
	c.Close(v.group)
}

// Data8 reads a one-byte length and that many bytes as one leaf.
func (c *Cursor) Data8(length, data *Field) []byte {
	return c.sized(data, int(c.Uint8(length)))
}

// Data16 reads a two-byte length and that many bytes as one leaf.
func (c *Cursor) Data16(length, data *Field) []byte {
	return c.sized(data, int(c.Uint16(length)))
}

// Data24 reads a three-byte length and that many bytes as one leaf.
func (c *Cursor) Data24(length, data *Field) []byte {
	return c.sized(data, c.Uint24(length))
}

func (c *Cursor) sized(data *Field, n int) []byte {
	c.atLeast(data, n)
	return c.Bytes(data, n)
}

// atLeast refuses a vector below its minimum length (RFC 8446 §3.4).
func (c *Cursor) atLeast(f *Field, n int) {
	if c.err == nil && n < f.Min {
		c.fail(&Error{Field: f.Name, Offset: c.off, Need: f.Min, Have: min(n, c.Len()), Alert: registry.AlertDecodeError,
			Reason: "is shorter than its minimum, " + strconv.Itoa(f.Min)})
	}
}

// Peek16 is the two bytes that come next, unread; ok is false where fewer are left.
func (c *Cursor) Peek16() (v uint16, ok bool) {
	if c.Len() < 2 {
		return 0, false
	}
	return binary.BigEndian.Uint16(c.data[c.off:]), true
}

// A Limit remembers where reads ended before [Cursor.Narrow].
type Limit struct {
	field   *Field
	end     int
	stop    int // where the narrowed part ends; 0 where it could not be begun
	missing int // bytes that the narrowed part claims beyond the end of the input
}

// Narrow limits reads to the next n bytes, without a group around them. Too few
// bytes are an error at once, unless the whole message was cut: then what is
// there is read first.
func (c *Cursor) Narrow(f *Field, n int) Limit {
	l := Limit{field: f, end: c.end}
	if c.err != nil {
		return l
	}
	if n > c.end-c.off {
		if c.off+n <= c.claim && c.end == len(c.data) {
			l.missing = n - c.Len()
			return l
		}
		c.short(f, n)
		return l
	}
	c.end = c.off + n
	l.stop = c.end
	return l
}

// NarrowCut is Narrow for input that may have been cut: what is there is read
// first, so that the error names the field in which the cut lies.
func (c *Cursor) NarrowCut(f *Field, n int) Limit {
	if missing := n - c.Len(); c.err == nil && missing > 0 {
		c.claim = c.off + n
		return Limit{field: f, end: c.end, missing: missing}
	}
	return c.Narrow(f, n)
}

// Widen takes the limit back. Bytes within it that nothing has read are an error.
func (c *Cursor) Widen(l Limit) {
	switch {
	case c.err != nil:
		return // nothing more is read
	case l.missing > 0:
		c.fail(&Error{Field: l.field.Name, Offset: c.off, Need: c.Len() + l.missing, Have: c.Len(), Alert: registry.AlertDecodeError})
	case c.off != c.end:
		c.Fail(l.field, 0, "bytes follow its last field")
	default:
		c.end = l.end
	}
}

// Contain takes the limit back like [Cursor.Widen], and keeps damage within it:
// the rest of the part is one opaque leaf, the error is remembered for
// [Cursor.Done], and reading goes on behind the part. It is for parts whose
// borders stand outside of them, such as a certificate in a list. Groups that
// were opened within the part must be closed before.
func (c *Cursor) Contain(l Limit) {
	c.Widen(l)
	if c.err == nil || l.stop == 0 {
		return
	}
	if c.contained == nil {
		c.contained = c.err
	}
	c.err, c.end = nil, l.stop
	if c.Len() > 0 {
		c.leaf(&Unread, c.Len(), true)
	}
	c.end = l.end
}
