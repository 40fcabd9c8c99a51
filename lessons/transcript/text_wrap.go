package transcript

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// A cell is one character as a terminal shows it, with the style it stands in.
type cell struct {
	s     string
	width int
	sgr   string // the sequences that open its style; empty: none
}

func (c cell) space() bool { return c.s == " " }

func (c cell) hex() bool {
	return len(c.s) == 1 && strings.IndexByte("0123456789abcdefABCDEF", c.s[0]) >= 0
}

// cells takes a string apart. It holds no escape sequence but our own SGR.
func cells(s string) []cell {
	out := make([]cell, 0, len(s))
	sgr := ""
	for len(s) > 0 {
		if s[0] == '\x1b' {
			n := strings.IndexByte(s, 'm') + 1
			if sgr += s[:n]; s[:n] == sgrOff {
				sgr = ""
			}
			s = s[n:]
			continue
		}
		c, width := s[:1], 1
		if s[0] >= utf8.RuneSelf || len(s) > 1 && s[1] >= utf8.RuneSelf {
			c, width = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		}
		out = append(out, cell{c, width, sgr})
		s = s[len(c):]
	}
	return out
}

// joined is the string of a line; every style that it opens, it closes.
func joined(line []cell) string {
	var b strings.Builder
	sgr := ""
	for _, c := range line {
		if c.sgr != sgr {
			if sgr != "" {
				b.WriteString(sgrOff)
			}
			b.WriteString(c.sgr)
			sgr = c.sgr
		}
		b.WriteString(c.s)
	}
	if sgr != "" {
		b.WriteString(sgrOff)
	}
	return b.String()
}

// trimmed is a line without the spaces at its end.
func trimmed(line []cell) []cell {
	for len(line) > 0 && line[len(line)-1].space() {
		line = line[:len(line)-1]
	}
	return line
}

// wrap breaks styled text into lines: at spaces, and inside a word only where
// it is longer than a line.
func wrap(s string, width int) []string {
	width = max(width, 2) // the widest character
	if len(s) <= width && plainASCII(s) {
		return []string{strings.TrimRight(s, " ")}
	}
	var lines []string
	for rest := cells(s); len(rest) > 0; {
		n := lineEnd(rest, width)
		lines = append(lines, joined(trimmed(rest[:n])))
		for rest = rest[n:]; len(rest) > 0 && rest[0].space(); {
			rest = rest[1:]
		}
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '\x1b' {
			return false
		}
	}
	return true
}

// lineEnd is the number of cells that stand in the first line.
func lineEnd(line []cell, width int) int {
	fit, used := 0, 0
	for fit < len(line) && (fit == 0 || used+line[fit].width <= width) {
		used += line[fit].width
		fit++
	}
	if fit == len(line) || line[fit].space() {
		return fit
	}
	words := false
	for i := range fit {
		words = words || !line[i].space()
	}
	for i := fit - 1; words && i > 0; i-- {
		if line[i].space() && len(trimmed(line[:i])) > 0 {
			return i
		}
	}
	return wordEnd(line, fit)
}

// wordEnd breaks a word that is longer than a line: behind a sign that parts
// its pieces where there is one in its last two thirds, and never between the two
// digits of a byte.
func wordEnd(line []cell, fit int) int {
	for i := fit; i > fit/3 && i > 1; i-- {
		if strings.Contains("/-_,;:.?&=()", line[i-1].s) {
			return i
		}
	}
	first, end := fit, fit
	for first > 0 && line[first-1].hex() {
		first--
	}
	for end < len(line) && end < first+8 && line[end].hex() {
		end++
	}
	if end-first >= 8 && fit-first > 1 {
		return fit - (fit-first)%2
	}
	return fit
}
