package handshake

import (
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Found is a field of an item.
type Found struct {
	*wire.Field
	Offset int // from the first byte of the item
	Bytes  []byte
	Span   int // its place in the item's trace
}

// Text is the field's value for a person.
func (f Found) Text() string { return f.Value(f.Bytes) }

// Find returns the first field with this path: names from the outside in, with
// slashes between them, where groups in between may be left out. A name may
// carry a number, counted from 0: "cipher_suites/cipher_suite[2]" is the third
// of that name. A field within one of the same name is not counted.
func (it *Item) Find(path string) (Found, bool) {
	at := it.find(strings.Split(path, "/"), 0, len(it.Trace.Spans))
	if at < 0 {
		return Found{}, false
	}
	s := it.Trace.Spans[at]
	return Found{Field: s.Field, Offset: s.Offset, Bytes: it.Bytes[s.Offset : s.Offset+s.Length], Span: at}, true
}

// find returns the first span from first on, and before end, that the path leads to; -1 where none is.
func (it *Item) find(path []string, first, end int) int {
	name, nth, numbered := cutIndex(path[0])
	for i := first; i < end; i++ {
		if it.Trace.Spans[i].Field.Name != name {
			continue
		}
		if nth > 0 {
			nth--
			i = it.endOfGroup(i) - 1
			continue
		}
		if len(path) == 1 {
			return i
		}
		if at := it.find(path[1:], i+1, it.endOfGroup(i)); at >= 0 || numbered {
			return at
		}
	}
	return -1
}

// endOfGroup is the span behind the last part of span i.
func (it *Item) endOfGroup(i int) int {
	end := i + 1
	for end < len(it.Trace.Spans) && it.Trace.Spans[end].Depth > it.Trace.Spans[i].Depth {
		end++
	}
	return end
}

// cutIndex splits "name[2]" into its parts; without a number it is 0.
func cutIndex(s string) (name string, nth int, numbered bool) {
	name, rest, ok := strings.Cut(s, "[")
	if !ok {
		return s, 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	if err != nil || n < 0 {
		return s, 0, false
	}
	return name, n, true
}
