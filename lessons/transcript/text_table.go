package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// narrowCell is the least that a column of a table is narrowed to.
const narrowCell = 8

// table writes columns; where even narrow ones do not fit, each row becomes a
// list of its cells.
func (t *text) table(v *Table) {
	t.caption(v.Title)
	widths, fits := t.tableWidths(v)
	if !fits {
		t.stacked(v)
		return
	}
	head := t.b.Len()
	t.tableRow(v.Head, widths, t.dim)
	t.repeats(t.b.String()[head:])
	defer t.repeats("")
	for _, row := range v.Rows {
		t.seam(partSeam)
		t.tableRow(row, widths, func(s string) string { return s })
	}
	t.gap()
}

// tableWidths gives each column what it needs, the widest one less where they
// do not fit together.
func (t *text) tableWidths(v *Table) (widths []int, fits bool) {
	for _, row := range append([][]Text{v.Head}, v.Rows...) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(ansi.StringWidth(t.inline(cell)), t.column()))
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
		if sum <= t.column() {
			break
		}
		if widths[widest] <= narrowCell {
			return nil, false
		}
		widths[widest]--
	}
	return widths, true
}

func (t *text) tableRow(row []Text, widths []int, style func(string) string) {
	cells, height := make([][]string, len(row)), 0
	for i, cell := range row {
		cells[i] = wrap(t.inline(cell), widths[i])
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

// stacked writes each row as lines of "head: cell".
func (t *text) stacked(v *Table) {
	for _, row := range v.Rows {
		for i, cell := range row {
			mark := "  "
			if i == 0 {
				mark = "• "
				t.seam(partSeam)
			}
			head := ""
			if i < len(v.Head) && len(v.Head[i]) > 0 {
				head = t.dim(strings.TrimSpace(t.inline(v.Head[i]))+":") + " "
			}
			t.marked(mark, head+t.inline(cell), 4)
		}
	}
	if len(v.Rows) == 0 {
		t.items(v.Head, false, 4)
	}
	t.gap()
}
