package report

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// stepName is what steps are called where messages are chosen by name.
const stepName = "secret"

// Step implements follow.Deriver: it tells a step behind the message that led to it.
func (t *Text) Step(c *follow.Connection, s *secrets.Step) {
	a, ok := c.Data.(*account)
	if !ok || a.measure < inFull {
		return
	}
	t.total.count(stepName)
	if !t.o.All() && !t.o.Named(stepName) {
		return
	}
	before := len(a.text)
	a.text = t.appendStep(a.text, s)
	a.shown, t.derived = true, true
	t.given = t.given || s.Func == "given"
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
		dst = t.appendValue(dst, hang, inputName(in.Name), in.Value)
	}
	dst = t.appendValue(dst, 4, "=", s.Output)
	if command := s.Command(); command != "" {
		dst = append(dst, strings.Repeat(" ", 4)+t.pen.Dim("$ ")...)
		for i, line := range strings.Split(continued(command, t.pen.Column()-hang, hang), "\n") {
			if i > 0 {
				dst = append(dst, '\n')
			}
			line, first := strings.CutPrefix(line, "\x00") // the rest of a word: at the first column
			if i > 0 && !first {
				dst = spaces(dst, hang)
			}
			dst = append(dst, t.pen.Dim(t.pen.Say(line))...)
		}
		dst = append(dst, '\n')
	}
	return append(dst, '\n')
}

// stepFormula is a step as a formula, with the names of its inputs in the order of
// the RFCs: the label comes second.
func stepFormula(s *secrets.Step) string {
	switch s.Func {
	case "untold":
		return s.Label
	case "given":
		if strings.HasPrefix(s.Ref, "RFC") {
			return "given: " + s.Label + " in a key log, of a file or of the capture"
		}
		return "given: " + s.Label
	case "Slice":
		if from, to, ok := strings.Cut(strings.Trim(s.Label, "[]"), ":"); ok && len(s.Inputs) == 1 {
			if last, err := strconv.Atoi(to); err == nil {
				return "bytes " + from + " to " + strconv.Itoa(last-1) + " of " + s.Inputs[0].Name
			}
		}
	}
	f := s.Func
	if s.Hash != "" {
		f += "-" + s.Hash
	}
	var args []string
	for _, in := range s.Inputs {
		if in.Name != "info" { // made of the others: RFC 8446 §7.1
			args = append(args, in.Name)
		}
	}
	if s.Label != "" {
		args = slices.Insert(args, min(1, len(args)), strconv.Quote(s.Label))
	}
	if s.Func == "HKDF-Expand-Label" {
		args = append(args, strconv.Itoa(len(s.Output)))
	}
	return f + "(" + strings.Join(args, ", ") + ")"
}

// inputName is an input as a person knows it.
func inputName(name string) string {
	if name == "info" {
		return "HkdfLabel, of length, label and context"
	}
	return name
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

// continued breaks a command between its words, as a shell takes it, and a word that
// is longer than a line at any place: it then goes on at the first column.
func continued(command string, width, indent int) string {
	const more = " \\"
	var b strings.Builder
	column := 0
	for i, word := range commandWords(command) {
		switch {
		case i == 0:
		case column+1+len(word)+len(more) > width && column > len("  "):
			b.WriteString(more + "\n  ")
			column = 2
		default:
			b.WriteByte(' ')
			column++
		}
		for room := width - column - 1; len(word) > room && room > 0 && !strings.ContainsRune(word, '\''); room = width + indent - 1 {
			b.WriteString(word[:room] + "\\\n\x00")
			word = word[room:]
			column = -indent
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

// commandWords cuts a command at its blanks, but not within quotes.
func commandWords(command string) (words []string) {
	quoted, from := false, 0
	for i := range len(command) {
		switch {
		case command[i] == '\'':
			quoted = !quoted
		case command[i] == ' ' && !quoted:
			words = append(words, command[from:i])
			from = i + 1
		}
	}
	return append(words, command[from:])
}
