package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ladderIndent is the column of the left post.
const ladderIndent = 6

// posts is the number of columns between the two posts.
func (t *text) posts() int { return max(t.column()-ladderIndent-18, 20) }

func (t *text) ladderHead(l *Ladder) {
	if l.Title != "" {
		t.line("  " + t.strong(visible(l.Title)))
		t.gap()
	}
	client, server := visible(l.Client), visible(l.Server)
	room := t.posts() + 8 - ansi.StringWidth(client) - ansi.StringWidth(server)
	t.line("   " + t.peer("client", client) + strings.Repeat(" ", max(room, 2)) + t.peer("server", server))
	t.post()
}

func (t *text) post() {
	t.line(strings.Repeat(" ", ladderIndent) + t.dim("│"+strings.Repeat(" ", t.posts())+"│"))
}

func (t *text) ladderFoot() {
	t.post()
	t.gap()
}

func (t *text) ladderRow(l *Ladder, i int) {
	r := &l.Rows[i]
	dash := "─"
	if r.Closed {
		dash = "┄"
	}
	size := fmt.Sprintf(" %d B ", r.Bytes)
	label := visible(r.Label)
	room := t.posts() - 2 - 3 - ansi.StringWidth(size) - 3 // for the label and the dashes behind it
	label = " " + clip(label, room-2) + " "
	fill := strings.Repeat(dash, max(0, room-ansi.StringWidth(label)))
	arrow := strings.Repeat(dash, 3) + label + fill + size + strings.Repeat(dash, 3)
	if r.From == "server" {
		arrow = "◀" + arrow + dash
	} else {
		arrow = dash + arrow + "▶"
	}
	mark := strings.Repeat(" ", ladderIndent-2) + "  "
	if r.Mark {
		mark = strings.Repeat(" ", ladderIndent-2) + t.mark("▸") + " "
	}
	t.line(mark + t.dim("│") + t.peer(r.From, arrow) + t.dim("│") + t.dim(rowTail(r)))
}

// rowTail is what stands behind the right post: time, and a word.
func rowTail(r *LadderRow) string {
	var w []string
	if r.Millis != nil {
		w = append(w, fmt.Sprintf("%.2f ms", *r.Millis))
	}
	if r.Closed {
		w = append(w, "closed")
	}
	if r.Note != "" {
		w = append(w, clip(visible(r.Note), 14))
	}
	if len(w) == 0 {
		return ""
	}
	return "  " + strings.Join(w, " ")
}
