package transcript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (p *mdPrinter) message(m *Message) {
	title, facts := messageTitle(m)
	p.para(mdTitle(title, facts...))
	if m.Error != "" {
		p.para("✘ **damaged** ", mdPlainly(m.Error))
	}
	if m.Dump && len(m.Bytes) > 0 {
		p.WriteString(mdFence("text", hexLines(m.Bytes, 0, false)))
	}
	if len(m.Fields) == 0 {
		return
	}
	t := &mdFields{p: p, meaning: anyMeaning(m.Fields)}
	t.row("Bytes", "Hex", "Field", "Value", "Meaning")
	t.row("---", "---", "---", "---", "---")
	t.fields(m.Fields, 0)
	p.WriteString("\n")
	if names := markedFilters(m.Fields); len(names) > 0 {
		for i := range names {
			names[i] = mdCode(names[i], false)
		}
		p.para("In Wireshark: ", strings.Join(names, ", "))
	}
}

// An mdFields writes the table of a message's fields.
type mdFields struct {
	p       *mdPrinter
	meaning bool // there is a last column
}

// row writes cells that are already escaped; the last is the meaning.
func (t *mdFields) row(cells ...string) {
	if !t.meaning {
		cells = cells[:len(cells)-1]
	}
	t.p.WriteString(mdCells(cells))
}

func (t *mdFields) fields(fields []Field, depth int) {
	for _, r := range fieldRuns(fields) {
		if r.folded {
			offset, n := r.extent()
			t.row(byteRange(offset, n), "", nesting(depth)+"*"+foldCount(r)+"*", mdCell(foldNames(r)), "")
			continue
		}
		f := r.fields[0]
		name := mdCell(f.Name)
		if f.Show == Marked {
			name = "▸ **" + mdCell(strings.TrimSpace(f.Name)) + "**"
		}
		hex := ""
		if len(f.Fields) == 0 {
			hex = mdCode(hexCut(f.Value), true)
		}
		t.row(byteRange(f.Offset, f.Length), hex, nesting(depth)+name, mdCell(fieldText(f)), mdMeaning(f))
		t.fields(f.Fields, depth+1)
	}
}

func mdMeaning(f Field) string {
	if f.Meaning != "" && f.Ref != "" {
		return mdCell(f.Meaning) + " (" + mdCell(f.Ref) + ")"
	}
	return mdCell(f.Meaning + f.Ref)
}

func mdCell(s string) string { return mdInline(Plainly(s), false, true) }

// nesting stands before the name of a field; what is nested deeper than a
// person would follow is not drawn deeper.
func nesting(depth int) string { return strings.Repeat("· ", min(depth, 12)) }

func anyMeaning(fields []Field) bool {
	for _, f := range fields {
		if f.Meaning != "" || anyMeaning(f.Fields) {
			return true
		}
	}
	return false
}

// markedFilters are the Wireshark names of the marked fields, each once.
func markedFilters(fields []Field) []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, f := range fields {
		if f.Show == Marked {
			add(f.Wireshark)
		}
		for _, name := range markedFilters(f.Fields) {
			add(name)
		}
	}
	return out
}

// hexLines is the hex view of bytes, 16 a line, with what is ASCII behind them.
func hexLines(b []byte, base int, ascii bool) []string {
	var lines []string
	for i := 0; i < len(b); i += 16 {
		row := b[i:min(i+16, len(b))]
		line := fmt.Sprintf("%04d  %s", base+i, hexSpaced(row[:min(8, len(row))]))
		if len(row) > 8 {
			line += "  " + hexSpaced(row[8:])
		}
		if ascii {
			line += strings.Repeat(" ", 48-len(hexSpaced(row))-len(row)/9) + "  " + asciiView(row)
		}
		lines = append(lines, line)
	}
	return lines
}

// asciiView shows a dot for every byte that is not printable ASCII.
func asciiView(b []byte) string {
	out := make([]byte, len(b))
	for i, c := range b {
		if c < 0x20 || c > 0x7e {
			c = '.'
		}
		out[i] = c
	}
	return string(out)
}

func (p *mdPrinter) bytes(b *Bytes) {
	p.para(mdTitle(b.Title, bytesFact(b)))
	if len(b.Data) > 0 {
		p.WriteString(mdFence("text", hexLines(b.Data, b.Base, true)))
	}
	var spans []string
	for _, s := range b.Spans {
		at := byteWords(b.Base+s.Offset, s.Length)
		if s.Mark {
			spans = append(spans, "▸ **"+at+"**: "+mdBold(s.Label))
		} else {
			spans = append(spans, at+": "+mdPlainly(s.Label))
		}
	}
	p.list(spans, false)
}

// bytesFact says how much of the whole a view shows.
func bytesFact(b *Bytes) string {
	if b.Total > len(b.Data) {
		return "the first " + strconv.Itoa(len(b.Data)) + " of " + countOf(b.Total, "byte")
	}
	return countOf(len(b.Data), "byte")
}
