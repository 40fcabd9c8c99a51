package transcript

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the documents in GitHub's flavour, to be read rendered and as
// it stands: a paragraph is a line, a ladder a Mermaid sequence diagram with
// the same as text, an answer folded in <details>.
//
// A string of a block is never markup, whoever wrote it: it prints as the
// characters that it has.
func Markdown(w io.Writer, docs []*Document) error {
	for i, d := range docs {
		p := &mdPrinter{doc: d}
		if i > 0 {
			p.para("---")
		}
		if err := p.document(); err != nil {
			return fmt.Errorf("markdown: document %d: %w", i+1, err)
		}
		if _, err := io.WriteString(w, strings.TrimRight(p.String(), "\n")+"\n"); err != nil {
			return err
		}
		if i < len(docs)-1 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// An mdPrinter holds what is written of one document.
type mdPrinter struct {
	strings.Builder
	doc     *Document
	listEnd int  // length of the text when the last list ended
	ordered bool // the last list had numbers
}

// para writes one block, which is already escaped, and the empty line after it.
func (p *mdPrinter) para(parts ...string) {
	if s := strings.Join(parts, ""); s != "" {
		p.WriteString(s + "\n\n")
	}
}

// list writes items, which are already escaped, and the empty line after them.
func (p *mdPrinter) list(items []string, ordered bool) {
	if len(items) == 0 {
		return
	}
	if p.Len() > 0 && p.listEnd == p.Len() && p.ordered == ordered {
		p.para("<!-- -->") // or the two lists would be one
	}
	for i, s := range items {
		if ordered {
			fmt.Fprintf(p, "%d. %s\n", i+1, s)
		} else {
			p.WriteString("- " + s + "\n")
		}
	}
	p.WriteString("\n")
	p.listEnd, p.ordered = p.Len(), ordered
}

func (p *mdPrinter) document() error {
	p.para("# ", mdInline(Plainly(paperTitle(p.doc)), false, false))
	if stamp := p.doc.Stamp.words(p.doc.Lesson); stamp != "" {
		p.para("*", mdPlainly(stamp), "*")
	}
	if l := p.doc.Lesson; l != nil && !strings.Contains(l.Title, l.Question) {
		p.para(mdBold(l.Question))
	}
	var checks []string
	for i, b := range p.doc.onPaper() {
		if c, ok := b.(*Check); ok { // neighbours are one list
			checks = append(checks, mdCheck(c))
			continue
		}
		p.list(checks, false)
		checks = nil
		if err := p.block(b); err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
	}
	p.list(checks, false)
	if tally := paperTally(p.doc); tally != "" {
		p.para(mdBold(tally))
	}
	return nil
}

func (p *mdPrinter) block(b Block) error {
	switch b := b.(type) {
	case *Heading:
		level := min(max(b.Level, 2), 6)
		p.para(strings.Repeat("#", level), " ", strings.TrimRight(mdInline(b.Text, false, false), " "))
	case *Prose:
		p.para(mdInline(b.Text, true, false))
		p.list(mdItems(b.Items), b.Ordered)
	case *Ladder:
		return p.ladder(b)
	case *Message:
		p.message(b)
	case *Bytes:
		p.bytes(b)
	case *Derivation:
		p.derivation(b)
	case *Check:
		p.list([]string{mdCheck(b)}, false)
	case *Question:
		p.question(b)
	case *Table:
		p.table(b)
	case *TryIt:
		p.tryIt(b)
	case *Note:
		return p.note(b)
	default:
		return fmt.Errorf("the Markdown printer does not know the block %s", kindOf(b))
	}
	return nil
}

// kindOf names a block, also one that is missing.
func kindOf(b Block) string {
	if b == nil {
		return "nil"
	}
	return fmt.Sprintf("%q", b.Kind())
}

func mdItems(items []Text) []string {
	var out []string
	for _, t := range items {
		out = append(out, mdInline(t, true, false))
	}
	return out
}

// mdPlainly escapes a string inside a line.
func mdPlainly(s string) string { return mdInline(Plainly(s), false, false) }

// mdBold writes a string in bold; a space or an edge must stand on both sides.
func mdBold(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	return "**" + mdPlainly(s) + "**"
}

func (p *mdPrinter) derivation(d *Derivation) {
	p.para(mdTitle(d.Title, d.Ref))
	var steps []string
	for _, s := range d.Steps {
		var parts []string
		for _, v := range []string{s.Label, s.Expr, s.Value} {
			if v != "" {
				parts = append(parts, mdCode(v, false))
			}
		}
		step := strings.Join(parts, " = ")
		if s.Note != "" {
			step += " — " + mdPlainly(s.Note)
		}
		steps = append(steps, step)
	}
	p.list(steps, true)
}

// mdTitle is the bold line over a figure, with facts behind it.
func mdTitle(title string, facts ...string) string {
	var parts []string
	if title != "" {
		parts = append(parts, mdBold(title))
	}
	for _, f := range facts {
		if f != "" {
			parts = append(parts, mdPlainly(f))
		}
	}
	return strings.Join(parts, " · ")
}

func (p *mdPrinter) table(t *Table) {
	if t.Title != "" {
		p.para(mdTitle(t.Title))
	}
	width := len(t.Head)
	for _, r := range t.Rows {
		width = max(width, len(r))
	}
	if width == 0 {
		return
	}
	p.WriteString(mdRow(t.Head, width) + "|" + strings.Repeat(" --- |", width) + "\n")
	for _, r := range t.Rows {
		p.WriteString(mdRow(r, width))
	}
	p.WriteString("\n")
}

func mdRow(cells []Text, width int) string {
	row := make([]string, width)
	for i, c := range cells {
		row[i] = mdInline(c, false, true)
	}
	return mdCells(row)
}

// mdCells writes cells that are already escaped.
func mdCells(cells []string) string {
	return "| " + strings.Join(cells, " | ") + " |\n"
}
