package keylog

import (
	"fmt"
	"strconv"
	"strings"
)

// A Note says why lines were not kept, or how. It holds no secret.
type Note struct {
	Source string // as it was given to Read
	Line   int    // the first line with this fault, from 1
	What   string // one sentence without a full stop
	More   int    // how many more lines have it
}

// String is the note in one line.
func (n Note) String() string {
	s := fmt.Sprintf("%s, line %d: %s", printable(n.Source), n.Line, n.What)
	switch {
	case n.More == 1:
		s += " (and one more line)"
	case n.More > 1:
		s += fmt.Sprintf(" (and %d more lines)", n.More)
	}
	return s
}

// printable escapes what a file name may hold and a terminal may obey.
func printable(s string) string {
	q := strconv.QuoteToGraphic(s)
	if strings.Contains(q, `\`) {
		return q
	}
	return s
}

// A fault is what may be wrong with a line.
type fault uint8

const (
	noLine fault = iota
	otherLabel
	tooFew
	tooManyWords
	notHex
	wrongRandom
	wrongSecret
	wrongEncrypted
	wrongSession
	replaced
	cutLine
	tooLong
	utf16
	tooMany
	tooMuch
)

const (
	maxNotes = 256 // notes that are kept
	maxOther = 16  // of them, labels that are named
)

// A group is the notes that are told as one.
type group struct {
	source string
	fault  fault
	label  string
}

// notes are kept in the order in which their first lines came.
type notes struct {
	list  []Note
	place map[group]int
	other int // labels that were named
}

// Notes returns what was wrong, in the order in which it was found.
func (l *Log) Notes() []Note { return append([]Note(nil), l.notes.list...) }

// add files a fault of a line. n is what was found.
func (s *notes) add(source string, line int, f fault, label string, n int) {
	s.file(source, group{source, f, label}, line, func() string { return f.text(label, n) })
}

// addLength files that the value of a line has n bytes, which it cannot have.
func (s *notes) addLength(source string, line int, cut bool, name string, l *label, n int) {
	if cut {
		s.add(source, line, cutLine, "", 0)
		return
	}
	s.file(source, group{source, wrongSecret, name}, line, func() string {
		return fmt.Sprintf("%s: %s has %d bytes, not %s", name, l.value, n, l.lengths())
	})
}

func (s *notes) file(source string, g group, line int, text func() string) {
	if g.fault == tooMany || g.fault == tooMuch {
		g.source = "" // said once, whatever is read
	}
	i, known := s.place[g]
	if !known && g.fault == otherLabel && s.other >= maxOther {
		g.label = ""
		i, known = s.place[g]
	}
	switch {
	case known:
		s.list[i].More++
		return
	case len(s.list) >= maxNotes:
		return
	case s.place == nil:
		s.place = map[group]int{}
	}
	if g.fault == otherLabel {
		s.other++
	}
	s.place[g] = len(s.list)
	what := text()
	if g.fault == otherLabel && g.label == "" {
		what = "lines of still other labels"
	}
	s.list = append(s.list, Note{Source: source, Line: line, What: what})
}

// text says a fault.
func (f fault) text(label string, n int) string {
	switch f {
	case noLine:
		return "this is no line of a key log"
	case otherLabel:
		return "lines of another label, " + label + ", are not used"
	case tooFew:
		return label + ": the secret is missing"
	case tooManyWords:
		return label + ": something stands behind the secret"
	case notHex:
		return label + ": a value is not written in hexadecimal digits"
	case wrongRandom:
		return fmt.Sprintf("%s: the client random has %d bytes, not 32", label, n)
	case wrongEncrypted:
		return fmt.Sprintf("%s: the encrypted pre-master secret is told by %d bytes, not 8", label, n)
	case wrongSession:
		return fmt.Sprintf("%s: the session ID has %d bytes, not 1 to 32", label, n)
	case replaced:
		return label + ": a second secret for the same connection, which is used instead of the first"
	case cutLine:
		return "the last line is cut off"
	case tooLong:
		return fmt.Sprintf("the line has more than %d bytes", maxLine)
	case utf16:
		return "the file is written in UTF-16; a key log is ASCII"
	case tooMany:
		return fmt.Sprintf("no room for more secrets: %d MiB are kept", maxKept>>20)
	case tooMuch:
		return fmt.Sprintf("what follows is not read: %d MiB are the limit", maxText>>20)
	default:
		return fmt.Sprintf("fault %d", f)
	}
}
