package transcript

import (
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
	sgrOff    = "\x1b[0m"
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

// inline renders the roles of a text; each run is made visible first.
func (t *text) inline(in Text) string {
	var b strings.Builder
	for _, r := range in {
		s := visible(r.Text)
		switch r.Style {
		case Emph:
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
			b.WriteString(t.dim(" (" + visible(r.Href) + ")"))
		}
	}
	return b.String()
}

// wrap breaks styled text into lines, at spaces only where that is possible.
func (t *text) wrap(s string, width int) []string {
	width = max(width, 10)
	lines := strings.Split(ansi.Wrap(s, width, "/"), "\n")
	if !t.o.Color {
		return lines
	}
	// A style that crosses a line break is closed before it and opened after it.
	open := ""
	for i, l := range lines {
		lines[i] = open + l
		if at := strings.LastIndex(lines[i], "\x1b["); at >= 0 {
			open = lines[i][at : at+strings.IndexByte(lines[i][at:], 'm')+1]
			if open == sgrOff {
				open = ""
			}
		}
		if open != "" {
			lines[i] += sgrOff
		}
	}
	return lines
}

// pad fills s with spaces to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// clip shortens s, which holds no SGR sequence, to a width.
func clip(s string, width int) string { return ansi.Truncate(s, max(width, 1), "…") }

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
