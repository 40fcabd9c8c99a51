package lessons

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestEveryLessonFitsOnSlides: at the sizes of projectors no screen is higher or
// wider than the terminal, and the class sees every word and every value that a
// reader sees, but the answers that were not told.
func TestEveryLessonFitsOnSlides(t *testing.T) {
	for _, l := range All() {
		names := []string{""}
		for _, b := range l.Breaks {
			names = append(names, b.Name)
		}
		for _, name := range names {
			t.Run(strings.TrimSuffix(l.Slug+"/"+name, "/"), func(t *testing.T) {
				d := told(t, l, name)
				for _, o := range []transcript.SlideOptions{
					{TextOptions: transcript.TextOptions{Width: 80}, Height: 21},
					{TextOptions: transcript.TextOptions{Width: 140, Answers: true}, Height: 37},
					{TextOptions: transcript.TextOptions{Width: 80, Answers: true, Verbose: true, ASCII: true}, Height: 21},
					{TextOptions: transcript.TextOptions{Width: 60}, Height: 16},
				} {
					shown := slidesFit(t, d, o)
					if o.Answers && !o.ASCII {
						everyWord(t, d, shown)
					}
				}
			})
		}
	}
}

// slidesFit is the text of all slides.
func slidesFit(t *testing.T, d *transcript.Document, o transcript.SlideOptions) string {
	t.Helper()
	var all strings.Builder
	notes := map[*transcript.Note]bool{}
	for _, s := range transcript.Slides(d) {
		screens, err := s.Screens(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range s.Notes {
			notes[n] = true
		}
		for _, sc := range screens {
			if len(sc.Lines) > o.Height {
				t.Errorf("%d by %d: %d lines:\n%s", o.Width, o.Height, len(sc.Lines), strings.Join(sc.Lines, "\n"))
			}
			for _, line := range sc.Lines {
				if w := ansi.StringWidth(line); w > o.Width {
					t.Errorf("%d by %d: %d columns: %s", o.Width, o.Height, w, line)
				}
				all.WriteString(line + "\n")
			}
		}
	}
	want := len(d.Blocks) - len(d.Shown())
	if len(notes) != want {
		t.Errorf("%d speaker's notes on the slides, want %d", len(notes), want)
	}
	return all.String()
}

// everyWord looks for the texts of a document: prose, claims and notes in their
// order, questions wherever they stand.
func everyWord(t *testing.T, d *transcript.Document, shown string) {
	t.Helper()
	shown = withoutSpace(shown)
	at := 0
	look := func(text transcript.Text) int {
		t.Helper()
		words := withoutSpace(text.String())
		n := strings.Index(shown[at:], words)
		if n < 0 {
			t.Errorf("not on the slides, or not there: %s", text)
			return at
		}
		return at + n + len(words)
	}
	for _, b := range d.Shown() {
		switch b := b.(type) {
		case *transcript.Prose:
			at = look(b.Text)
			for _, i := range b.Items {
				at = look(i)
			}
		case *transcript.Question:
			at = look(b.Ask)
			for _, c := range b.Choices {
				at = look(c.Text)
			}
			for _, c := range b.Choices {
				look(c.Why)
			}
		case *transcript.Note:
			at = look(b.Text)
		case *transcript.Check:
			at = look(b.Claim)
		}
	}
}

// withoutSpace is a text without what breaking its lines changes.
func withoutSpace(s string) string { return strings.Join(strings.Fields(s), "") }
