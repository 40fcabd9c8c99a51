package wire

// A Span says which bytes of a message a field owns.
type Span struct {
	Field  *Field
	Offset int // from the first byte of the message
	Length int
	Depth  int  // number of groups around it
	Group  bool // has parts: the spans behind it that are deeper
	Opaque bool // has a structure that was not opened
}

// A Trace is the spans of one message in the order of the wire, a group before
// its parts. The zero value is empty; reading again reuses its memory.
type Trace struct{ Spans []Span }

func (t *Trace) reset() {
	if t != nil {
		t.Spans = t.Spans[:0]
	}
}

// grow adds a span, whose fields the caller sets: all of them, since memory is used
// again. Copying whole spans in made a dissection half as slow again.
func (t *Trace) grow() (*Span, int) {
	n := len(t.Spans)
	if n == cap(t.Spans) {
		t.Spans = append(t.Spans, Span{})
	}
	t.Spans = t.Spans[:n+1]
	return &t.Spans[n], n
}

// Gap returns the first place, below length, that no leaf or more than one leaf
// owns; ok is true where the leaves tile bytes 0…length-1 exactly and every
// group is as long as its parts.
func (t *Trace) Gap(length int) (offset int, ok bool) {
	at := 0
	for i, s := range t.Spans {
		if s.Offset != at || s.Length < 0 {
			return at, false
		}
		if !s.Group {
			at += s.Length
			continue
		}
		if end, ok := t.endOfParts(i); !ok || end != s.Offset+s.Length {
			return s.Offset, false
		}
	}
	return at, at == length
}

func (t *Trace) endOfParts(group int) (end int, ok bool) {
	end = t.Spans[group].Offset
	for _, s := range t.Spans[group+1:] {
		if s.Depth <= t.Spans[group].Depth {
			break
		}
		if s.Offset < t.Spans[group].Offset {
			return 0, false
		}
		end = max(end, s.Offset+s.Length)
	}
	return end, true
}
