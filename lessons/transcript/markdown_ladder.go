package transcript

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (p *mdPrinter) ladder(l *Ladder) error {
	for i, r := range l.Rows {
		if otherSide(r.From) == "" {
			return badRow(i, r)
		}
	}
	p.para(mdTitle(l.Title))
	lines := []string{
		"sequenceDiagram",
		"    participant C as " + mermaidName(l.Client, "client"),
		"    participant S as " + mermaidName(l.Server, "server"),
	}
	for _, r := range l.Rows {
		from, to := "C", "S"
		if r.From == "server" {
			from, to = "S", "C"
		}
		arrow := "->>"
		if r.Closed {
			arrow = "-->>"
		}
		lines = append(lines, "    "+from+arrow+to+": "+markSign(r.Mark)+mermaid(r.Label)+" · "+strconv.Itoa(r.Bytes)+" B")
		if r.Note != "" {
			lines = append(lines, "    Note over C,S: "+mermaid(r.Note))
		}
	}
	p.WriteString(mdFence("mermaid", lines))
	p.para("<details><summary>The same as text</summary>")
	p.WriteString(mdFence("text", ladderLines(l)))
	p.para("</details>")
	return nil
}

// badRow says that a row comes from nobody.
func badRow(i int, r LadderRow) error {
	return fmt.Errorf("ladder row %d is from %q, neither client nor server", i, r.From)
}

func mermaidName(name, otherwise string) string {
	if name == "" {
		name = otherwise
	}
	return mermaid(name)
}

func markSign(marked bool) string {
	if marked {
		return "▸ "
	}
	return ""
}

const (
	ladderWidth = 56 // between the posts
	ladderLabel = 34 // longer labels are cut
)

// ladderLines draws the ladder with lines and letters.
func ladderLines(l *Ladder) []string {
	client, server := cutRunes(l.Client, ladderLabel), cutRunes(l.Server, ladderLabel)
	gap := max(2, ladderWidth+4-utf8.RuneCountInString(client)-utf8.RuneCountInString(server))
	lines := []string{"  " + client + strings.Repeat(" ", gap) + server}
	for _, r := range l.Rows {
		line := "─"
		if r.Closed {
			line = "┄"
		}
		label := " " + cutRunes(r.Label, ladderLabel) + " "
		size := " " + strconv.Itoa(r.Bytes) + " B "
		fill := strings.Repeat(line, max(1, ladderWidth-6-utf8.RuneCountInString(label)-utf8.RuneCountInString(size)))
		row := "│" + strings.Repeat(line, 3) + label + fill + size + strings.Repeat(line, 2) + "▶│"
		if r.From == "server" {
			row = "│◀" + strings.Repeat(line, 2) + label + fill + size + strings.Repeat(line, 3) + "│"
		}
		mark := "  "
		if r.Mark {
			mark = "▸ "
		}
		lines = append(lines, strings.TrimRight(mark+row+ladderBehind(r), " "))
	}
	return lines
}

// ladderBehind is what stands to the right of the server's post.
func ladderBehind(r LadderRow) string {
	var out string
	if r.Millis != nil {
		out += "  " + fmt.Sprintf("%.2f ms", *r.Millis)
	}
	if r.Closed {
		out += "  " + r.State()
	}
	if r.Note != "" {
		out += "  " + r.Note
	}
	return out
}

// cutRunes shortens a string that is too long for its place.
func cutRunes(s string, n int) string {
	r := []rune(visible(s))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
