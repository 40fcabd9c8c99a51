package der_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A reading is bytes with the fields that were found in them.
type reading struct {
	wire.Trace
	bytes []byte
}

// read reads bytes with and without a trace: both must end alike, and the leaves
// must tile.
func read(t testing.TB, b []byte, f func(*wire.Cursor)) (*reading, error) {
	t.Helper()
	r := &reading{bytes: b}
	c := wire.Read(b, &r.Trace)
	f(&c)
	err := c.Done()
	if at, ok := r.Gap(len(b)); !ok {
		t.Fatalf("gap at %d of %x", at, b)
	}
	plain := wire.Read(b, nil)
	f(&plain)
	if got := plain.Done(); fmt.Sprint(got) != fmt.Sprint(err) || err != nil && *got.(*wire.Error) != *err.(*wire.Error) {
		t.Fatalf("with a trace: %v; without: %v", err, got)
	}
	return r, err
}

// certificate reads a certificate that must be whole.
func certificate(t testing.TB, b []byte) *reading {
	t.Helper()
	r, err := read(t, b, der.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// find returns the span with this path, as handshake.Item.Find does.
func (r *reading) find(path string) (wire.Span, bool) {
	first, end, at := 0, len(r.Spans), -1
	for part := range strings.SplitSeq(path, "/") {
		name, index, _ := strings.Cut(part, "[")
		nth, _ := strconv.Atoi(strings.TrimSuffix(index, "]"))
		for at = first; at < end; at++ {
			if r.Spans[at].Field.Name == name {
				if nth == 0 {
					break
				}
				nth--
			}
		}
		if at == end {
			return wire.Span{}, false
		}
		for first, end = at+1, at+1; end < len(r.Spans) && r.Spans[end].Depth > r.Spans[at].Depth; {
			end++
		}
	}
	return r.Spans[at], true
}

// text is the text of the field with this path, or "absent".
func (r *reading) text(path string) string {
	s, ok := r.find(path)
	if !ok {
		return "absent"
	}
	return s.Field.Value(r.bytes[s.Offset : s.Offset+s.Length])
}

// value is the bytes of the field with this path.
func (r *reading) value(path string) []byte {
	s, _ := r.find(path)
	return r.bytes[s.Offset : s.Offset+s.Length]
}

// texts are the texts of all fields with this name.
func (r *reading) texts(name string) (out []string) {
	for _, s := range r.Spans {
		if s.Field.Name == name {
			out = append(out, s.Field.Value(r.bytes[s.Offset:s.Offset+s.Length]))
		}
	}
	return out
}
