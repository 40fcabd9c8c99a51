package transcript

import "fmt"

// A slideLadder is a ladder in lines.
type slideLadder struct {
	*slidePage
	of   *Ladder
	head []string
	post []string   // both posts, nothing between them
	rows [][]string // the arrows, none of them marked
	gap  []string   // between two arrows
}

// ladder draws the rows of a ladder so far, the new ones marked. It stands still
// while it grows: whether its arrows have room between them is decided for all of
// them. Of one that is too long the last rows are shown.
func (p *slidePage) ladder(s *Slide) ([]Screen, error) {
	l, err := p.measured(s.ladder)
	if err != nil {
		return nil, err
	}
	var out []Screen
	for shown := s.from; shown < s.to; {
		room := p.room(1, 1) - len(l.head) - len(l.post)
		end := s.to
		for end > shown+1 && l.height(shown, end) > room {
			end--
		}
		begin := shown
		for begin > 0 && l.height(begin-1, end)+min(begin-1, 1) <= room {
			begin--
		}
		lines := l.head
		if begin > 0 && l.height(begin, end) < room {
			lines = append(lines[:len(lines):len(lines)], l.between(p.t.dim(fmt.Sprintf("%s %s before", p.t.say("…"), countOf(begin, "arrow"))))...)
		}
		body, err := l.arrows(begin, shown, end)
		if err != nil {
			return nil, err
		}
		lines = append(lines[:len(lines):len(lines)], body...)
		if l.height(begin, end) <= room {
			lines = append(lines, l.post...)
		}
		out = append(out, Screen{Part: shown - s.from, Lines: p.put(asSlideLines(lines), 1, 1)})
		shown = end
	}
	return out, nil
}

// measured draws all of a ladder, to know what it needs.
func (p *slidePage) measured(of *Ladder) (*slideLadder, error) {
	l := &slideLadder{slidePage: p, of: of}
	l.head = p.drawn(func() { h := *of; h.Title = ""; p.t.ladderHead(&h) })
	l.post = l.between("")
	for i := range of.Rows {
		row, err := l.arrow(i, false)
		if err != nil {
			return nil, err
		}
		l.rows = append(l.rows, row)
	}
	if len(l.head)+l.height(0, len(l.rows))+len(l.rows)-1+len(l.post) <= p.room(1, 1) {
		l.gap = l.post
	}
	return l, nil
}

// arrow is one row. Whether the text of the lesson points at it does not show: the
// sign stands at what is new.
func (l *slideLadder) arrow(i int, isNew bool) (lines []string, err error) {
	one := Ladder{Rows: []LadderRow{l.of.Rows[i]}}
	one.Rows[0].Mark = isNew
	lines = l.drawn(func() { err = l.t.ladderRow(&one, 0) })
	return lines, err
}

// arrows are the rows from begin to end, new from isNew on.
func (l *slideLadder) arrows(begin, isNew, end int) (lines []string, err error) {
	for i := begin; i < end; i++ {
		if i > begin {
			lines = append(lines, l.gap...)
		}
		row := l.rows[i]
		if i >= isNew {
			if row, err = l.arrow(i, true); err != nil {
				return nil, err
			}
		}
		lines = append(lines, row...)
	}
	return lines, nil
}

func (l *slideLadder) height(begin, end int) int {
	n := len(l.gap) * (end - begin - 1)
	for _, r := range l.rows[begin:end] {
		n += len(r)
	}
	return n
}

func (l *slideLadder) between(s string) []string { return l.drawn(func() { l.t.between(s) }) }

// drawn is what something prints, in lines.
func (p *slidePage) drawn(print func()) []string {
	p.t.b.Reset()
	print()
	return linesOf(p.t.b.String())
}

func asSlideLines(lines []string) []slideLine {
	var out []slideLine
	for _, l := range lines {
		out = append(out, slideLine{text: l})
	}
	return out
}
