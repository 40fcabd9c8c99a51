package report

import (
	"encoding/hex"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// Step implements follow.Deriver: it tells a step where it is taken, among the
// messages.
func (t *Text) Step(c *follow.Connection, s *secrets.Step) {
	a, ok := c.Data.(*account)
	if !ok || a.measure < inFull {
		return
	}
	before := len(a.text)
	a.text = t.appendStep(a.text, s)
	a.shown = true
	t.held += len(a.text) - before
	if t.held > maxHeld {
		t.early(c, a)
	}
}

// appendStep is a step in lines: what comes out and where that is specified, what
// goes in, what comes out of it, and a command that computes the same.
func (t *Text) appendStep(dst []byte, s *secrets.Step) []byte {
	const hang = 6
	name, ref := t.pen.Say(s.Name), t.pen.Say(s.Ref)
	dst = append(dst, "  "+t.pen.Strong(name)...)
	if room := t.pen.Column() - 2 - columns(name) - columns(ref); room > 1 {
		dst = append(dst, strings.Repeat(" ", room)+t.pen.Dim(ref)...)
	}
	dst = append(dst, '\n')
	dst = t.appendWrapped(dst, 4, t.pen.Say(stepFormula(s)))
	for _, in := range s.Inputs {
		dst = t.appendValue(dst, hang, in.Name, in.Value)
	}
	dst = t.appendValue(dst, 4, "=", s.Output)
	if command := s.Command(); command != "" {
		dst = append(dst, strings.Repeat(" ", 4)+t.pen.Dim("$ ")...)
		for i, line := range strings.Split(continued(command, t.pen.Column()-hang), "\n") {
			if i > 0 {
				dst = append(dst, "\n"+strings.Repeat(" ", hang)...)
			}
			dst = append(dst, t.pen.Dim(t.pen.Say(line))...)
		}
		dst = append(dst, '\n')
	}
	return append(dst, '\n')
}

// stepFormula is a step as a formula: its function with the names of its inputs.
func stepFormula(s *secrets.Step) string {
	if s.Func == "given" {
		return "given by the key log as " + s.Label
	}
	f := s.Func
	if s.Hash != "" {
		f += "-" + s.Hash
	}
	var args []string
	for _, in := range s.Inputs {
		args = append(args, in.Name)
	}
	if s.Label != "" {
		args = append(args, "label \""+s.Label+"\"")
	}
	return f + "(" + strings.Join(args, ", ") + ")"
}

// maxValue is how many bytes of an input are written: transcripts are longer.
const maxValue = 160

func (t *Text) appendValue(dst []byte, hang int, name string, value []byte) []byte {
	digits := hex.EncodeToString(value[:min(len(value), maxValue)])
	if len(value) > maxValue {
		digits += "… " + plural(len(value), "byte")
	}
	if len(value) == 0 {
		digits = "empty"
	}
	return t.appendWrapped(dst, hang, t.pen.Say(name+" ")+t.pen.Say(digits))
}

func (t *Text) appendWrapped(dst []byte, hang int, s string) []byte {
	for i, l := range t.pen.Wrap(s, t.pen.Column()-hang-2) {
		indent := hang
		if i > 0 {
			indent += 2
		}
		dst = append(append(spaces(dst, indent), l...), '\n')
	}
	return dst
}

// continued breaks a command before its options and its pipes, as a shell takes it.
func continued(command string, width int) string {
	var b strings.Builder
	column := 0
	for _, part := range commandParts(command) {
		switch {
		case column == 0:
		case column+1+len(part) > width-2:
			b.WriteString(" \\\n  ")
			column = 2
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(part)
		column += len(part)
	}
	return b.String()
}

// commandParts cuts a command before each blank behind which an option or a pipe
// begins, but not within quotes.
func commandParts(command string) (parts []string) {
	quoted, from := false, 0
	for i := 0; i+1 < len(command); i++ {
		switch {
		case command[i] == '\'':
			quoted = !quoted
		case command[i] == ' ' && !quoted && (command[i+1] == '-' || command[i+1] == '|'):
			parts = append(parts, command[from:i])
			from = i + 1
		}
	}
	return append(parts, command[from:])
}
