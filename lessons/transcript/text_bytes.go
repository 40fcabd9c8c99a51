package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// bytes writes raw bytes as digits and as characters, and the spans under them.
func (t *text) bytes(v *Bytes) {
	t.caption(v.Title)
	marked := make([]bool, len(v.Data))
	for _, s := range v.Spans {
		if s.Mark {
			markRange(marked, s.Offset, s.Length)
		}
	}
	n := t.hexRow(1)
	for i, l := range t.hexLines(v.Data, v.Base, marked, n) {
		row := v.Data[i*n : min((i+1)*n, len(v.Data))]
		t.seam(lineSeam)
		t.line("    " + pad(l, hexWide(n)) + t.characters(row, marked[i*n:]))
	}
	if v.Total > len(v.Data) {
		t.line("    " + t.dim(t.say(fmt.Sprintf("… and %s more", countOf(v.Total-len(v.Data), "byte")))))
	}
	if len(v.Spans) > 0 {
		t.gap()
	}
	for _, s := range v.Spans {
		sign := "  "
		if s.Mark {
			sign = t.mark("▸") + " "
		}
		t.seam(partSeam)
		t.marked(sign+pad(byteWords(v.Base+s.Offset, s.Length), 16), t.say(s.Label), 2)
	}
	t.gap()
}

// characters is bytes as ASCII, a point for what has no sign.
func (t *text) characters(row []byte, marked []bool) string {
	var b strings.Builder
	for i, c := range row {
		s := "."
		if c >= 0x20 && c < 0x7f {
			s = string(rune(c))
		}
		if marked[i] {
			s = t.style(sgrBold+sgrMark, s)
		}
		b.WriteString(s)
	}
	return b.String()
}

// derivation writes a step a line: label = expression = value. A label that
// leaves no room for the rest stands alone.
func (t *text) derivation(d *Derivation) {
	if d.Title != "" || d.Ref != "" {
		t.sides(t.strong(t.say(d.Title)), t.dim(t.say(d.Ref)))
		t.gap()
	}
	width := t.labelWidth(d.Steps)
	for _, s := range d.Steps {
		label, line := t.say(s.Label), t.strong(t.say(s.Value))
		if s.Expr != "" {
			line = t.say(s.Expr) + " = " + line
		}
		hang := 4 + width + 4
		t.seam(partSeam)
		if ansi.StringWidth(label) > width {
			t.wrapped(label, 4)
			hang = underLabel
			t.marked("= ", line, hang-2)
		} else {
			t.marked(pad(label, width)+"  = ", line, 4)
		}
		if s.Note != "" {
			t.marked("", t.dim(t.say(s.Note)), hang)
		}
	}
	t.gap()
}

// underLabel is the column of a value that stands below its label.
const underLabel = 4 + 2 + 2

// labelWidth is the room for labels beside their values. It is 0, so that all values
// stand below, where one is a word that would be broken beside its label and need
// not be below.
func (t *text) labelWidth(steps []Step) int {
	most, width := t.column()/3, 0
	for _, s := range steps {
		if w := ansi.StringWidth(t.say(s.Label)); w <= most {
			width = max(width, w)
		}
	}
	for _, s := range steps {
		value := t.say(s.Value)
		if w := ansi.StringWidth(value); !strings.Contains(value, " ") && w > t.column()-4-width-4 && w <= t.column()-underLabel {
			return 0
		}
	}
	return width
}
