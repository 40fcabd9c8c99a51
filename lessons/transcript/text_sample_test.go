package transcript

import (
	"bytes"
	"math/rand/v2"
	"strings"
)

// longDocument has, in every place, more than fits.
func longDocument() *Document {
	words := strings.TrimSpace(strings.Repeat("many words that go on ", 7))
	name := strings.Repeat("a_very_long_name_", 9)
	choice := func(key string) Choice {
		return Choice{Key: key, Text: Plainly(words), Why: Text{{Text: words}, {Style: Code, Text: name}}}
	}
	var head, cells []Text
	for range 14 {
		head, cells = append(head, Plainly("a long head")), append(cells, Text{{Style: Strong, Text: words}, {Style: Code, Text: name}})
	}
	deep := Field{Name: name, Length: 2, Value: Hex{1, 2}, Text: words, Show: Marked}
	for range 12 {
		deep = Field{Name: name, Length: 2, Value: Hex{1, 2}, Text: name, Fields: []Field{deep}, Meaning: words, Ref: "RFC 8446 §4.1.2"}
	}
	return &Document{Lesson: &Lesson{Number: 7, Title: words, Article: strings.Fields(words), Question: words + "?"},
		Stamp: Stamp{Seed: ptr(^uint64(0)), Go: name, Transport: "memory", Break: name}, Blocks: []Block{
			&Heading{Level: 2, Text: Text{{Style: Emph, Text: words}}},
			&Prose{Text: Text{{Style: Link, Text: name, Href: "https://example.com/" + name}}, Items: []Text{Plainly(words), Plainly(name)}, Ordered: true},
			&Ladder{Title: words, Client: name, Server: name, Rows: []LadderRow{
				{From: "client", Label: words, Bytes: 1 << 62, Millis: ptr(1e300), Closed: true, Note: words, Mark: true},
				{From: "server", Label: name, Bytes: -1, Millis: ptr(-12345678.9), Note: name},
				{From: "server"}}},
			&Ladder{},
			&Message{Name: name, Title: words, From: "server", Where: words, Ref: words, Bytes: Hex{1, 2}, Dump: true, Fields: []Field{deep}, Error: words},
			&Message{Name: "wide", From: name, Bytes: bytes.Repeat([]byte{0xab}, 200), Fields: []Field{
				{Name: name, Length: 200, Value: bytes.Repeat([]byte{0xab}, 200), Text: strings.Repeat("ab", 200), Wireshark: name, Opaque: true}}},
			&Question{ID: "q", Role: name, Ask: Plainly(words), Choices: []Choice{choice("a"), choice(name)}, Answer: name, Chosen: "a"},
			&Note{Role: "answer", Question: "q", Text: Plainly(words), Items: []Text{Plainly(name)}},
			&Note{Role: "misconception", Title: words, Text: Plainly(name)},
			&Note{Role: "aside", Title: name, Items: []Text{Plainly(words)}},
			&Check{Claim: Plainly(words), Got: name, Want: words, Evidence: Evidence{Message: name, Field: name, Offset: 1 << 62, Length: 9, Text: words}},
			&Derivation{Title: words, Ref: words, Steps: []Step{{Label: name, Expr: words, Value: name, Note: words}, {Label: words, Value: words}, {Label: "short", Expr: name, Value: "1"}}},
			&Bytes{Title: words, Base: 1 << 62, Data: bytes.Repeat([]byte{'a'}, 40), Total: 1 << 62, Spans: []ByteSpan{{Offset: 1 << 60, Length: 1 << 60, Label: words, Mark: true}}},
			&Table{Title: words, Head: head, Rows: [][]Text{cells, {Plainly("one")}, {}, cells}},
			&Table{Head: head[:3], Rows: [][]Text{cells[:2], cells[:3]}},
			&TryIt{Role: name, Text: Plainly(words), Commands: []string{words, ""}},
		}}
}

// randomMessage is a message whose leaves tile its bytes; some are folded, some
// pointed at.
func randomMessage(r *rand.Rand) *Message {
	m := &Message{Name: "Random", From: "client", Dump: r.IntN(2) == 0}
	show := func() Show { return []Show{Shown, Shown, Marked, Folded, Folded, Folded}[r.IntN(6)] }
	var tree func(depth int) []Field
	tree = func(depth int) []Field {
		var fields []Field
		for range 1 + r.IntN(5) {
			f := Field{Name: "field", Offset: len(m.Bytes), Show: show()}
			if depth < 3 && r.IntN(3) == 0 {
				f.Fields = tree(depth + 1)
			} else {
				for range r.IntN(40) {
					m.Bytes = append(m.Bytes, byte(len(m.Bytes)*7))
				}
			}
			f.Length = len(m.Bytes) - f.Offset
			f.Value = m.Bytes[f.Offset:]
			fields = append(fields, f)
		}
		return fields
	}
	m.Fields = tree(0)
	return m
}

// shownLeaves are the leaves that a reader sees without -v.
func shownLeaves(fields []Field) (out []Field) {
	for _, f := range fields {
		switch {
		case f.Show == Folded && !anyMarked(f.Fields):
		case len(f.Fields) == 0:
			out = append(out, f)
		default:
			out = append(out, shownLeaves(f.Fields)...)
		}
	}
	return out
}
