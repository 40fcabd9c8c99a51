package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Three colours, each readable on black and on white: one a peer, one for what
// the text points at. A writer downsamples them where a terminal has fewer.
const (
	sgrClient = "\x1b[38;5;32m"
	sgrServer = "\x1b[38;5;166m"
	sgrMark   = "\x1b[38;5;162m"
	sgrBold   = "\x1b[1m"
	sgrDim    = "\x1b[2m"
	sgrItalic = "\x1b[3m"
	sgrOff    = "\x1b[m" // as a writer writes it that downsamples: so it does not matter where one write ends and the next begins
)

func (t *text) style(sgr, s string) string {
	if !t.o.Color || s == "" {
		return s
	}
	return sgr + s + sgrOff
}

func (t *text) strong(s string) string { return t.style(sgrBold, s) }
func (t *text) dim(s string) string    { return t.style(sgrDim, s) }
func (t *text) mark(s string) string   { return t.style(sgrMark, s) }

// peer colours s as something that this side sent.
func (t *text) peer(from, s string) string {
	if from == "server" {
		return t.style(sgrServer, s)
	}
	return t.style(sgrClient, s)
}

// say makes a string of the document ready to be measured: visible and, where
// that is asked for, in ASCII. Our own signs that become longer in ASCII (an
// arrow, an ellipsis) pass through it, too; line changes the others in place.
func (t *text) say(s string) string {
	s = visible(s)
	if t.o.ASCII {
		s = toASCII(s)
	}
	return s
}

// inline renders the roles of a text.
func (t *text) inline(in Text) string {
	var b strings.Builder
	for _, r := range in {
		s := t.say(r.Text)
		switch r.Style {
		case Emph, Term:
			s = t.style(sgrItalic, s)
		case Strong, RunValue:
			s = t.strong(s)
		case Code:
			s = t.mark(s)
		case RFC:
			s = t.dim(s)
		}
		b.WriteString(s)
		if r.Style == Link && r.Href != "" && r.Href != r.Text {
			b.WriteString(t.dim(" (" + t.say(r.Href) + ")"))
		}
	}
	return b.String()
}

// pad fills s with spaces to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

var asciiSigns = strings.NewReplacer(
	"✔", "+", "✘", "x", "✎", "*", "▸", ">", "•", "-", "·", "-", "…", "..", "›", ">", "‹", "<", "–", "-", "—", "-",
	"│", "|", "─", "-", "┄", ".", "▶", ">", "◀", "<", "→", "->", "←", "<-", "“", `"`, "”", `"`, "‘", "'", "’", "'", "§", "section ", "×", "x", "−", "-", "≠", "!=", "≤", "<=", "‖", "||")

// toASCII writes our own signs in ASCII, and any other character by its number.
func toASCII(s string) string {
	s = asciiSigns.Replace(s)
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(codePoint(r))
	}
	return b.String()
}

// codePoint is a character by its number.
func codePoint(r rune) string { return fmt.Sprintf(`\u{%x}`, r) }
