package transcript

import (
	"fmt"
	"strings"
)

// message writes a decoded message: its bytes and its fields, side by side
// where the terminal is wide enough.
func (t *text) message(m *Message) {
	name := m.Title
	if name == "" {
		name = m.Name
	}
	left := t.strong(visible(name)) + t.dim(" · ") + t.peer(m.From, visible(m.From)+" → "+otherSide(m.From)) +
		t.dim(fmt.Sprintf(" · %s · %s", countOf(len(m.Bytes), "byte"), visible(m.Where)))
	t.sides(left, t.dim(visible(m.Ref)))
	t.gap()

	f := fieldTable{text: t, hexWidth: hexWidth(m.Fields)}
	f.rows(m.Fields, 0)
	switch {
	case t.o.Width >= wideText:
		t.beside(t.dump(m), f.out, m.Dump)
	case m.Dump:
		for _, l := range t.dump(m) {
			t.line("    " + l)
		}
		t.gap()
		fallthrough
	default:
		for _, r := range f.out {
			t.line("  " + r.text)
		}
	}
	if m.Error != "" {
		t.gap()
		t.marked("✘ ", t.strong("damaged: ")+visible(m.Error), 4)
	}
	t.gap()
}

// beside writes each line of the hex view beside the first field that begins in
// it. Where no field begins, the line stands alone; unless all is wanted, lines
// of which no field is shown are left out.
func (t *text) beside(dump []string, rows []fieldRow, all bool) {
	const left = 60
	at := 0
	for _, r := range rows {
		line := r.offset / hexRow
		if r.folds && !all {
			at = max(at, (r.offset+r.length)/hexRow) // the line on which something is shown again
			t.line("    " + strings.Repeat(" ", left) + r.text)
			continue
		}
		for ; at < len(dump) && at < line; at++ {
			t.line("    " + dump[at])
		}
		l := ""
		if at < len(dump) && at == line && r.begins {
			l, at = dump[at], at+1
		}
		t.line("    " + pad(l, left) + r.text)
	}
	for ; all && at < len(dump); at++ {
		t.line("    " + dump[at])
	}
}

// hexRow is the number of bytes in a line of a hex view.
const hexRow = 16

// dump is the hex view of a whole message, the bytes of marked fields in colour.
func (t *text) dump(m *Message) []string {
	marked := make([]bool, len(m.Bytes))
	markFields(m.Fields, marked)
	return t.hexLines(m.Bytes, 0, marked)
}

func markFields(fields []Field, marked []bool) {
	for i := range fields {
		f := &fields[i]
		if f.Show == Marked {
			for at := max(f.Offset, 0); at < f.Offset+f.Length && at < len(marked); at++ {
				marked[at] = true
			}
		}
		markFields(f.Fields, marked)
	}
}

// hexLines is bytes in lines of 16 with their offset, counted from base.
func (t *text) hexLines(b []byte, base int, marked []bool) []string {
	var lines []string
	for at := 0; at < len(b); at += hexRow {
		var l strings.Builder
		l.WriteString(t.dim(fmt.Sprintf("%04d", base+at)) + " ")
		for i := at; i < min(at+hexRow, len(b)); i++ {
			if (i-at)%8 == 0 {
				l.WriteByte(' ')
			}
			pair := fmt.Sprintf("%02x", b[i])
			if marked != nil && marked[i] {
				pair = t.style(sgrBold+sgrMark, pair)
			}
			l.WriteString(pair + " ")
		}
		lines = append(lines, strings.TrimRight(l.String(), " "))
	}
	return lines
}
