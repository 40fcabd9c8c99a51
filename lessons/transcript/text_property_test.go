package transcript

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var sgrSequence = regexp.MustCompile("\x1b\\[[0-9;]*m")

// checkLines says what is wrong with the lines of a text.
func checkLines(o TextOptions, text string) error {
	for i, l := range strings.Split(text, "\n") {
		if w := ansi.StringWidth(l); w > o.Width {
			return fmt.Errorf("line %d is %d columns wide: %q", i+1, w, l)
		}
		plain := l
		if strings.Contains(l, "\x1b") {
			plain = sgrSequence.ReplaceAllString(l, "")
		}
		if !isVisible(plain) {
			return fmt.Errorf("line %d has what is not seen: %q", i+1, l)
		}
		if strings.TrimRight(plain, " ") != plain {
			return fmt.Errorf("line %d ends in white space: %q", i+1, l)
		}
		if o.ASCII && strings.IndexFunc(l, func(r rune) bool { return r >= 0x80 }) >= 0 {
			return fmt.Errorf("line %d is not ASCII: %q", i+1, l)
		}
		open := false
		for _, s := range sgrSequence.FindAllString(l, -1) {
			open = s != sgrOff
		}
		if open {
			return fmt.Errorf("line %d leaves a style open: %q", i+1, l)
		}
		if plain != l && !o.Color {
			return fmt.Errorf("line %d has a style: %q", i+1, l)
		}
	}
	return nil
}

func checkText(t *testing.T, o TextOptions, docs ...*Document) {
	t.Helper()
	o.Color = false
	plain := printText(t, o, docs...)
	if err := checkLines(o, plain); err != nil {
		t.Errorf("%+v: %v", o, err)
	}
	o.Color = true
	coloured := printText(t, o, docs...)
	if err := checkLines(o, coloured); err != nil {
		t.Errorf("%+v: %v", o, err)
	}
	if got := sgrSequence.ReplaceAllString(coloured, ""); got != plain {
		t.Errorf("%+v: colour changes the text: %s", o, firstDifference(got, plain))
	}
}

// withoutCommands takes away the commands: what cannot be broken stays whole,
// and may be wider than the page.
func withoutCommands(docs []*Document) []*Document {
	for _, d := range docs {
		for _, b := range d.Blocks {
			if y, ok := b.(*TryIt); ok {
				y.Commands = nil
			}
		}
	}
	return docs
}

// TestTextFits prints at every width, in every way, what fits and what does not.
func TestTextFits(t *testing.T) {
	wide := withoutCommands(filled(strings.Repeat("日本語\U0001f469", 9)))[0]
	for name, d := range map[string]*Document{"lesson": sampleDocument(), "command": sampleCommand(), "long": longDocument(), "wide": wide} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for width := 40; width <= 200; width++ {
				edge := width == 40 || width == 61 || width == 62 || width == wideText-1 || width == wideText || width == 200
				if !edge && (width > 62 && width%7 > 0 || width%9 > 0 && (name == "long" || name == "wide")) {
					continue // the layout changes at edges; between them little does
				}
				checkText(t, TextOptions{Width: width, ASCII: width%2 == 0, Verbose: width%3 == 0}, d)
				if t.Failed() {
					return
				}
			}
		})
	}
}

// TestTextAttacks puts every nasty string in every place.
func TestTextAttacks(t *testing.T) {
	for n, s := range append([]string{"日本語", "\u200d\U0001f469\u200d\U0001f469", "\u00a0\u3000", "   ", " x", ""}, nasty...) {
		for i, width := range []int{40, 57, 80, 140} {
			if i != n%4 {
				continue // one of them does
			}
			docs := filled(s)
			if width == 40 {
				docs = withoutCommands(docs)
			}
			checkText(t, TextOptions{Width: width, ASCII: i%2 == 1, Verbose: i%3 == 0}, docs...)
			if t.Failed() {
				t.Fatalf("with %q", s)
			}
		}
	}
}

// TestEveryFormatShowsWhatItHas: no string of a document becomes a control
// character or turns the direction of the text, in any format.
func TestEveryFormatShowsWhatItHas(t *testing.T) {
	for name, print := range printers {
		for _, s := range nasty {
			var out bytes.Buffer
			if err := print(&out, filled(s)); err != nil {
				t.Fatal(name, err)
			}
			if plain := strings.NewReplacer("\n", "").Replace(out.String()); !isVisible(plain) {
				t.Errorf("%s: %q: unseen characters in the output", name, s)
			}
		}
	}
}

// printers are the four printers, each for several documents.
var printers = map[string]func(io.Writer, []*Document) error{
	"text": func(w io.Writer, docs []*Document) error { return Terminal(w, docs, TextOptions{}) },
	"wide": func(w io.Writer, docs []*Document) error {
		return Terminal(w, docs, TextOptions{Width: 140, Verbose: true})
	},
	"markdown": Markdown,
	"html":     HTML,
	"json": func(w io.Writer, docs []*Document) error {
		for _, d := range docs {
			if err := JSON(w, d); err != nil {
				return err
			}
		}
		return nil
	},
}

// TestUnknownBlockIsRefused holds for every printer.
func TestUnknownBlockIsRefused(t *testing.T) {
	for name, print := range printers {
		for _, b := range []Block{strange{}, nil, impostor{}} {
			if err := print(io.Discard, []*Document{{Blocks: []Block{&Prose{}, b}}}); err == nil {
				t.Errorf("%s: no error for %T", name, b)
			}
		}
	}
}

// impostor is a block of an unknown type that calls itself by a known name.
type impostor struct{ *Heading }

// TestHexPairsStayTogether breaks long digits at every width: each line holds
// an even number of them.
func TestHexPairsStayTogether(t *testing.T) {
	digits := strings.Repeat("0f", 300)
	d := &Document{Blocks: []Block{
		&Prose{Text: Plainly("zzz " + digits)}, &Prose{Items: []Text{{{Style: RunValue, Text: digits}}}},
		&Derivation{Title: "zzz", Steps: []Step{{Label: "x", Value: digits}, {Label: "yy", Expr: "zz(" + digits + ", 2)", Value: digits}}},
		&Check{Claim: Plainly("zzz"), Got: digits, Want: "x " + digits},
		&Message{Bytes: Hex{1}, Fields: []Field{{Name: "yy", Length: 1, Text: digits}, {Name: "zz", Offset: 1, Text: "zz " + digits}}},
		&Table{Head: []Text{Plainly("zz"), Plainly("zz")}, Rows: [][]Text{{Plainly(digits), Plainly(digits)}}},
		&Bytes{Title: "zz", Data: Hex{1}, Spans: []ByteSpan{{Length: 1, Label: digits}}},
		&Note{Role: "aside", Title: digits, Text: Plainly(digits)},
	}}
	run, offset := regexp.MustCompile(`[0f]{3,}`), regexp.MustCompile(`^ *000\d `)
	for width := 40; width <= 200; width += 1 + width/60 {
		seen := 0
		for _, l := range strings.Split(printText(t, TextOptions{Width: width}, d), "\n") {
			l = offset.ReplaceAllString(l, "")
			for _, digits := range run.FindAllString(l, -1) {
				if seen += len(digits); len(digits)%2 != 0 || digits[0] != '0' {
					t.Fatalf("width %d: a byte is broken: %s", width, l)
				}
			}
		}
		if most := 600 * 14; seen < most-2*14 { // a rest of one byte is not counted
			t.Fatalf("width %d: %d digits, want %d", width, seen, most)
		}
	}
}

// TestDeepFields: nesting as deep as JSON reads takes no time worth naming.
func TestDeepFields(t *testing.T) {
	f := Field{Name: "leaf", Length: 1, Value: Hex{1}}
	for range 3000 {
		f = Field{Name: "group", Length: 1, Fields: []Field{f}}
	}
	text := printText(t, TextOptions{Width: 40, Verbose: true}, &Document{Blocks: []Block{&Message{Bytes: Hex{1}, Fields: []Field{f}}}})
	if n := strings.Count(text, "group"); n != 3000 || len(text) > 1<<20 {
		t.Errorf("%d groups in %d bytes of text", n, len(text))
	}
}
