package transcript

import "strings"

// A seam is a place between two lines of a slide, and how well it can be cut
// there when the screen is too low.
type seam uint8

const (
	noSeam    seam = iota // inside a row or a paragraph
	lineSeam              // between the lines of a hex view: no empty line belongs there
	innerSeam             // between a field and the first of its parts; from here on an empty line where there is room
	partSeam              // between rows, fields, claims, choices
	outerSeam             // behind the last part of a field
	blockSeam             // between blocks
)

// seams are those of a slide that is being printed, by how much of it stands
// before them.
type seams struct {
	at   map[int]seam
	head map[int]string // what is shown again where a screen begins here: a table's head
	now  string
}

// seam says that what comes next may stand on another screen.
func (t *text) seam(s seam) {
	if t.seams == nil {
		return
	}
	at := t.b.Len()
	t.seams.at[at] = max(t.seams.at[at], s)
	if t.seams.now != "" {
		t.seams.head[at] = t.seams.now
	}
}

// repeats says what stands again at the top of each screen from here on.
func (t *text) repeats(head string) {
	if t.seams != nil {
		t.seams.now = head
	}
}

// seamBefore is the seam before a line of a field table; a field is not cut.
func (t *text) seamBefore(rows []fieldRow, i int) {
	before := i - 1
	for before >= 0 && !rows[before].begins {
		before--
	}
	switch r := rows[i]; {
	case !r.begins:
	case before < 0 || rows[before].depth == r.depth:
		t.seam(partSeam)
	case rows[before].depth < r.depth:
		t.seam(innerSeam)
	default:
		t.seam(outerSeam)
	}
}

// unfolding says what shows folded fields; of a slide its footer does.
func (t *text) unfolding() string {
	if t.seams != nil {
		return ""
	}
	return " (-v shows them)"
}

// chooser is who answered a question.
func (t *text) chooser() string {
	if t.seams != nil {
		return "The class"
	}
	return "You"
}

// A slideLine is a line of a slide, and the seam before it.
type slideLine struct {
	text string
	seam seam
	head []string
}

// lines are what was printed, with its seams; empty lines at the end are none.
func (t *text) lines() []slideLine {
	var out []slideLine
	at, s, head := 0, noSeam, ""
	for l := range strings.Lines(t.b.String()) {
		if found, ok := t.seams.at[at]; ok {
			s, head = found, t.seams.head[at]
		}
		at += len(l)
		out = append(out, slideLine{text: strings.TrimSuffix(l, "\n"), seam: s, head: linesOf(head)})
		if l != "\n" { // a seam before an empty line is that of the line behind it
			s, head = noSeam, ""
		}
	}
	for len(out) > 0 && out[len(out)-1].text == "" {
		out = out[:len(out)-1]
	}
	return out
}

func linesOf(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
