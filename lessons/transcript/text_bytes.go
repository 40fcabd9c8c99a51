package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// bytes writes raw bytes as digits and as characters, and the spans under them.
func (t *text) bytes(v *Bytes) {
	t.line("  " + t.strong(visible(v.Title)))
	t.gap()
	marked := make([]bool, len(v.Data))
	for _, s := range v.Spans {
		for at := max(s.Offset, 0); s.Mark && at < s.Offset+s.Length && at < len(marked); at++ {
			marked[at] = true
		}
	}
	for i, l := range t.hexLines(v.Data, v.Base, marked) {
		row := v.Data[i*hexRow : min((i+1)*hexRow, len(v.Data))]
		t.line("    " + pad(l, 56) + t.characters(row, marked[i*hexRow:]))
	}
	if v.Total > len(v.Data) {
		t.line("    " + t.dim(fmt.Sprintf("… and %s more", countOf(v.Total-len(v.Data), "byte"))))
	}
	if len(v.Spans) > 0 {
		t.gap()
	}
	for _, s := range v.Spans {
		sign := "  "
		if s.Mark {
			sign = t.mark("▸") + " "
		}
		t.marked("  "+sign+pad(byteWords(v.Base+s.Offset, s.Length), 16), visible(s.Label), 0)
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

func (t *text) derivation(d *Derivation) {
	t.sides(t.strong(visible(d.Title)), t.dim(visible(d.Ref)))
	t.gap()
	width := 0
	for _, s := range d.Steps {
		width = max(width, ansi.StringWidth(visible(s.Label)))
	}
	for _, s := range d.Steps {
		head := "    " + pad(visible(s.Label), width) + "  = "
		line := t.strong(visible(s.Value))
		if s.Expr != "" {
			line = visible(s.Expr) + " = " + line
		}
		hang := min(ansi.StringWidth(head), t.column()/2)
		for i, l := range t.wrap(line, t.column()-hang) {
			if i > 0 {
				head = strings.Repeat(" ", hang)
			}
			t.line(head + l)
		}
		if s.Note != "" {
			t.marked("", t.dim(visible(s.Note)), hang)
		}
	}
	t.gap()
}

func (t *text) table(v *Table) {
	if v.Title != "" {
		t.line("  " + t.strong(visible(v.Title)))
		t.gap()
	}
	widths := t.tableWidths(v)
	t.tableRow(v.Head, widths, t.dim)
	for _, row := range v.Rows {
		t.tableRow(row, widths, func(s string) string { return s })
	}
	t.gap()
}

// tableWidths gives each column what it needs, the widest one less where they
// do not fit.
func (t *text) tableWidths(v *Table) []int {
	var widths []int
	for _, row := range append([][]Text{v.Head}, v.Rows...) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(visible(cell.String())))
		}
	}
	for len(widths) > 0 {
		sum, widest := 4+2*(len(widths)-1), 0
		for i, w := range widths {
			sum += w
			if w > widths[widest] {
				widest = i
			}
		}
		if sum <= t.column() || widths[widest] <= 8 {
			break
		}
		widths[widest]--
	}
	return widths
}

func (t *text) tableRow(row []Text, widths []int, style func(string) string) {
	cells, height := make([][]string, len(row)), 1
	for i, cell := range row {
		cells[i] = t.wrap(t.inline(cell), widths[i])
		height = max(height, len(cells[i]))
	}
	for h := range height {
		l := "    "
		for i := range cells {
			s := ""
			if h < len(cells[i]) {
				s = style(cells[i][h])
			}
			l += pad(s, widths[i]) + "  "
		}
		t.line(l)
	}
}
