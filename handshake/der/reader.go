package der

import (
	"math"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A reader walks a cursor along elements.
type reader struct {
	*wire.Cursor
	end       int            // where the innermost element ends; in a message that was cut that may be behind its last byte
	tag       byte           // the last tag
	plain     bool           // there is no trace
	alert     registry.Alert // what a peer that finds damage would send
	oid       []byte         // the last object identifier: it says what an open type holds
	algorithm []byte         // the last algorithm: it says what a key or a signature holds
}

// newReader reads what is left of the cursor's innermost vector.
func newReader(c *wire.Cursor, alert registry.Alert) reader {
	r := reader{Cursor: c, end: c.Offset() + c.Len(), alert: alert}
	if c.Cut() {
		r.end = math.MaxInt
	}
	return r
}

// whole reads what is left of the innermost vector as one element. The caller's
// group is the element's own.
func whole(c *wire.Cursor, e *element, alert registry.Alert) {
	if c.Err() != nil {
		return
	}
	r := newReader(c, alert)
	if n, ok := r.head(e); ok {
		r.inside(e, n)
	}
	if r.Len() > 0 {
		r.fail(&e.whole, 0, "bytes follow its end")
	}
}

// left is the number of bytes that the innermost element still has; 0 after an error.
func (r *reader) left() int { return r.end - r.Offset() }

func (r *reader) fail(f *wire.Field, need int, reason string) {
	if r.Err() != nil {
		r.end = r.Offset()
		return
	}
	alert := r.alert
	if r.Cut() {
		alert = registry.AlertDecodeError // it is the message that is wrong
	}
	r.Stop(&wire.Error{Field: f.Name, Offset: r.Offset(), Need: need, Have: min(r.Len(), r.left()), Alert: alert, Reason: reason})
	r.end = r.Offset()
}

// element reads one element.
func (r *reader) element(e *element) {
	if e.shape >= choice {
		r.chosen(e)
		return
	}
	if r.plain && e.shape <= algorithm && r.atOnce(e) {
		return
	}
	group := r.Open(&e.whole)
	r.plain = group < 0 && r.Err() == nil
	if n, ok := r.head(e); ok {
		r.inside(e, n)
	}
	r.Close(group)
}

// atOnce reads a primitive whose length is one byte, and of which all is there, in
// one step. Without a trace the others tell of nothing but time.
func (r *reader) atOnce(e *element) bool {
	v, _ := r.Peek16()
	n := 2 + int(v&0xff)
	if byte(v>>8) != e.tag || n >= 2+0x80 || n > r.left() || n > r.Len() {
		return false
	}
	b := r.Bytes(&e.whole, n)[2:]
	switch e.shape {
	case oidValue:
		r.oid = b
	case algorithm:
		r.oid, r.algorithm = b, b
	}
	return true
}

// chosen reads the element that the tag or the object identifier picks. One that
// the grammar does not know is divided by its own tags.
func (r *reader) chosen(e *element) {
	var picked *element
	switch e.shape {
	case open:
		picked = e.open.find(r.oid)
	case params:
		picked = parameters.find(r.oid)
	case raw:
		r.take(e, &e.whole, r.left())
		return
	case rawOrDER:
		if !r.divided() {
			r.take(e, &e.whole, r.left())
		}
		return
	default:
		tag, _ := r.peek()
		picked = e.alternative(tag)
	}
	if picked == nil {
		r.generic(0)
		return
	}
	r.element(picked)
}

// peek is the tag of the next element.
func (r *reader) peek() (tag byte, ok bool) {
	v, ok := r.Peek16()
	return byte(v >> 8), ok && r.left() >= 2
}

// inside reads the n bytes behind tag and length.
func (r *reader) inside(e *element, n int) {
	switch e.shape {
	case sequence:
		outer := r.narrow(n)
		group := r.inner(e)
		r.parts(e)
		r.Close(group)
		r.widen(outer)
	case list:
		outer := r.narrow(n)
		group := r.inner(e)
		for r.left() > 0 {
			r.element(e.parts[0])
		}
		r.Close(group)
		r.widen(outer)
	case bitString:
		r.unused(e, n)
		r.take(e, &e.content, n-1)
	case bitWrapped, octetWrapped, sctList:
		outer := r.narrow(n)
		r.wrapped(e, n)
		r.widen(outer)
	case byTag:
		r.described(e, n)
	case address:
		r.take(e, addressLeaf(e, n), n)
	case oidValue:
		r.oid = r.take(e, &e.content, n)
	case algorithm:
		r.oid = r.take(e, &e.content, n)
		r.algorithm = r.oid
	default:
		r.take(e, &e.content, n)
	}
}

// inner opens the group around what an element holds, where it has one.
func (r *reader) inner(e *element) (group int) {
	if e.content.Name == "" {
		return -1
	}
	return r.Open(&e.content)
}

// narrow limits reads to n bytes, and widen takes the limit back. Damage inside
// ends the reading.
func (r *reader) narrow(n int) (outer int) {
	outer = r.end
	r.end = r.Offset() + n
	return outer
}

func (r *reader) widen(outer int) {
	if r.Err() == nil {
		r.end = outer
	}
}

// take reads the content of a primitive. Where bytes are wanting, the error
// names the element.
func (r *reader) take(e *element, content *wire.Field, n int) []byte {
	if n > r.Len() {
		r.fail(&e.whole, n, "")
	}
	return r.Bytes(content, n)
}

// unused reads how many bits of a BIT STRING of n bytes do not count: X.690 §8.6.2.
func (r *reader) unused(e *element, n int) {
	if n == 0 {
		r.fail(&e.whole, 0, "a BIT STRING has a first byte that says how many bits do not count")
		return
	}
	r.take(e, &unusedBits, 1)
}

// parts reads the elements of a SEQUENCE. Those that the grammar
// does not have at their place are divided by their own tags.
func (r *reader) parts(e *element) {
	for _, p := range e.parts {
		if p.may {
			if tag, ok := r.peek(); !ok || !p.begins(tag) {
				continue
			}
		}
		r.element(p)
	}
	for r.left() > 0 {
		r.generic(0)
	}
}

// wrapped reads what a BIT STRING or an OCTET STRING of n bytes holds, and keeps
// damage in it.
func (r *reader) wrapped(e *element, n int) {
	limit := r.Narrow(&e.whole, n)
	switch e.shape {
	case sctList:
		r.scts()
	case bitWrapped:
		r.unused(e, n)
		if inner := e.open.find(r.algorithm); inner != nil {
			r.element(inner)
		} else if !r.divided() {
			r.unopened(&e.content)
		}
	default:
		if inner := e.open.find(r.oid); inner != nil {
			r.element(inner)
		} else {
			r.unknown()
		}
	}
	if r.left() > 0 {
		r.fail(&e.whole, 0, "bytes follow what it holds")
	}
	if e := r.Err(); e != nil && !r.Cut() {
		e.Alert = r.alert
	}
	r.Contain(limit)
	r.end = r.Offset()
}

// divided reads what is left of the innermost element by its own tags, where that
// is one element with parts.
func (r *reader) divided() bool {
	b := r.Ahead()
	if r.left() != len(b) || !divides(b) {
		return false
	}
	r.generic(0)
	return true
}

// unopened reads what is left of the innermost element as a leaf that has a
// structure which is not known here.
func (r *reader) unopened(f *wire.Field) {
	if n := r.left(); n > r.Len() {
		r.fail(f, n, "")
	}
	r.Opaque(f, r.left())
}
