package report

import (
	"time"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Teller tells single messages as a Text does.
type Teller struct {
	o      Options
	pen    *transcript.Pen
	folded *transcript.Pen // what is folded needs no hex view beside it, however wide the terminal is
}

// unfoldedWidth is the width at which a message gets a hex view beside its fields.
const unfoldedWidth = 130

// NewTeller makes a Teller. Explain includes Fields.
func NewTeller(o Options) *Teller {
	o.Fields = o.Fields || o.Explain
	o.Verbose = o.Explain
	narrow := o.TextOptions
	narrow.Width = min(narrow.Width, unfoldedWidth-1)
	return &Teller{o: o, pen: transcript.NewPen(o.TextOptions), folded: transcript.NewPen(narrow)}
}

// Tells says whether a message that nobody asked for by its name is told: what is
// closed and what holds nothing of its own is not.
func (t *Teller) Tells(it *handshake.Item) bool {
	switch {
	case it.Err != nil:
		return true
	case it.Kind == handshake.KindApplicationData:
		return it.Decrypted
	case it.Protected && !it.Decrypted || it.Kind == handshake.KindRecord:
		return false
	}
	return t.o.Fields || it.Kind != handshake.KindChangeCipherSpec
}

// maxFields is how many fields of a message are told, groups included. Those of
// peers have hundreds, and long lists of authorities thousands; an attacker's, a
// hundred thousand.
const maxFields = 20_000

// Message is a message as lines of text. It is empty where nothing of it is worth
// a line.
func (t *Teller) Message(it *handshake.Item, at time.Time) string {
	m := t.Block(it, at)
	switch {
	case len(m.Fields) == 0 && it.Err == nil:
		return ""
	case t.unfolded(it):
		return t.pen.Message(m)
	}
	return t.folded.Message(m)
}

// Block is a message with the fields that are told: those that matter, or all of
// them, folded or as they are. A certificate is judged by the time at which it
// crossed; the zero time judges none.
func (t *Teller) Block(it *handshake.Item, at time.Time) *transcript.Message {
	if spans := it.Trace.Spans; len(spans) > maxFields {
		short := *it
		short.Trace.Spans = spans[:maxFields]
		m := t.Block(&short, at)
		untold := spans[maxFields].Offset
		m.Fields = append(m.Fields, transcript.Field{Name: "untold", Offset: untold, Length: len(it.Bytes) - untold,
			Value: it.Bytes[untold:], Text: thousands(len(spans)-maxFields) + " more fields, which no text has room for: --format jsonl has them"})
		return m
	}
	m := telling.Message(anatomy.Message{Item: it})
	for i := range m.Fields {
		if f := &m.Fields[i]; it.Decrypted && f.Name == "application_data" {
			f.Text = preview(f.Value)
		}
	}
	switch {
	case !t.unfolded(it):
		m.Fields = (&tree{it, it.Trace.Spans, at, t.o.Whole}).facts()
	case t.o.Explain:
		once(m.Fields)
	default:
		unexplained(m.Fields)
	}
	return m
}

// unfolded says whether every field is told: of a record that is shown, all matters.
func (t *Teller) unfolded(it *handshake.Item) bool {
	return t.o.Fields || it.Kind == handshake.KindRecord
}

// once takes the name in Wireshark off fields that have been explained before, as
// the elements of a list have.
func once(fields []transcript.Field) {
	for i := range fields {
		f := &fields[i]
		if f.Meaning == "" && f.Ref == "" {
			f.Wireshark = ""
		}
		once(f.Fields)
	}
}

// unexplained takes the sentences off fields.
func unexplained(fields []transcript.Field) {
	for i := range fields {
		f := &fields[i]
		f.Meaning, f.Ref, f.Wireshark = "", "", ""
		unexplained(f.Fields)
	}
}
