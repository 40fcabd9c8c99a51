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
	width    int // columns of a row
	out      []fieldRow
}

// A fieldRow is one line of a field table.
type fieldRow struct {
	text   string
	offset int
	length int  // of the bytes that the row itself shows
	begins bool // the line on which a field begins
	depth  int
	folds  bool // stands for fields that are not shown
}

const (
	fieldWidth = textMax - 2
	longName   = 38 // a longer name does not push the values of its siblings away
	deepest    = 8  // levels that go further in, where there is room
	leastWords = 14 // room for a name, or a value below it
)

func (t *fieldTable) shows(f *Field) bool {
	return t.o.Verbose || f.Show != Folded || anyMarked(f.Fields)
}

func (t *fieldTable) rows(fields []Field, depth int) {
	names, width := t.names(fields), 0
	for i := range fields {
		if w := ansi.StringWidth(names[i]); t.shows(&fields[i]) && w <= longName {
			width = max(width, w)
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

// names are the names of siblings; the elements of a list, which all have one
// name, go by their numbers.
func (t *fieldTable) names(fields []Field) []string {
	names := make([]string, len(fields))
	list := len(fields) > 1
	for i := range fields {
		names[i] = t.say(fields[i].Name)
		list = list && len(fields[i].Fields) == 0 && fields[i].Name == fields[0].Name
	}
	for i := range names {
		if list {
			names[i] = fmt.Sprintf("[%d]", i)
		}
	}
	return names
}

// head is what stands before a name.
func (t *fieldTable) head(sign string, offset int, digits string, depth int) string {
	return sign + t.dim(fmt.Sprintf("%04d", offset)) + "  " + pad(digits, t.hexWidth) + strings.Repeat("  ", min(depth, t.deepest())+1)
}

func (t *fieldTable) deepest() int {
	return min(max((t.width-10-t.hexWidth-leastWords)/2, 0), deepest)
}

func (t *fieldTable) row(f *Field, name string, nameWidth, depth int) {
	sign, digits, length := "  ", "", 0
	if len(f.Fields) == 0 {
		digits, length = t.say(shortHex(f.Value)), f.Length
	}
	value := t.say(fieldText(*f))
	pads := strings.Repeat(" ", max(0, nameWidth-ansi.StringWidth(name)))
	switch {
	case f.Show == Marked:
		sign, name, digits = t.mark("▸")+" ", t.strong(name), t.style(sgrBold+sgrMark, digits)
	case len(f.Fields) > 0:
		name, value = t.dim(name), t.dim(value)
	}
	head := t.head(sign, f.Offset, digits, depth)
	hang, below := ansi.StringWidth(head), min(ansi.StringWidth(head)+2, t.width-leastWords)
	r := fieldRow{offset: f.Offset, length: length, begins: true, depth: depth, text: head + name + pads + "  " + value}
	if ansi.StringWidth(r.text) <= t.width {
		t.out = append(t.out, r)
	} else {
		lines := wrap(name, t.width-hang)
		r.text = head + lines[0]
		t.out = append(t.out, r)
		for _, l := range lines[1:] {
			t.under(l, hang)
		}
		t.under(value, below)
	}
	if n := len(f.Value); f.Show == Marked && len(f.Fields) == 0 && n > 4 && n <= maxMarked {
		t.under(t.style(sgrBold+sgrMark, hexSpaced(f.Value)), below)
	}
	if t.o.Verbose {
		t.under(t.dim(t.say(fieldWords(f))), below)
	}
}

// maxMarked is the longest value, in bytes, that is shown whole because the text
// points at it.
const maxMarked = 64

// fieldWords is what a field means, where that is written, and what Wireshark
// calls it.
func fieldWords(f *Field) string {
	s := f.Meaning
	if f.Ref != "" {
		s += " " + f.Ref + "."
	}
	if f.Wireshark != "" {
		s += " Wireshark: " + f.Wireshark
	}
	return strings.TrimPrefix(s, " ")
}

// under writes text, where there is some, in lines below a field's row.
func (t *fieldTable) under(s string, indent int) {
	if s == "" {
		return
	}
	for _, l := range wrap(s, t.width-indent) {
		t.out = append(t.out, fieldRow{text: strings.Repeat(" ", indent) + l})
	}
}

func (t *fieldTable) folded(fields []Field, depth int) {
	run := fieldRun{fields: fields}
	first, n := run.extent()
	head := t.head("  ", first, "", depth)
	for i, l := range wrap(t.dim(t.say("… "+foldCount(run)+", "+byteWords(first, n)+t.unfolding())), t.width-ansi.StringWidth(head)) {
		if i > 0 {
			t.under(l, ansi.StringWidth(head)+2)
			continue
		}
		t.out = append(t.out, fieldRow{text: head + l, offset: first, begins: true, depth: depth, folds: true})
	}
}

// hexWidth is the room that the digits of all leaves need.
func (t *text) hexWidth(fields []Field) int {
	w := 2
	for i := range fields {
		if len(fields[i].Fields) == 0 {
			w = max(w, ansi.StringWidth(t.say(shortHex(fields[i].Value))))
		}
		w = max(w, t.hexWidth(fields[i].Fields))
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
