package transcript

import (
	"encoding/hex"
	"fmt"
	"strings"
)

func (p *htmlPrinter) message(m *Message) {
	title, facts := messageTitle(m)
	class := "view"
	if m.Dump {
		class += " dump"
	}
	p.open(class, title, strings.Join(facts, " · "))
	if m.Error != "" {
		p.f("<p class=\"damaged\"><strong>✘ damaged</strong> %s</p>\n", esc(m.Error))
	}
	p.WriteString("<div class=\"pair\">\n")
	marked := make([]bool, len(m.Bytes))
	markFields(m.Fields, marked)
	p.hex(m.Bytes, 0, false, marked)
	if len(m.Fields) > 0 {
		p.WriteString("<ol class=\"fields\" role=\"list\">\n")
		p.fields(m.Fields, len(m.Bytes), true)
		p.WriteString("</ol>\n")
	}
	p.WriteString("</div>\n</section>\n")
}

// open begins a view of bytes: a hex view and the list of what they are.
func (p *htmlPrinter) open(class, title, facts string) {
	p.f("<section class=\"%s\" aria-label=\"%s\">\n<p class=\"caption\"><strong>%s</strong> <span class=\"facts\">%s</span></p>\n",
		class, esc(title), esc(title), esc(facts))
}

// hex writes 16 bytes a row. A byte is known by data-o, its offset from the
// first; the offset that is printed counts from base. Marked bytes are those that
// the text points at.
func (p *htmlPrinter) hex(b []byte, base int, ascii bool, marked []bool) {
	if len(b) == 0 {
		return
	}
	p.WriteString("<div class=\"bytes\">\n<div class=\"hex\">\n")
	for i := 0; i < len(b); i += 16 {
		p.f("<div class=\"r\"><span class=\"o\">%04d</span>", base+i)
		row := b[i:min(i+16, len(b))]
		for j := 0; j < len(row); j += 8 {
			p.WriteString(" <span class=\"g\">")
			for k := j; k < min(j+8, len(row)); k++ {
				if k > j {
					p.WriteByte(' ')
				}
				class := ""
				if marked[i+k] {
					class = " class=\"m\""
				}
				p.f("<span data-o=\"%d\"%s>%s</span>", i+k, class, hex.EncodeToString(row[k:k+1]))
			}
			p.WriteString("</span>")
		}
		if ascii && len(row) <= 8 {
			p.WriteString(" <span class=\"g\"></span>") // so that the characters stay in their column
		}
		if ascii {
			p.f(" <span class=\"ascii\">%s</span>", esc(asciiView(row)))
		}
		p.WriteString("</div>\n")
	}
	p.WriteString("</div>\n<p class=\"now\" aria-live=\"polite\" hidden></p>\n</div>\n")
}

// fields writes a list of fields of a message of size bytes.
func (p *htmlPrinter) fields(fields []Field, size int, fold bool) {
	for _, r := range fieldRuns(fields) {
		if r.folded && fold {
			offset, n := r.extent()
			p.f("<li><details><summary class=\"f\"%s><span class=\"at\">%s</span> <span class=\"name\">%s</span> <span class=\"val\">%s</span></summary>\n<ol role=\"list\">\n",
				extentAttrs(offset, n, size), byteRange(offset, n), esc(foldCount(r)), esc(foldNames(r)))
			p.fields(r.fields, size, false) // what is unfolded is shown whole
			p.WriteString("</ol>\n</details></li>\n")
			continue
		}
		for _, f := range r.fields {
			p.field(f, size, fold)
		}
	}
}

func (p *htmlPrinter) field(f Field, size int, fold bool) {
	class := "f"
	if f.Show == Marked {
		class += " mark"
	}
	if len(f.Fields) > 0 {
		class += " group"
	}
	p.f("<li><div class=\"%s\"%s><span class=\"at\">%s</span> <span class=\"name\">%s%s</span> <span class=\"val\">%s</span>",
		class, extentAttrs(f.Offset, f.Length, size), byteRange(f.Offset, f.Length), markSign(f.Show == Marked), esc(f.Name), esc(fieldText(f)))
	if len(f.Fields) == 0 && len(f.Value) > 0 {
		p.f(" <code class=\"x\">%s</code>", esc(hexCut(f.Value)))
	}
	p.more(f)
	p.WriteString("</div>")
	if len(f.Fields) > 0 {
		p.WriteString("\n<ol role=\"list\">\n")
		p.fields(f.Fields, size, fold)
		p.WriteString("</ol>\n")
	}
	p.WriteString("</li>\n")
}

// more is the small print of a field: what it means, and its other name.
func (p *htmlPrinter) more(f Field) {
	var parts []string
	switch {
	case f.Meaning != "" && f.Ref != "":
		parts = append(parts, esc(f.Meaning)+" <span class=\"ref\">"+esc(f.Ref)+"</span>")
	case f.Meaning != "":
		parts = append(parts, esc(f.Meaning))
	}
	if f.Show == Marked && f.Wireshark != "" {
		parts = append(parts, "Wireshark: <code>"+esc(f.Wireshark)+"</code>")
	}
	if len(parts) > 0 {
		p.f(" <span class=\"more\">%s</span>", strings.Join(parts, " "))
	}
}

// extentAttrs ties a field to its bytes, as far as there are any.
func extentAttrs(offset, n, size int) string {
	if offset < 0 || offset > size || n < 0 {
		return ""
	}
	return fmt.Sprintf(" data-o=\"%d\" data-n=\"%d\"", offset, min(n, size-offset))
}

func (p *htmlPrinter) bytes(b *Bytes) {
	title := b.Title
	if title == "" {
		title = "Bytes"
	}
	p.open("view dump", title, bytesFact(b))
	p.WriteString("<div class=\"pair\">\n")
	marked := make([]bool, len(b.Data))
	for _, s := range b.Spans {
		for at := max(s.Offset, 0); s.Mark && at-s.Offset < s.Length && at < len(marked); at++ {
			marked[at] = true
		}
	}
	p.hex(b.Data, b.Base, true, marked)
	if len(b.Spans) > 0 {
		p.WriteString("<ol class=\"fields\" role=\"list\">\n")
		for _, s := range b.Spans {
			class := "f"
			if s.Mark {
				class += " mark"
			}
			p.f("<li><div class=\"%s\"%s><span class=\"at\">%s</span> <span class=\"name\">%s%s</span></div></li>\n",
				class, extentAttrs(s.Offset, s.Length, len(b.Data)), byteRange(b.Base+s.Offset, s.Length), markSign(s.Mark), esc(s.Label))
		}
		p.WriteString("</ol>\n")
	}
	p.WriteString("</div>\n</section>\n")
}
