package transcript

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// TextOptions say how a terminal or a file shows text. The caller resolves
// them; the printer never looks at a terminal.
type TextOptions struct {
	Width   int  // columns, 40 at least; prose takes 78 at most; 0 means 80. Only a command that cannot be broken is wider
	Color   bool // SGR sequences; colour never carries meaning alone
	ASCII   bool // no character outside ASCII
	Verbose bool // no field is folded, and each says what it means
	Answers bool // with a question stands its answer, before the evidence
}

// textMax is the widest line of prose, and the narrowest at which a message
// stands beside its bytes. Below minText columns there is no layout.
const (
	textMax  = 78
	wideText = 130
	minText  = 40
)

// Terminal writes the documents as text for a terminal, one after another.
func Terminal(w io.Writer, docs []*Document, o TextOptions) error {
	for i, d := range docs {
		for j, c := range Chunks(d) {
			s, err := c.Text(o)
			if err != nil {
				return err
			}
			if i > 0 && j == 0 {
				s = "\n" + s
			}
			// A chunk is one write: a writer that translates colours for the terminal
			// gets no escape sequence in halves.
			if _, err := w.Write([]byte(s)); err != nil {
				return err
			}
		}
	}
	return nil
}

// text is one printing in progress.
type text struct {
	o     TextOptions
	b     strings.Builder
	doc   *Document
	seams *seams // on a slide alone: where it may be cut
}

func newText(d *Document, o TextOptions) *text {
	if o.Width <= 0 {
		o.Width = 80
	}
	o.Width = max(o.Width, minText)
	return &text{o: o, doc: d}
}

// column is the last column of prose.
func (t *text) column() int { return min(t.o.Width-2, textMax) }

// narrow says that what else stands in a column of its own goes below.
func (t *text) narrow() bool { return t.column() < 60 }

// line writes one line; what stands at its end is never white space. It should
// fit; where a lie in the document made it too long, it is broken.
func (t *text) line(s string) {
	if t.o.ASCII {
		s = toASCII(s)
	}
	for _, l := range wrap(s, t.o.Width) {
		t.b.WriteString(l)
		t.b.WriteByte('\n')
	}
}

func (t *text) gap() { t.b.WriteByte('\n') }

// block writes one block and the empty line behind it.
func (t *text) block(b Block) error {
	switch b := b.(type) {
	case *Heading:
		t.heading(b)
	case *Prose:
		t.prose(b)
	case *Ladder:
		t.ladderHead(b)
		for i := range b.Rows {
			if err := t.ladderRow(b, i); err != nil {
				return err
			}
		}
		t.ladderFoot()
	case *Message:
		t.message(b)
	case *Bytes:
		t.bytes(b)
	case *Derivation:
		t.derivation(b)
	case *Check:
		t.check(b)
	case *Question:
		t.question(b)
	case *Table:
		t.table(b)
	case *TryIt:
		t.tryIt(b)
	case *Note:
		return t.note(b)
	default:
		return fmt.Errorf("the text printer does not know the block %s", kindOf(b))
	}
	return nil
}

// title opens a document.
func (t *text) title() {
	t.sides(t.strong(t.say(paperTitle(t.doc))), t.dim(t.say(t.doc.Stamp.words(t.doc.Lesson))))
	t.line("  " + t.dim(strings.Repeat("─", t.column()-2)))
	t.gap()
	if l := t.doc.Lesson; l != nil && !strings.Contains(l.Title, l.Question) {
		t.wrapped(t.strong(t.say(l.Question)), 2)
		t.gap()
	}
}

// sides writes a line with something at its left and at its right end; where
// both do not fit, the right goes on a line of its own.
func (t *text) sides(left, right string) {
	room := t.column() - 2 - ansi.StringWidth(left) - ansi.StringWidth(right)
	if room < 1 || left == "" || right == "" {
		t.wrapped(left, 2)
		t.wrapped(right, 2)
		return
	}
	t.line("  " + left + strings.Repeat(" ", room) + right)
}

// verdict closes a document that has checks.
func (t *text) verdict() {
	passed, failed := t.doc.Passed(), t.doc.Failed()
	switch {
	case failed > 0:
		t.marked(t.strong("✘")+" ", t.strong(paperTally(t.doc)+": the bytes of this run say something else."), 2)
	case passed > 0:
		t.marked(t.strong("✔")+" ", t.strong(paperTally(t.doc)+" from the bytes of this run."), 2)
	}
}

func (t *text) heading(h *Heading) {
	s := t.inline(h.Text)
	t.wrapped(t.strong(s), 2)
	t.line("  " + t.dim(strings.Repeat("┄", min(ansi.StringWidth(s), t.column()-2))))
	t.gap()
}

// caption is the line over a figure; a figure may have none.
func (t *text) caption(s string) {
	if s != "" {
		t.wrapped(t.strong(t.say(s)), 2)
		t.gap()
	}
}

func (t *text) prose(p *Prose) {
	t.wrapped(t.inline(p.Text), 2)
	t.items(p.Items, p.Ordered, 4)
	t.gap()
}

func (t *text) items(items []Text, ordered bool, indent int) {
	for i, item := range items {
		mark := "• "
		if ordered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		t.seam(partSeam)
		t.marked(mark, t.inline(item), indent)
	}
}

// marked writes wrapped text with a mark before its first line; beside a mark
// that leaves no room, it goes below.
func (t *text) marked(mark, s string, indent int) {
	hang := indent + ansi.StringWidth(mark)
	if t.column()-hang < 12 {
		t.wrapped(mark, indent)
		t.wrapped(s, indent+4)
		return
	}
	for i, l := range wrap(s, t.column()-hang) {
		if i > 0 {
			mark = strings.Repeat(" ", hang-indent)
		}
		t.line(strings.Repeat(" ", indent) + mark + l)
	}
}

// wrapped writes text, where there is some, in lines of the prose column.
func (t *text) wrapped(s string, indent int) {
	if s == "" {
		return
	}
	for _, l := range wrap(s, t.column()-indent) {
		t.line(strings.Repeat(" ", indent) + l)
	}
}
