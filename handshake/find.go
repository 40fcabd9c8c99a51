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
// carry a number, counted from 0: "cipher_suites/cipher_suite[2]".
func (it *Item) Find(path string) (Found, bool) {
	first, end := 0, len(it.Trace.Spans)
	at := -1
	for _, part := range strings.Split(path, "/") {
		name, nth := cutIndex(part)
		at = it.named(name, nth, first, end)
		if at < 0 {
			return Found{}, false
		}
		first, end = at+1, it.endOfGroup(at)
	}
	s := it.Trace.Spans[at]
	return Found{Field: s.Field, Offset: s.Offset, Bytes: it.Bytes[s.Offset : s.Offset+s.Length], Span: at}, true
}

func (it *Item) named(name string, nth, first, end int) int {
	for i := first; i < end; i++ {
		if it.Trace.Spans[i].Field.Name != name {
			continue
		}
		if nth == 0 {
			return i
		}
		nth--
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
func cutIndex(s string) (name string, nth int) {
	name, rest, ok := strings.Cut(s, "[")
	if !ok {
		return s, 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	if err != nil || n < 0 {
		return s, 0
	}
	return name, n
}
