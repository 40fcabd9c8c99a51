package transcript

import (
	"bytes"
	"strings"
	"testing"
)

// TestNobodySeesTheSpeakersNotes: they are in the document, and in no print.
func TestNobodySeesTheSpeakersNotes(t *testing.T) {
	const secret = "wait for the answers"
	note := &Note{Role: "speaker", Text: Plainly(secret)}
	d := &Document{Command: "demo", Blocks: []Block{
		note,
		&Check{ID: "a", Claim: Plainly("one"), Got: "1", Want: "1", Passed: true}, note,
		&Check{ID: "b", Claim: Plainly("two"), Got: "1", Want: "1", Passed: true},
		&Ladder{Title: "L", Client: "client", Server: "server", Rows: []LadderRow{{From: "client", Label: "ClientHello"}}}, note,
		&Prose{Text: Plainly("end")}, note,
	}}
	with, without := &Document{Command: "demo", Blocks: d.Blocks}, &Document{Command: "demo", Blocks: d.Shown()}
	for name, print := range map[string]func(*bytes.Buffer, *Document) error{
		"text":     func(b *bytes.Buffer, d *Document) error { return Terminal(b, []*Document{d}, TextOptions{Width: 80}) },
		"markdown": func(b *bytes.Buffer, d *Document) error { return Markdown(b, []*Document{d}) },
		"html":     func(b *bytes.Buffer, d *Document) error { return HTML(b, []*Document{d}) },
	} {
		var a, b bytes.Buffer
		if err := print(&a, with); err != nil {
			t.Fatal(name, err)
		}
		if err := print(&b, without); err != nil {
			t.Fatal(name, err)
		}
		if a.String() != b.String() || strings.Contains(a.String(), secret) {
			t.Errorf("%s: the note changes what is printed:\n%s", name, a.String())
		}
	}
	var j bytes.Buffer
	if err := JSON(&j, d); err != nil || !strings.Contains(j.String(), secret) {
		t.Errorf("a saved document lost its notes: %v", err)
	}
	chunks, notes := Chunks(d), 0
	for _, c := range chunks {
		notes += len(c.Notes)
	}
	if notes != 4 || len(chunks) != len(Chunks(without)) {
		t.Errorf("%d notes on %d chunks", notes, len(chunks))
	}
}

func TestALadderSaysWhatWasOpened(t *testing.T) {
	rows := []LadderRow{{From: "client", Label: "Finished", Closed: true, Opened: true}, {From: "client", Label: "record 1, protected", Closed: true}}
	d := &Document{Command: "demo", Blocks: []Block{&Ladder{Client: "c", Server: "s", Rows: rows}}}
	for name, print := range map[string]func(*bytes.Buffer, *Document) error{
		"text":     func(b *bytes.Buffer, d *Document) error { return Terminal(b, []*Document{d}, TextOptions{Width: 80}) },
		"markdown": func(b *bytes.Buffer, d *Document) error { return Markdown(b, []*Document{d}) },
		"html":     func(b *bytes.Buffer, d *Document) error { return HTML(b, []*Document{d}) },
	} {
		var b bytes.Buffer
		if err := print(&b, d); err != nil {
			t.Fatal(name, err)
		}
		if !strings.Contains(b.String(), "opened") || !strings.Contains(b.String(), "closed") {
			t.Errorf("%s:\n%s", name, b.String())
		}
	}
	if n := len(Chunks(d)); n != 2 {
		t.Errorf("what was opened is revealed with what was not: %d chunks", n)
	}
}
