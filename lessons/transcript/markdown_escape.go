package transcript

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// mdInline writes a text on one line. At the start of a line or a list item
// (start) what would open a block is escaped too; in a table cell (cell) pipes.
func mdInline(t Text, start, cell bool) string {
	var b strings.Builder
	for _, r := range mdMerge(t) {
		s := mdRun(r, start && b.Len() == 0, cell)
		prev := b.String()
		if strings.HasSuffix(prev, "`") && strings.HasPrefix(s, "`") {
			b.WriteString("<!-- -->") // two code spans side by side would be one
		} else if strings.HasSuffix(prev, "*") && strings.HasPrefix(s, "*") {
			s = mdTagged(r, cell)
		}
		b.WriteString(s)
	}
	return b.String()
}

// mdMerge joins neighbours of one style, so that no word is escaped in halves.
func mdMerge(t Text) Text {
	var out Text
	for _, r := range t {
		switch r.Style {
		case RunValue:
			r.Style = Code
		case Emph, Strong, Code, Link, Term:
		default:
			r.Style = Plain
		}
		last := len(out) - 1
		switch {
		case r.Text == "" && r.Style != Link:
		case last >= 0 && out[last].Style == r.Style && r.Style != Link && r.Style != Term:
			out[last].Text += r.Text
		default:
			out = append(out, r)
		}
	}
	return out
}

func mdRun(r Inline, start, cell bool) string {
	switch r.Style {
	case Code:
		return mdCode(r.Text, cell)
	case Link:
		href, ok := safeHref(r.Href)
		if !ok {
			return mdRun(Inline{Text: linkAsText(r)}, start, cell)
		}
		text := r.Text
		if text == "" {
			text = r.Href
		}
		return "[" + mdPlain(text, false, cell) + "](" + strings.ReplaceAll(href, "&", "&amp;") + ")"
	case Term:
		r.Style = Emph
		term := mdRun(r, start, cell)
		if href, ok := safeHref(r.Href); ok && href != "" {
			return "[" + term + "](" + strings.ReplaceAll(href, "&", "&amp;") + ")"
		}
		return term
	case Emph, Strong:
		body := mdPlain(r.Text, false, cell)
		first, _ := utf8.DecodeRuneInString(body)
		last, _ := utf8.DecodeLastRuneInString(body)
		if !wordRune(first) || !wordRune(last) {
			return mdTagged(r, cell) // stars beside a space or a sign may not open or close
		}
		if r.Style == Strong {
			return "**" + body + "**"
		}
		return "*" + body + "*"
	}
	return mdPlain(r.Text, start, cell)
}

func mdTagged(r Inline, cell bool) string {
	tag := "em"
	if r.Style == Strong {
		tag = "strong"
	}
	return "<" + tag + ">" + mdPlain(r.Text, false, cell) + "</" + tag + ">"
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// mdPlain escapes plain text. A word that GitHub would turn into a link, a
// mention, a reference, an emoji or mathematics becomes a code span: GitHub
// looks for those after it has undone every escape, but not in code.
func mdPlain(s string, start, cell bool) string {
	s = visible(s)
	var b strings.Builder
	if start {
		s = strings.TrimLeft(s, " ")
		n := len(mdBlock().FindString(s))
		if n > 0 {
			b.WriteString(s[:n-1] + `\` + s[n-1:n])
		}
		s = s[n:]
	}
	words := strings.Split(s, " ")
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		core := strings.TrimLeft(w, `([{<"'“‘`)
		at := len(w) - len(core)
		core = strings.TrimRight(core, `)]}>"'”’.,;!?`)
		if core == "" || !mdHot().MatchString(w) {
			b.WriteString(mdWord(w, i == 0 || i == len(words)-1, cell))
			continue
		}
		b.WriteString(mdWord(w[:at], true, cell))
		b.WriteString(mdCode(core, cell))
		b.WriteString(mdWord(w[at+len(core):], true, cell))
	}
	return b.String()
}

// The patterns are compiled at their first use: a program that prints no
// Markdown does not wait for them when it starts.
var (
	// mdBlock is what opens a block at the start of a line, to its last character.
	mdBlock = lazily(`^(?:[#>+=-]|[0-9]{1,9}[.)])`)
	// mdHot is what GitHub makes something of inside a word.
	mdHot       = lazily(`(?i)://|www\.|@|mailto:|xmpp:|\$|:[a-z0-9_+-]+:|(?:^|\W)(?:#|GH-)[0-9]|/.*#[0-9]`)
	mermaidEnd  = lazily(`(?i)\bend\b`)
	mermaidPort = lazily(`(?:^| ):[0-9]+$`)
	hrefScheme  = lazily(`(?i)^(?:https?://|mailto:)`)
	hrefPath    = lazily(`^(?:(?:\.{1,2}/)*[A-Za-z0-9_-][A-Za-z0-9_./-]*)?(?:#[A-Za-z0-9_.-]+)?$`)
)

func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// mdWord escapes the signs of one word; edge says that its neighbours may be
// the markup of another run.
func mdWord(w string, edge, cell bool) string {
	if w == "*" && !edge {
		return w // a sign between two spaces
	}
	var b strings.Builder
	for i, r := range w {
		before, _ := utf8.DecodeLastRuneInString(w[:i])
		after, _ := utf8.DecodeRuneInString(w[i+utf8.RuneLen(r):])
		last := i+utf8.RuneLen(r) == len(w)
		switch r {
		case '\\', '`', '*', '[', ']', '<', '~':
			b.WriteByte('\\')
		case '#':
			if i == 0 { // a heading would lose it at its end
				b.WriteByte('\\')
			}
		case '_':
			if i == 0 || last || !wordRune(before) || !wordRune(after) {
				b.WriteByte('\\')
			}
		case '&', '!':
			if !last || edge {
				b.WriteByte('\\')
			}
		case '|':
			if cell {
				b.WriteString("&#124;")
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// mdCode writes a code span. No escape for a pipe is read alike by every
// reader of tables, so in a cell the span is split around it.
func mdCode(s string, cell bool) string {
	s = visible(s)
	if cell && strings.Contains(s, "|") {
		parts := strings.Split(s, "|")
		for i := range parts {
			parts[i] = mdCode(parts[i], false)
		}
		return strings.Join(parts, "&#124;")
	}
	if s == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if longestRun(s, '`') == 0 {
		fence = "`"
	}
	pad := ""
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' && strings.Trim(s, " ") != "" {
		pad = " "
	}
	return fence + pad + s + pad + fence
}

func longestRun(s string, c byte) int {
	longest, n := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] != c {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

// mdFence writes a fenced block of lines, its fence longer than any in them.
func mdFence(info string, lines []string) string {
	shown := make([]string, len(lines))
	ticks := 2
	for i, l := range lines {
		shown[i] = visible(l)
		ticks = max(ticks, longestRun(shown[i], '`'))
	}
	fence := strings.Repeat("`", ticks+1)
	return fence + info + "\n" + strings.Join(append(shown, ""), "\n") + fence + "\n\n"
}

// mermaid writes a label of a diagram: what is not a letter, a digit or a
// harmless sign becomes a character code, and so does the keyword "end". A
// colon before a port's number alone is harmless.
func mermaid(s string) string {
	s = mermaidEnd().ReplaceAllStringFunc(visible(s), func(w string) string { return w[:1] + "\x00" + w[2:] })
	ports := mermaidPort().FindAllStringIndex(s, -1)
	var b strings.Builder
	for i, r := range s {
		if len(ports) > 0 && i >= ports[0][1] {
			ports = ports[1:]
		}
		switch {
		case r == ':' && len(ports) > 0 && i >= ports[0][0]:
			b.WriteRune(r)
		case r == 0:
			fmt.Fprintf(&b, "#%d;", mermaidN(s[:i]))
		case r < utf8.RuneSelf && (wordRune(r) || strings.ContainsRune(" .,/()+_=-", r)), strings.ContainsRune("·…–—→←", r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// mermaidN is the n of "end", in the case of the e before it.
func mermaidN(before string) rune {
	if strings.HasSuffix(before, "E") {
		return 'N'
	}
	return 'n'
}

// safeHref gives a link's address, its odd characters percent-encoded, where
// it is http, https, mailto or a path beside the document.
func safeHref(href string) (string, bool) {
	scheme := hrefScheme().FindString(href)
	switch strings.ToLower(scheme) {
	case "http://", "https://", "mailto:":
		if len(href) == len(scheme) {
			return "", false
		}
	default:
		if href == "" || !hrefPath().MatchString(href) {
			return "", false
		}
	}
	var b strings.Builder
	for i := 0; i < len(href); i++ {
		c := href[i]
		if c < utf8.RuneSelf && (wordRune(rune(c)) || strings.IndexByte("-._:/?#@&+,;=%", c) >= 0) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String(), true
}

// linkAsText shows a link that is not one, with the address that was refused.
func linkAsText(r Inline) string {
	switch {
	case r.Text == "" || r.Text == r.Href:
		return r.Href
	case r.Href == "":
		return r.Text
	}
	return r.Text + " (" + r.Href + ")"
}
