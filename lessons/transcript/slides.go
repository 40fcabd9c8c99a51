package transcript

import (
	"fmt"
	"strings"
)

// A Slide is what a class sees at once, on a projector: a message, a figure, a
// question, a group of claims, or some prose. Of a ladder it is one more arrow.
// The slides of a document hold each block that is shown, once and in order; how
// large a screen is decides nothing here.
type Slide struct {
	Title    string    // what it is about
	Section  string    // the heading that it stands under, else the lesson's title
	Question *Question // asked or answered here: its answer is shown when the teacher says so
	Notes    []*Note   // for the teacher

	doc      *Document
	heading  *Heading // begins the section
	blocks   []Block
	ladder   *Ladder // behind the blocks: the rows before to; those from from on are new
	from, to int
	opening  bool // the title of the document
	closing  bool // its verdict
}

// proseOnSlide is how many characters of prose stand together on a slide, where
// they come in several paragraphs.
const proseOnSlide = 560

// Slides cuts a document for a projector.
func Slides(d *Document) []Slide {
	s := []Slide{{doc: d, opening: true, Title: paperTitle(d), Section: paperTitle(d)}}
	for _, b := range d.Blocks {
		last := &s[len(s)-1]
		if n, ok := b.(*Note); ok && forSpeaker(b) {
			last.Notes = append(last.Notes, n)
			noteLadder(s, n)
			continue
		}
		if !last.takes(b) {
			s = append(s, Slide{doc: d, Section: last.Section})
			last = &s[len(s)-1]
		}
		if l, ok := b.(*Ladder); ok && len(l.Rows) > 0 {
			s = ladderSlides(s, l)
			continue
		}
		last.put(b)
	}
	if d.Passed()+d.Failed() > 0 {
		s = append(s, Slide{doc: d, Section: paperTitle(d), closing: true, Title: paperTally(d)})
	}
	return s
}

// ladderSlides draws a ladder on the last slide and on new ones, an arrow each;
// what a ladder begins with is on all of them, so that it stands still.
func ladderSlides(s []Slide, l *Ladder) []Slide {
	first := s[len(s)-1]
	s = s[:len(s)-1]
	for from := 0; from < len(l.Rows); {
		next := first
		next.ladder, next.from, next.to, next.Title = l, from, alike(l.Rows, from), l.Title
		if from > 0 {
			next.Notes = nil
		}
		s = append(s, next)
		from = next.to
	}
	return s
}

// noteLadder puts a note that stands behind a ladder to all arrows of it: when
// the last one is there, what was to be said of the others is too late.
func noteLadder(s []Slide, n *Note) {
	last := len(s) - 1
	for i := last - 1; i >= 0 && s[last].ladder != nil && s[i].ladder == s[last].ladder; i-- {
		s[i].Notes = append(s[i].Notes[:len(s[i].Notes):len(s[i].Notes)], n)
	}
}

// takes says whether a block stands on the slide, behind what is on it.
func (s *Slide) takes(b Block) bool {
	if s.opening || s.ladder != nil {
		return false
	}
	if len(s.blocks) == 0 { // a heading, which may not stand alone
		_, heading := b.(*Heading)
		return !heading
	}
	last := s.blocks[len(s.blocks)-1]
	switch b := b.(type) {
	case *Heading, *Question:
		return false
	case *Prose:
		if announces(last) {
			return len(b.Text) == 0
		}
		return proseOnly(s.blocks) && !announces(b) && proseLength(append(s.blocks[:len(s.blocks):len(s.blocks)], b)) <= proseOnSlide
	case *Check:
		return isCheck(last)
	case *Note:
		q, ok := last.(*Question)
		return ok && b.Role == "answer" && b.Question == q.ID
	case *Ladder:
		return false
	}
	return announces(last)
}

// announces says whether a block is a sentence that ends in a colon: it stands
// with what it announces.
func announces(b Block) bool {
	p, ok := b.(*Prose)
	return ok && len(p.Items) == 0 && strings.HasSuffix(strings.TrimSpace(p.Text.String()), ":")
}

func proseOnly(blocks []Block) bool {
	for _, b := range blocks {
		if _, ok := b.(*Prose); !ok {
			return false
		}
	}
	return true
}

func proseLength(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		p := b.(*Prose)
		n += len(p.Text.String())
		for _, i := range p.Items {
			n += len(i.String())
		}
	}
	return n
}

// put adds a block, and names the slide by it.
func (s *Slide) put(b Block) {
	if h, ok := b.(*Heading); ok {
		s.heading, s.Section, s.Title = h, h.Text.String(), h.Text.String()
		return
	}
	s.blocks = append(s.blocks, b)
	title := ""
	switch b := b.(type) {
	case *Message:
		title, _ = messageTitle(b)
	case *Bytes:
		title = b.Title
	case *Derivation:
		title = b.Title
	case *Table:
		title = b.Title
	case *Ladder:
		title = b.Title
	case *Check:
		title = paperTally(&Document{Blocks: s.blocks})
	case *Question:
		title, s.Question = questionLead(b.Role), b
	case *TryIt:
		title = tryLead(b.Role)
	case *Note:
		title = s.noteTitle(b)
	}
	if s.Title = title; title == "" {
		s.Title = s.Section
	}
}

func (s *Slide) noteTitle(n *Note) string {
	if n.Role != "answer" {
		return strings.TrimSpace(strings.TrimSuffix(noteLead(n), ".") + " " + notTrue(n))
	}
	if s.Question == nil {
		if s.Question = s.doc.Question(n.Question); s.Question != nil {
			return strings.TrimSuffix(answerLead(s.Question), ":")
		}
	}
	return s.Title
}

// sign is what stands before the title, as in a printed lesson.
func (s *Slide) sign() string {
	switch {
	case s.closing && s.doc.Failed() > 0:
		return "✘ "
	case s.closing:
		return "✔ "
	case s.Question != nil && s.asks():
		return "? "
	case s.Question != nil:
		return "✎ "
	case len(s.blocks) == 1:
		if n, ok := s.blocks[0].(*Note); ok && n.Role == "misconception" {
			return "✘ "
		}
	}
	return ""
}

// asks says whether the question is put on this slide.
func (s *Slide) asks() bool {
	for _, b := range s.blocks {
		if b == Block(s.Question) {
			return true
		}
	}
	return false
}

// About says in a line what is on the slide, for somebody who does not see it.
func (s *Slide) About() string {
	switch {
	case s.Question != nil:
		return s.Title + ": " + s.Question.Ask.String()
	case s.ladder != nil:
		if n := s.to - s.from; n > 1 {
			return fmt.Sprintf("%s: %d arrows more", s.Title, n)
		}
		return s.Title + ": " + s.ladder.Rows[s.from].Label
	case len(s.blocks) > 0:
		if c, ok := s.blocks[0].(*Check); ok {
			return s.Title + ": " + c.Claim.String()
		}
		if p, ok := s.blocks[0].(*Prose); ok {
			text := p.Text
			if len(text) == 0 && len(p.Items) > 0 {
				text = p.Items[0]
			}
			return s.Title + ": " + text.String()
		}
	}
	return s.Title
}

// Folds says whether the slide hides fields that a verbose one would show.
func (s *Slide) Folds() bool { return Chunk{blocks: s.blocks}.Folds() }
