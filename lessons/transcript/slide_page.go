package transcript

import "fmt"

// A slidePage puts lines on screens, under a title.
type slidePage struct {
	t      *text
	height int
	middle bool // what stands on it alone stands in its upper middle
	margin string
	name   string
	facts  []string // under the title, on the first screen
}

// title takes the title of a slide and what belongs to it.
func (p *slidePage) title(s *Slide) {
	t := p.t
	p.name = s.sign() + s.Title
	for _, b := range s.blocks {
		switch b := b.(type) {
		case *Message:
			_, words := messageTitle(b)
			facts := ""
			for i, w := range words {
				if i > 0 {
					facts += t.dim(t.say(" · "))
				}
				if i == 0 && b.From != "" {
					facts += t.peer(b.From, t.say(w))
				} else {
					facts += t.dim(t.say(w))
				}
			}
			p.facts = wrap(facts, t.column()-2)
		case *Derivation:
			if b.Ref != "" {
				p.facts = []string{t.dim(t.say(b.Ref))}
			}
		}
	}
}

// top is what stands over the lines of one screen of several.
func (p *slidePage) top(n, of int) []string {
	var out []string
	add := func(lines []string, style func(string) string) {
		for _, l := range lines {
			out = append(out, "  "+style(l))
		}
	}
	name := p.t.say(p.name)
	if name == "" {
		return nil
	}
	if of > 1 {
		name += fmt.Sprintf(" (%d of %d)", n, of)
	}
	add(wrap(name, p.t.column()-2), p.t.strong)
	if n == 1 {
		add(p.facts, func(s string) string { return s })
	}
	return append(out, "")
}

// room is how many lines stand under the title.
func (p *slidePage) room(n, of int) int {
	if p.height <= 0 {
		return 1 << 20
	}
	return p.height - len(p.top(n, of))
}

// screens cuts the lines, and marks the screen on which the answer begins.
func (p *slidePage) screens(lines []slideLine, answer int) []Screen {
	ends := []int{len(lines)}
	if !fits(lines, blockSeam, p.room(1, 1)) {
		first, later := p.room(1, 99), p.room(2, 99)
		ends = cutSlide(lines, first, later)
	}
	var out []Screen
	start, part := 0, 0
	for i, end := range ends {
		sc := Screen{Part: part, Answer: start <= answer && answer < end}
		sc.Lines = p.put(lines[start:end], i+1, len(ends))
		for _, l := range lines[start:end] {
			if l.seam >= innerSeam {
				part++
			}
		}
		out = append(out, sc)
		start = end
	}
	return out
}

// put is one screen: title, lines, and room between them where there is some.
func (p *slidePage) put(lines []slideLine, n, of int) []string {
	top, room := p.top(n, of), p.room(n, of)
	if room < 3 { // a screen so low has no title
		top, room = nil, p.height
	}
	for len(lines) > 0 && lines[0].text == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1].text == "" {
		lines = lines[:len(lines)-1]
	}
	var body []string
	if n > 1 && len(lines) > 0 {
		body = append(body, lines[0].head...)
	}
	least := innerSeam // room at the seams from this one on
	for least <= blockSeam && !fits(lines, least, room-len(body)) {
		least++
	}
	for i, l := range lines {
		if i > 0 && l.seam >= least && lines[i-1].text != "" {
			body = append(body, "")
		}
		body = append(body, l.text)
	}
	var out []string
	if free := p.height - len(top) - len(body); p.middle && free > 0 {
		out = make([]string, free/3)
	}
	for _, l := range append(top, body...) {
		for _, piece := range wrap(l, p.t.o.Width) {
			if piece != "" {
				piece = p.margin + piece
			}
			out = append(out, piece)
		}
	}
	return out
}
