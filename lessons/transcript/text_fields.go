package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A fieldTable is the lines of a message's fields: offset, digits, name, value.
// Siblings have their values in one column, all fields their names from one
// column on, deeper ones two columns further in.
type fieldTable struct {
	*text
	hexWidth int
	out      []fieldRow
}

// A fieldRow is one line of a field table.
type fieldRow struct {
	text   string
	offset int
	length int
	begins bool // the line on which a field begins
	folds  bool // stands for fields that are not shown
}

// fieldWidth is the number of columns of a field's row.
const fieldWidth = textMax - 2

func (t *fieldTable) shows(f *Field) bool {
	return t.o.Verbose || f.Show != Folded || anyMarked(f.Fields)
}

func (t *fieldTable) rows(fields []Field, depth int) {
	names, width := fieldNames(fields), 0
	for i := range fields {
		if t.shows(&fields[i]) {
			width = max(width, ansi.StringWidth(names[i]))
		}
	}
	for i := 0; i < len(fields); i++ {
		f := &fields[i]
		if t.shows(f) {
			t.row(f, names[i], width, depth)
			t.rows(f.Fields, depth+1)
			continue
		}
		last := i
		for last+1 < len(fields) && !t.shows(&fields[last+1]) {
			last++
		}
		t.folded(fields[i:last+1], depth)
		i = last
	}
}

// fieldNames are the names of siblings; the elements of a list, which all have
// one name, go by their numbers.
func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	list := len(fields) > 1
	for i := range fields {
		names[i] = visible(fields[i].Name)
		list = list && len(fields[i].Fields) == 0 && fields[i].Name == fields[0].Name
	}
	for i := range names {
		if list {
			names[i] = fmt.Sprintf("[%d]", i)
		}
	}
	return names
}

func (t *fieldTable) row(f *Field, name string, nameWidth, depth int) {
	sign := "  "
	digits := ""
	if len(f.Fields) == 0 {
		digits = shortHex(f.Value)
	}
	value := visible(f.Text)
	if f.Opaque {
		value += " (not opened)"
	}
	pads := strings.Repeat(" ", max(0, nameWidth-ansi.StringWidth(name)))
	switch {
	case f.Show == Marked:
		sign, name, digits = t.mark("▸")+" ", t.strong(name), t.style(sgrBold+sgrMark, digits)
	case len(f.Fields) > 0:
		name, value = t.dim(name), t.dim(value)
	}
	head := sign + t.dim(fmt.Sprintf("%04d", f.Offset)) + "  " + pad(digits, t.hexWidth) + "  " + strings.Repeat("  ", depth)
	width := min(t.o.Width-4, fieldWidth)
	r := fieldRow{offset: f.Offset, length: f.Length, begins: true, text: head + name + pads + "  " + value}
	if ansi.StringWidth(r.text) <= width {
		t.out = append(t.out, r)
	} else {
		r.text = head + name
		t.out = append(t.out, r)
		t.under(value, min(ansi.StringWidth(head)+2, width/2), f)
	}
	if t.o.Verbose && f.Meaning != "" {
		t.under(t.dim(visible(f.Meaning)), ansi.StringWidth(head)+2, f)
	}
}

// under writes text in lines below a field's row.
func (t *fieldTable) under(s string, indent int, f *Field) {
	for _, l := range t.wrap(s, min(t.o.Width-4, fieldWidth)-indent) {
		t.out = append(t.out, fieldRow{text: strings.Repeat(" ", indent) + l, offset: f.Offset, length: f.Length})
	}
}

func (t *fieldTable) folded(fields []Field, depth int) {
	first, n := fieldRun{fields: fields}.extent()
	s := fmt.Sprintf("  %04d  %s  %s… %s, %s (-v shows them)", first, strings.Repeat(" ", t.hexWidth), strings.Repeat("  ", depth),
		countOf(leaves(fields), "more field"), byteWords(first, n))
	t.out = append(t.out, fieldRow{text: t.dim(s), offset: first, length: n, begins: true, folds: true})
}

// hexWidth is the room that the digits of all leaves need.
func hexWidth(fields []Field) int {
	w := 2
	for i := range fields {
		if len(fields[i].Fields) == 0 {
			w = max(w, ansi.StringWidth(shortHex(fields[i].Value)))
		}
		w = max(w, hexWidth(fields[i].Fields))
	}
	return w
}

// shortHex is up to four bytes in full, more cut in the middle.
func shortHex(b []byte) string {
	if len(b) <= 4 {
		return fmt.Sprintf("% x", b)
	}
	return fmt.Sprintf("% x…%02x", b[:2], b[len(b)-1])
}
