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

// Message is a message as lines of text: what matters of it or, as the options
// say, every field. It is empty where nothing of it is worth a line. A certificate
// is judged by the time at which it crossed; the zero time judges none.
func (t *Teller) Message(it *handshake.Item, at time.Time) string {
	m := telling.Message(anatomy.Message{Item: it})
	if !t.o.Explain {
		unexplained(m.Fields)
	}
	if t.o.Fields || it.Kind == handshake.KindRecord { // of a record that is shown, all matters
		return t.pen.Message(m)
	}
	tr := &tree{it, it.Trace.Spans, at}
	m.Fields = tr.facts()
	if len(m.Fields) == 0 && it.Err == nil {
		return ""
	}
	return t.folded.Message(m)
}

// unexplained takes the sentences off fields.
func unexplained(fields []transcript.Field) {
	for i := range fields {
		f := &fields[i]
		f.Meaning, f.Ref, f.Wireshark = "", "", ""
		unexplained(f.Fields)
	}
}
