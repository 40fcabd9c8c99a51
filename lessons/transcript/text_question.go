package transcript

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// check writes a claim with its verdict: what is claimed, and where it stands.
func (t *text) check(c *Check) {
	sign, word := "✔", "proven"
	if !c.Passed {
		sign, word = "✘", "FALSE "
	}
	t.marked(t.strong(sign+" "+word)+"  ", t.inline(c.Claim), 2)
	under := t.say(c.Got)
	if !c.Passed || t.o.Verbose {
		under = "got " + under + ", want " + t.say(c.Want)
	}
	if place := evidencePlace(c.Evidence); place != "" {
		under += " · " + t.say(place)
	}
	t.wrapped(t.dim(under), t.indent(12))
}

// indent is a column that a narrow terminal has no room for.
func (t *text) indent(n int) int {
	if t.narrow() {
		return 4
	}
	return n
}

func (t *text) question(q *Question) {
	t.marked(t.strong("? "+t.say(questionLead(q.Role)))+"   ", t.inline(q.Ask), 2)
	for _, c := range q.Choices {
		t.marked(t.strong(t.say(c.Key))+"  ", t.inline(c.Text), t.indent(14))
	}
	t.gap()
	if right := q.Choice(q.Answer); t.o.Answers && right != nil && !answeredNext(t.doc, q) {
		t.marked(t.strong("✎")+" ", t.strong("The answer is "+t.say(right.Key)+": ")+t.inline(right.Text), 2)
		t.gap()
	}
}

// answeredNext says whether the answer of a question is the next that is shown.
func answeredNext(d *Document, q *Question) bool {
	blocks := d.Shown()
	for i, b := range blocks[:max(0, len(blocks)-1)] {
		if b == Block(q) {
			n, ok := blocks[i+1].(*Note)
			return ok && n.Role == "answer" && n.Question == q.ID
		}
	}
	return false
}

// note writes what stands apart from the story.
func (t *text) note(n *Note) error {
	switch lead := strings.TrimSuffix(noteLead(n), "."); n.Role {
	case "answer":
		if err := t.answer(n); err != nil {
			return err
		}
	case "misconception":
		t.marked(t.strong("✘ "+lead)+" ", t.strong(t.say(notTrue(n))), 2)
		t.gap()
	default:
		t.wrapped(t.strong(t.say(lead)), 2)
	}
	t.noteBody(n)
	return nil
}

func (t *text) noteBody(n *Note) {
	t.wrapped(t.inline(n.Text), 2)
	t.items(n.Items, false, 4)
	if len(n.Text) > 0 || len(n.Items) > 0 {
		t.gap()
	}
}

// answer tells the reader's choice again beside the evidence.
func (t *text) answer(n *Note) error {
	q, right, err := answerOf(t.doc, n)
	if err != nil {
		return err
	}
	chosen := q.Choice(q.Chosen)
	var s string
	switch {
	case chosen == nil:
		s = fmt.Sprintf("The answer is %s: ", t.say(right.Key))
	case chosen.Key == right.Key:
		s = fmt.Sprintf("%s said %s, and so do the bytes: ", t.chooser(), t.say(right.Key))
	default:
		s = fmt.Sprintf("%s said %s. The bytes say %s: ", t.chooser(), t.say(chosen.Key), t.say(right.Key))
	}
	t.marked(t.strong("✎")+" ", t.strong(s)+t.inline(right.Text), 2)
	t.wrapped(t.inline(right.Why), 4)
	for _, c := range q.Choices {
		if c.Key == right.Key || len(c.Why) == 0 {
			continue
		}
		t.seam(partSeam)
		t.marked("not "+t.say(c.Key)+": ", t.inline(c.Why), 4)
	}
	t.gap()
	return nil
}

func (t *text) tryIt(y *TryIt) {
	t.wrapped(t.strong(t.say(tryLead(y.Role))), 2)
	t.tryBody(y)
}

func (t *text) tryBody(y *TryIt) {
	t.wrapped(t.inline(y.Text), 2)
	for _, c := range y.Commands {
		t.command(c)
	}
	t.gap()
}

func (t *text) command(c string) {
	for _, l := range shellLines("$ "+t.say(c), t.column()-4) {
		t.b.WriteString(t.mark(strings.TrimRight(l, " ")) + "\n") // not broken further: it is to be pasted
	}
}

// shellLines breaks a command at spaces that part words for a shell, so that it
// can still be pasted, and sets it in by four. A word that is longer than a line is
// broken, too: what follows then begins at the left edge, because a shell takes
// nothing away there but the backslash and the end of the line.
func shellLines(command string, width int) []string {
	const indent, more = "    ", " \\"
	var lines []string
	line := indent
	words := shellWords(command)
	for i, word := range words {
		switch wide := ansi.StringWidth(word); {
		case i > 0 && ansi.StringWidth(line)+1+wide+len(more) > len(indent)+width:
			lines = append(lines, line+more)
			line = indent + indent
		case i > 0:
			line += " "
		}
		room := len(indent) + width - ansi.StringWidth(line)
		if i < len(words)-1 {
			room -= len(more)
		}
		pieces := shellPieces(word, room, len(indent)+width)
		lines = append(lines, pieces[:len(pieces)-1]...)
		if len(pieces) > 1 {
			lines[len(lines)-len(pieces)+1] = line + pieces[0]
			line = ""
		}
		line += pieces[len(pieces)-1]
	}
	return append(lines, line)
}

// shellPieces breaks a word that does not fit: first is the room for its first
// piece, rest that for the others. Between single quotes a backslash is one; there
// the quotes are closed before it and opened again.
func shellPieces(word string, first, rest int) []string {
	if ansi.StringWidth(word) <= first || first < 6 {
		return []string{word}
	}
	var pieces []string
	var piece strings.Builder
	room, quote := first, byte(0)
	for i := 0; i < len(word); {
		_, n := utf8.DecodeRuneInString(word[i:])
		if word[i] == '\\' && quote != '\'' && i+1 < len(word) {
			_, next := utf8.DecodeRuneInString(word[i+1:])
			n += next
		}
		closing := "\\"
		if quote == '\'' {
			closing = "'\\"
		}
		atom := word[i : i+n]
		// One column more: what follows may be the quote that has to be closed.
		if ansi.StringWidth(piece.String())+ansi.StringWidth(atom)+len(closing)+1 > room && piece.Len() > 1 {
			pieces = append(pieces, piece.String()+closing)
			piece.Reset()
			if quote == '\'' {
				piece.WriteByte(quote)
			}
			room = rest
		}
		piece.WriteString(atom)
		switch c := atom[0]; {
		case n > 1:
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		}
		i += n
	}
	return append(pieces, piece.String())
}

// shellWords parts a command at spaces that are neither quoted nor escaped.
func shellWords(command string) []string {
	var words []string
	start, quote := 0, byte(0)
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ':
			words = append(words, command[start:i])
			start = i + 1
		}
	}
	return append(words, command[start:])
}
