package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A listenTeller prints connections: text and JSON as each ends, Markdown and HTML as
// one page at the end. It is called by one goroutine at a time.
type listenTeller struct {
	flags *listenFlags
	w     io.Writer
	text  transcript.TextOptions
	stop  func() // ends the server

	told   int
	docs   []*transcript.Document
	unkept int // connections that a page has no room for
	falses bool
	broken int
	hint   string
	err    error // of the writer
}

// maxPage is how many connections a page of Markdown or HTML has.
const maxPage = 200

func (t *listenTeller) ended(v *listen.Visit) {
	if t.err != nil {
		return
	}
	t.told++
	v.Verbose = t.flags.verbose
	onePage := t.flags.format == "markdown" || t.flags.format == "html"
	d := v.Document(t.measure())
	t.falses = t.falses || d.Failed() > 0
	if v.Failed() {
		if t.broken++; t.broken == 1 {
			t.hint = v.Failure.Hint()
		}
	}
	if onePage {
		if len(t.docs) < maxPage {
			t.docs = append(t.docs, d)
		} else {
			t.unkept++
		}
		return
	}
	var b bytes.Buffer
	if t.told > 1 && t.flags.format == "text" {
		b.WriteByte('\n')
	}
	if t.err = t.flags.print(&b, t.text, []*transcript.Document{d}); t.err == nil {
		_, t.err = t.w.Write(b.Bytes())
	}
	if t.err != nil {
		t.stop()
	}
}

// measure is how fully the next connection is told: in text, of many the first.
func (t *listenTeller) measure() listen.Measure {
	switch {
	case t.flags.format != "text" || t.flags.verbose:
		return listen.Whole
	case t.told > toldShort:
		return listen.Headline
	case t.told > toldWhole:
		return listen.Ladder
	}
	return listen.Shorter
}

// finish prints what waits for the end.
func (t *listenTeller) finish() error {
	if len(t.docs) == 0 {
		return nil
	}
	if t.unkept > 0 {
		last := t.docs[len(t.docs)-1]
		last.Blocks = append(last.Blocks, &transcript.Note{Role: "warning", Text: transcript.Plainly(fmt.Sprintf("A page has room for %d connections: %d more were told nowhere. --format json has no such limit.", maxPage, t.unkept))})
	}
	return t.flags.print(t.w, t.text, t.docs)
}

// verdict is what the connections come to, and whether something was said already
// that is an error.
func (t *listenTeller) verdict(said bool) error {
	switch {
	case t.falses, said:
		return errFalse
	case t.broken > 0:
		return &hinted{fmt.Errorf("%d of %d connections failed; the output says why", t.broken, t.told), t.hint}
	}
	return nil
}
