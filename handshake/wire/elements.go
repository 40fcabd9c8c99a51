package wire

import "github.com/tlsteach/tlsteach/handshake/registry"

// Elements reads what is left of the innermost vector as leaves of size bytes
// each and returns the bytes of those that are whole. A rest is an error. Lists
// of code points are most of a hello: one call a list is several times faster
// than one a code point.
func (c *Cursor) Elements(f *Field, size int) []byte {
	if c.err != nil {
		return nil
	}
	start := c.off
	n := c.Len() / size
	if c.trace != nil {
		for i := range n {
			s, _ := c.trace.grow()
			s.Field, s.Offset, s.Length, s.Depth, s.Group, s.Opaque = f, start+i*size, size, c.depth, false, false
		}
	}
	c.off = start + n*size
	if c.off < c.end {
		c.fail(&Error{Field: f.Name, Offset: c.off, Need: size, Have: c.end - c.off, Alert: registry.AlertDecodeError})
	}
	return c.data[start:c.off:c.off]
}

// Ahead is what is left of the innermost vector, unread: for a shape that only
// its own bytes tell from another.
func (c *Cursor) Ahead() []byte { return c.data[c.off:c.end:c.end] }

// Sized reads n bytes as one leaf, n being a length that was read before.
func (c *Cursor) Sized(f *Field, n int) []byte { return c.sized(f, n) }

// List8 reads a one-byte length and a vector of elements of one size.
func (c *Cursor) List8(length, list, element *Field, size int) []byte {
	if c.trace == nil && c.off < c.end {
		if n := int(c.data[c.off]); c.fits(list, n, 1, size) {
			return c.skip(1, n)
		}
	}
	v := c.Vector8(length, list)
	b := c.Elements(element, size)
	c.End(v)
	return b
}

// List16 reads a two-byte length and a vector of elements of one size.
func (c *Cursor) List16(length, list, element *Field, size int) []byte {
	if c.trace == nil && c.off+2 <= c.end {
		if n := int(c.data[c.off])<<8 | int(c.data[c.off+1]); c.fits(list, n, 2, size) {
			return c.skip(2, n)
		}
	}
	v := c.Vector16(length, list)
	b := c.Elements(element, size)
	c.End(v)
	return b
}

// fits says whether a vector of n bytes behind its length is there and well
// formed, so that nothing has to be said of it.
func (c *Cursor) fits(list *Field, n, length, size int) bool {
	return n >= list.Min && n <= c.end-c.off-length && (size == 1 || n%size == 0)
}

// skip steps over a length and n bytes, which it returns.
func (c *Cursor) skip(length, n int) []byte {
	start := c.off + length
	c.off = start + n
	return c.data[start:c.off:c.off]
}
