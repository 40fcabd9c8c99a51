package hello

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A count says how many of something are right, and where the first wrong one is.
type count struct {
	right, all int
	wrong      transcript.Evidence
}

// A tally is several counts.
type tally struct{ count }

func (t *tally) add(counts ...count) {
	for _, c := range counts {
		if t.right == t.all && c.right < c.all {
			t.wrong = c.wrong
		}
		t.right += c.right
		t.all += c.all
	}
}

// verdict is that all of them are right, and that there are any.
func (t *tally) verdict(what string) anatomy.Verdict {
	v := anatomy.Verdict{
		Got:  fmt.Sprintf("%d of %d %s", t.right, t.all, what),
		Want: fmt.Sprintf("%d of %d %s", max(t.all, 1), max(t.all, 1), what),
		At:   transcript.Evidence{Text: "both hellos of both connections"},
	}
	if t.right < t.all {
		v.At = t.wrong
	}
	return v
}

// lengths counts again, from the bytes, what each length in a message measures:
// the length of a record or a message, all bytes to its end; the length of a
// vector, the fields that follow it at the same depth up to the end of the
// group that they stand in.
func lengths(m anatomy.Message) count {
	if !m.There() {
		return count{all: 1, wrong: m.Whole()}
	}
	var c count
	for i, s := range m.Trace.Spans {
		if s.Group || !strings.HasSuffix(s.Field.Name, "length") {
			continue
		}
		claimed := 0
		for _, b := range m.Bytes[s.Offset : s.Offset+s.Length] {
			claimed = claimed<<8 | int(b)
		}
		c.all++
		if claimed == measured(m, i) {
			c.right++
		} else if c.right == c.all-1 {
			c.wrong = transcript.Evidence{Message: m.Title(), Field: s.Field.Name, Offset: s.Offset, Length: s.Length}
		}
	}
	return c
}

// measured is the number of bytes that the length in span i stands for.
func measured(m anatomy.Message, i int) int {
	spans := m.Trace.Spans
	s := spans[i]
	after := s.Offset + s.Length
	switch {
	case m.Kind == handshake.KindRecord: // the body follows outside of the header
		return bodyOf(m)
	case s.Depth == 0 && s.Field.Name == "length": // of the whole message
		return len(m.Bytes) - after
	case s.Field.Name == "extension_data_length": // all that is left of the extension
		for up := i - 1; up >= 0; up-- {
			if spans[up].Group && spans[up].Depth == s.Depth-1 {
				return spans[up].Offset + spans[up].Length - after
			}
		}
		return -1
	}
	if i+1 == len(spans) || spans[i+1].Offset != after {
		return 0
	}
	if !spans[i+1].Group {
		return spans[i+1].Length // the one value that follows
	}
	n := 0 // the elements of the vector that follows, by their own lengths
	for _, e := range spans[i+2:] {
		if e.Depth <= spans[i+1].Depth {
			break
		}
		if !e.Group {
			n += e.Length
		}
	}
	return n
}

// bodyOf is how many bytes of messages a record carried: those pieces that say
// they stood in it.
func bodyOf(record anatomy.Message) int {
	n := 0
	for _, it := range record.Act().Items {
		for _, p := range it.Pieces {
			if it.Kind != handshake.KindRecord && it.From == record.From && p.Record == record.Record {
				n += p.Length
			}
		}
	}
	return n
}

// owned counts the bytes of a message that exactly one field owns, and that are
// opened: a byte behind an error or in an unknown structure is not.
func owned(m anatomy.Message) count {
	if !m.There() {
		return count{all: 1, wrong: m.Whole()}
	}
	owners := make([]int, len(m.Bytes))
	for _, s := range m.Trace.Spans {
		for at := s.Offset; !s.Group && !s.Opaque && at < s.Offset+s.Length; at++ {
			owners[at]++
		}
	}
	c := count{all: len(owners)}
	for at, n := range owners {
		if n == 1 {
			c.right++
		} else if c.wrong.Length == 0 {
			c.wrong = transcript.Evidence{Message: m.Title(), Offset: at, Length: 1}
		}
	}
	return c
}

// recordFigure shows the five bytes of a record's header.
func recordFigure(r anatomy.Message) anatomy.Figure {
	if !r.There() {
		return &transcript.Message{Name: "the record is not there"}
	}
	return telling.Message(r)
}

// nesting shows the lengths of the ClientHello, from the outside in.
func nesting(s *anatomy.Scene) anatomy.Figure {
	a := s.Act(with13)
	m := a.Message(clientHello)
	r := a.RecordOf(m)
	d := &transcript.Derivation{Title: "Lengths within lengths", Ref: "RFC 8446 §3.4"}
	step := func(label, expr string, value int, note string) {
		d.Steps = append(d.Steps, transcript.Step{Label: label, Expr: expr, Value: fmt.Sprint(value), Note: note})
	}
	length, extensions := m.Number("length"), m.Number("extensions_length")
	fixed := length - extensions
	step("length in the record's header", fmt.Sprintf("4 + %d", length), r.Number("length"), "the message's header and its body")
	step("length in the message's header", fmt.Sprintf("%d + %d", fixed, extensions), length, fmt.Sprintf("bytes 4 to %d, and the extensions", 3+fixed))
	var parts []string
	if ch, ok := m.Client(); ok {
		for _, e := range ch.Extensions {
			parts = append(parts, fmt.Sprint(4+len(e.Data)))
		}
	}
	step("extensions_length", strings.Join(parts, " + "), extensions, "each extension: 4 bytes of header and its body")
	name, list := m.Number("host_name_length"), m.Number("server_name_list_length")
	step("server_name: its body", fmt.Sprintf("2 + %d", list), m.Number("server_name/extension_data_length"), "the length of the list, and the list")
	step("server_name: the list", fmt.Sprintf("1 + 2 + %d", name), list, "type, length and name")
	step("server_name: the name", "", name, "letters: "+m.Text("host_name"))
	return d
}
