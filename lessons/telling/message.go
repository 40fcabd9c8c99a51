package telling

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// message shows a message: "ACT/NAME word… | fields". The word dump adds the
// hex view. Of the fields, `name` is shown, `*name` is shown and pointed at,
// `-name` is folded. What is not named is folded, too, unless the word `all`
// stands there or no field is named.
func (t *teller) message(spec string) error {
	head, fields, _ := strings.Cut(spec, "|")
	words := strings.Fields(head)
	if len(words) == 0 {
		return fmt.Errorf("show message: which one?")
	}
	act, name, _ := strings.Cut(words[0], "/")
	m, err := t.find(act, name)
	if err != nil {
		return err
	}
	b := Message(m)
	for _, w := range words[1:] {
		if w != "dump" {
			return fmt.Errorf("show message: %q is not dump", w)
		}
		b.Dump = true
	}
	shows, err := showing(m, strings.Fields(fields))
	if err != nil {
		return err
	}
	b.Fields = fieldTree(m.Item, shows)
	t.add(b)
	return nil
}

// Message shows a message with all its fields.
func Message(m anatomy.Message) *transcript.Message {
	b := &transcript.Message{Name: m.Label(), Title: m.Title(), From: m.From.String(), Where: "clear", Bytes: m.Bytes, Ref: m.Spec()}
	if m.Protected && m.Kind != handshake.KindRecord { // a record's header is always in the clear
		b.Where = "protected"
	}
	if m.Decrypted && m.Kind != handshake.KindRecord {
		b.Where = "opened"
	}
	if m.Err != nil {
		b.Error = m.Err.Error()
	}
	b.Fields = fieldTree(m.Item, make([]transcript.Show, len(m.Trace.Spans)))
	for i := range b.Fields {
		if f := &b.Fields[i]; f.Name == "verify_data" {
			f.Text += Verified(m.Item)
		}
	}
	return b
}

// Verified says behind the verify_data of a Finished what came out when it was
// computed again; nothing where it could not be.
func Verified(it *handshake.Item) string {
	switch it.Verify {
	case handshake.Matches:
		return ", equal to what the secrets and the messages before give"
	case handshake.Differs:
		return ", not what the secrets and the messages before give: one of them was changed"
	}
	return ""
}

// showing says for each span of a message how much is made of it.
func showing(m anatomy.Message, words []string) ([]transcript.Show, error) {
	spans := m.Trace.Spans
	shows := make([]transcript.Show, len(spans))
	rest := transcript.Shown
	if len(words) > 0 && !slices.Contains(words, "all") {
		rest = transcript.Folded
	}
	set := make([]bool, len(spans))
	for _, w := range words {
		show, path := transcript.Shown, w
		switch w[0] {
		case '*':
			show, path = transcript.Marked, w[1:]
		case '-':
			show, path = transcript.Folded, w[1:]
		}
		if w == "all" {
			continue
		}
		f, ok := m.Field(path)
		if !ok {
			return nil, fmt.Errorf("show message: %s has no field %s", m.Label(), path)
		}
		shows[f.Span], set[f.Span] = show, true
	}
	for i := range spans {
		if set[i] {
			continue
		}
		shows[i] = rest
		for up := parentOf(spans, i); up >= 0; up = parentOf(spans, up) {
			if set[up] { // what is shown or folded, is so with its parts
				if shows[i] = shows[up]; shows[i] == transcript.Marked {
					shows[i] = transcript.Shown
				}
				break
			}
		}
	}
	for i := range spans { // a group around something that is shown is shown, too
		if shows[i] == transcript.Folded {
			continue
		}
		for up := parentOf(spans, i); up >= 0; up = parentOf(spans, up) {
			if shows[up] == transcript.Folded && !set[up] {
				shows[up] = transcript.Shown
			}
		}
	}
	return shows, nil
}

func parentOf(spans []wire.Span, i int) int {
	for up := i - 1; up >= 0; up-- {
		if spans[up].Depth < spans[i].Depth {
			return up
		}
	}
	return -1
}

// fieldTree turns the flat spans of an item into nested fields.
func fieldTree(it *handshake.Item, shows []transcript.Show) []transcript.Field {
	fields, _ := subTree(it, shows, map[saying]bool{}, 0, 0)
	return fields
}

// A saying is what a field means: said once among the fields that are shown, and
// once among those that are folded.
type saying struct {
	field  *wire.Field
	folded bool
}

// subTree is the fields of one depth from span first on.
func subTree(it *handshake.Item, shows []transcript.Show, said map[saying]bool, first, depth int) (fields []transcript.Field, next int) {
	spans := it.Trace.Spans
	i := first
	for i < len(spans) && spans[i].Depth == depth {
		s := spans[i]
		value := it.Bytes[s.Offset : s.Offset+s.Length]
		f := transcript.Field{Name: s.Field.Name, Offset: s.Offset, Length: s.Length, Value: value, Text: s.Field.Value(value),
			Wireshark: s.Field.Filter, Opaque: s.Opaque, Show: shows[i]}
		if k := (saying{s.Field, shows[i] == transcript.Folded}); !said[k] {
			f.Meaning, f.Ref = s.Field.Mean, s.Field.Ref
			said[k] = true
		}
		i++
		if s.Group {
			f.Fields, i = subTree(it, shows, said, i, depth+1)
		}
		fields = append(fields, f)
	}
	return fields, i
}
