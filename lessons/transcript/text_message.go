package transcript

import (
	"fmt"
	"strings"
)

// dumpWidth is the room of a hex view that stands beside its fields.
const dumpWidth = 60

// message writes a decoded message: its bytes and its fields, side by side
// where the terminal is wide enough.
func (t *text) message(m *Message) {
	t.messageHead(m)
	t.messageBody(m)
}

// messageBody is what stands below the head.
func (t *text) messageBody(m *Message) {
	wide := t.o.Width >= wideText
	width := t.o.Width - 4
	if wide {
		width -= dumpWidth
	}
	f := fieldTable{text: t, hexWidth: t.hexWidth(m.Fields), width: min(width, fieldWidth)}
	f.rows(m.Fields, 0)
	if wide {
		t.beside(t.hexLines(m.Bytes, 0, m.marked(), hexRow), f.out, m.Dump)
	} else {
		if m.Dump {
			for _, l := range t.hexLines(m.Bytes, 0, m.marked(), t.hexRow(0)) {
				t.seam(lineSeam)
				t.line("    " + l)
			}
			t.gap()
		}
		for i, r := range f.out {
			t.seamBefore(f.out, i)
			t.line("  " + r.text)
		}
	}
	if filters := markedFilters(m.Fields); len(filters) > 0 && !t.o.Verbose {
		t.gap()
		t.marked("Wireshark: ", t.dim(t.say(strings.Join(filters, ", "))), 4)
	}
	if m.Error != "" {
		t.gap()
		t.marked("✘ ", t.strong("damaged: ")+t.say(m.Error), 4)
	}
	t.gap()
}

// messageHead is the name of a message, and the facts about it.
func (t *text) messageHead(m *Message) {
	facts := *m
	facts.Ref = "" // it stands at the right
	title, words := messageTitle(&facts)
	left := t.strong(t.say(title))
	for i, w := range words {
		s := t.dim(t.say(w))
		if i == 0 && m.From != "" {
			s = t.peer(m.From, t.say(w))
		}
		left += t.dim(" · ") + s
	}
	t.sides(left, t.dim(t.say(m.Ref)))
	t.gap()
}

// beside writes each line of the hex view beside the first field that begins in
// it. Where no field begins, the line stands alone. Unless all is wanted, only
// the lines stand there that hold bytes of a field that is shown.
func (t *text) beside(dump []string, rows []fieldRow, all bool) {
	wanted := make([]bool, len(dump))
	for i := range wanted {
		wanted[i] = all
	}
	for _, r := range rows {
		if !r.begins || r.folds || r.offset < 0 {
			continue
		}
		for at := r.offset / hexRow; at < len(dump) && at <= (r.offset+max(r.length, 1)-1)/hexRow; at++ {
			wanted[at] = true
		}
	}
	at := 0
	flush := func(end int) { // the wanted lines before this one
		for ; at < min(end, len(dump)); at++ {
			if wanted[at] {
				t.seam(lineSeam)
				t.line("    " + dump[at])
			}
		}
	}
	for i, r := range rows {
		l := ""
		if r.begins {
			line := r.offset / hexRow
			flush(line)
			if line == at && at < len(dump) && wanted[at] {
				l, at = dump[at], at+1
			}
		}
		if all { // the lines of the hex view stay together
			t.seam(lineSeam)
		} else {
			t.seamBefore(rows, i)
		}
		t.line("    " + pad(l, dumpWidth) + r.text)
	}
	flush(len(dump))
}

// marked says of each byte of a message whether the text points at it.
func (m *Message) marked() []bool {
	marked := make([]bool, len(m.Bytes))
	markFields(m.Fields, marked)
	return marked
}

func markFields(fields []Field, marked []bool) {
	for i := range fields {
		f := &fields[i]
		if f.Show == Marked {
			markRange(marked, f.Offset, f.Length)
		}
		markFields(f.Fields, marked)
	}
}

// markRange marks what there is of n bytes from offset on.
func markRange(marked []bool, offset, n int) {
	for at := max(offset, 0); at < len(marked) && at-offset < n; at++ {
		marked[at] = true
	}
}

// hexRow is the number of bytes in a line of a hex view, where it fits.
const hexRow = 16

// hexRow is the number of bytes for which a line has room, with so many columns
// for each byte's character.
func (t *text) hexRow(character int) int {
	for _, n := range []int{hexRow, hexRow / 2} {
		if 4+6+n*3+n/8+character*n <= t.o.Width {
			return n
		}
	}
	return hexRow / 4
}

// hexLines is bytes in lines of so many with their offset, counted from base.
func (t *text) hexLines(b []byte, base int, marked []bool, row int) []string {
	var lines []string
	for at := 0; at < len(b); at += row {
		var l strings.Builder
		l.WriteString(t.dim(fmt.Sprintf("%04d", base+at)) + " ")
		for i := at; i < min(at+row, len(b)); i++ {
			if (i-at)%8 == 0 {
				l.WriteByte(' ')
			}
			pair := fmt.Sprintf("%02x", b[i])
			if marked[i] {
				pair = t.style(sgrBold+sgrMark, pair)
			}
			l.WriteString(pair + " ")
		}
		lines = append(lines, strings.TrimRight(l.String(), " "))
	}
	return lines
}

// hexWide is the width of a full line of hexLines, and two columns more.
func hexWide(row int) int { return 4 + 2 + row*3 - 1 + (row-1)/8 + 2 }
