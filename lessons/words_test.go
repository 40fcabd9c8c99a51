package lessons

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/glossary"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestEveryTermIsInTheGlossary: emphasis says that a term is explained here, so it
// has an entry, where it can be found again.
func TestEveryTermIsInTheGlossary(t *testing.T) {
	for _, l := range All() {
		for _, b := range told(t, l, "").Blocks {
			for _, text := range textsOf(b) {
				for _, r := range text {
					if r.Style == transcript.Emph {
						t.Errorf("lesson %d: %q is in emphasis and not in lessons/glossary/words.md", l.Number, r.Text)
					}
				}
			}
		}
	}
}

func textsOf(b transcript.Block) []transcript.Text {
	switch b := b.(type) {
	case *transcript.Prose:
		return append([]transcript.Text{b.Text}, b.Items...)
	case *transcript.Note:
		return append([]transcript.Text{b.Text}, b.Items...)
	case *transcript.Question:
		out := []transcript.Text{b.Ask}
		for _, c := range b.Choices {
			out = append(out, c.Text, c.Why)
		}
		return out
	case *transcript.TryIt:
		return []transcript.Text{b.Text}
	}
	return nil
}

// TestTheGlossaryForReaders holds docs/glossary.md against the entries.
func TestTheGlossaryForReaders(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Glossary\n\nThe terms of the course. `tlsteach help glossary record` shows one of them in the terminal. This page is made from [lessons/glossary/words.md](../lessons/glossary/words.md) by `go test ./lessons -update`.\n")
	for _, e := range glossary.Entries() {
		fmt.Fprintf(&b, "\n## %s\n\n%s", e.Term, e.Means)
		if l := Explains(e); l != nil {
			fmt.Fprintf(&b, " Explained in [lesson %d, %s](transcripts/%02d-%s.md).", l.Number, l.Slug, l.Number, l.Slug)
		}
		b.WriteString("\n")
	}
	const file = "../docs/glossary.md"
	if *update {
		write(t, file, b.Bytes())
		return
	}
	if !bytes.Equal(b.Bytes(), read(t, file)) {
		t.Errorf("%s is not what the entries give: run go test ./lessons -update", file)
	}
}
