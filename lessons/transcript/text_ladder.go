package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ladderIndent is the column of the left post, ladderTail the room behind the
// right one for a time and a word.
const (
	ladderIndent = 6
	ladderTail   = 18
)

// posts is the number of columns between the two posts.
func (t *text) posts() int {
	if t.narrow() {
		return t.column() - ladderIndent - 2
	}
	return t.column() - ladderIndent - ladderTail
}

func (t *text) ladderHead(l *Ladder) {
	t.caption(l.Title)
	client, server := t.peer("client", t.say(l.Client)), t.peer("server", t.say(l.Server))
	room := min(t.posts()+8, t.o.Width-3) - ansi.StringWidth(client) - ansi.StringWidth(server)
	if room < 2 {
		t.wrapped(client, 3)
		t.wrapped(server, 3)
	} else {
		t.line("   " + client + strings.Repeat(" ", room) + server)
	}
	t.between("")
}

func (t *text) ladderFoot() {
	t.between("")
	t.gap()
}

// between writes text between the posts, in lines of its own.
func (t *text) between(s string) {
	for _, l := range wrap(s, t.posts()-10) {
		t.line(strings.Repeat(" ", ladderIndent) + t.dim("│") + "     " + pad(l, t.posts()-5) + t.dim("│"))
	}
}

// ladderRow writes an arrow. A label that does not fit on it stands above, what
// does not fit behind the post stands below.
func (t *text) ladderRow(l *Ladder, i int) error {
	r := &l.Rows[i]
	if otherSide(r.From) == "" {
		return fmt.Errorf("the arrow %q comes from %q, which is no side", r.Label, r.From)
	}
	dash := "─"
	if r.Closed {
		dash = "┄"
	}
	label, size := t.say(r.Label), fmt.Sprintf(" %d B ", r.Bytes)
	if label != "" {
		label = " " + label + " "
	}
	room := t.posts() - 2 - 3 - ansi.StringWidth(size) - 3 // for the label and the dashes behind it
	if ansi.StringWidth(label) > room {
		t.between(t.peer(r.From, strings.TrimSpace(label)))
		label = ""
	}
	arrow := strings.Repeat(dash, 3) + label + strings.Repeat(dash, max(0, room-ansi.StringWidth(label))) + size + strings.Repeat(dash, max(0, 3+min(room, 0)))
	if r.From == "server" {
		arrow = "◀" + arrow + dash
	} else {
		arrow = dash + arrow + "▶"
	}
	mark := strings.Repeat(" ", ladderIndent)
	if r.Mark {
		mark = strings.Repeat(" ", ladderIndent-2) + t.mark("▸") + " "
	}
	behind, below := t.rowTail(r)
	t.line(mark + t.dim("│") + t.peer(r.From, arrow) + t.dim("│") + t.dim(behind))
	if below != "" {
		t.between(t.dim(below))
	}
	return nil
}

// rowTail is time, state and note of an arrow: what fits behind the right post,
// and the rest.
func (t *text) rowTail(r *LadderRow) (behind, below string) {
	var rest []string
	room := min(t.o.Width, textMax+2) - ladderIndent - t.posts() - 2
	add := func(s string) {
		if next := behind + strings.Repeat(" ", max(1, 2-len(behind))) + s; len(rest) == 0 && ansi.StringWidth(next) <= room {
			behind = next
			return
		}
		rest = append(rest, s)
	}
	if r.Millis != nil {
		add(fmt.Sprintf("%.2f ms", *r.Millis))
	}
	if r.Closed {
		add(r.State())
	}
	if r.Note != "" {
		add(t.say(r.Note))
	}
	return behind, strings.Join(rest, ", ")
}
