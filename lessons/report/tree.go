package report

import (
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A tree is an item with its spans, of which a group's parts are those behind it
// that are deeper.
type tree struct {
	*handshake.Item
	spans []wire.Span
	at    time.Time // when it crossed; zero: not known
	whole bool      // all of it matters
}

// end is the span behind the last part of span i.
func (t *tree) end(i int) int {
	end := i + 1
	for end < len(t.spans) && t.spans[end].Depth > t.spans[i].Depth {
		end++
	}
	return end
}

func (t *tree) bytes(i int) []byte {
	s := &t.spans[i]
	return t.Bytes[s.Offset : s.Offset+s.Length]
}

// heads are the spans from first to end that stand in no other of them, without
// those that only say how long or of what type the rest is.
func (t *tree) heads(first, end int) []int {
	var out []int
	for i := first; i < end; i = t.end(i) {
		if !frame(t.spans[i].Field.Name) {
			out = append(out, i)
		}
	}
	return out
}

// frame says whether a field only holds others together.
func frame(name string) bool {
	switch name {
	case "length", "msg_type", "extension_type", "name_type", "tag_length", "unused_bits":
		return true
	}
	return strings.HasSuffix(name, "_length")
}

// listed is how many elements of a list are shown; one more, where it is the last.
const listed = 4

// value is a field in a line: a list with its number and its first elements, a
// group by the values of its parts, and of groups within groups their lengths.
func (t *tree) value(i int) string { return t.within(i, 0) }

// within is the value of a field that stands in so many groups.
func (t *tree) within(i, groups int) string {
	s := &t.spans[i]
	if !s.Group {
		if s.Opaque {
			return wire.Count(t.bytes(i)) + ", not opened"
		}
		return s.Field.Value(t.bytes(i))
	}
	parts := t.heads(i+1, t.end(i))
	if text := s.Field.Value(t.bytes(i)); s.Field.Text != nil && !counted(text) {
		return text
	}
	switch {
	case len(parts) == 0:
		return "empty"
	case len(parts) == 1:
		return t.within(parts[0], groups)
	case t.alike(parts):
		return t.list(parts, groups)
	case groups > 0:
		return wire.Count(t.bytes(i))
	}
	words := make([]string, 0, len(parts))
	for _, p := range parts[:min(len(parts), 2*listed)] {
		if t.spans[p].Length == 0 {
			continue
		}
		word := t.within(p, groups+1)
		if word != "" && word[0] >= '0' && word[0] <= '9' { // a number alone says too little
			word = t.spans[p].Field.Name + " " + word
		}
		words = append(words, word)
	}
	if len(parts) > 2*listed {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}

// counted says whether the text of a group only counts what is in it, as in "12
// bytes" or "3 elements".
func counted(text string) bool {
	n, noun, ok := strings.Cut(text, " ")
	return ok && strings.Trim(n, "0123456789") == "" && !strings.Contains(noun, " ")
}

// list is the elements of a list.
func (t *tree) list(parts []int, groups int) string {
	between := ", "
	if t.spans[parts[0]].Group {
		between = "; "
	}
	shown := listed
	if len(parts) == listed+1 {
		shown++
	}
	words := make([]string, 0, shown)
	for _, p := range parts[:min(len(parts), shown)] {
		words = append(words, t.within(p, groups))
	}
	s := strings.Join(words, between)
	if len(parts) > shown {
		return thousands(len(parts)) + ": " + s + between + "…"
	}
	return s
}

// alike says whether fields are the elements of a list.
func (t *tree) alike(parts []int) bool {
	for _, p := range parts[1:] {
		if t.spans[p].Field != t.spans[parts[0]].Field {
			return false
		}
	}
	return true
}
