package main

import (
	"fmt"
	"time"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// ticks says whether the time that is shown is drawn again: a terminal is, a file
// and a pipe have one text a slide.
func (n *notesFile) ticks() bool { return n != nil && n.tty != nil }

// cued is what the notes were written for.
type cued struct {
	deck, slide int
	told        bool
	chosen      string
	minute      int  // where the time is drawn again
	any         bool // there were some
}

// cue writes the notes of the slide, where they say something else than before.
func (p *presenter) cue() {
	if p.notes == nil {
		return
	}
	s := p.current()
	elapsed := time.Since(p.begun)
	now := cued{deck: p.deck, slide: p.slide, told: p.flags.answers || p.told[s.Question], any: true}
	if s.Question != nil {
		now.chosen = s.Question.Chosen
	}
	if p.notes.ticks() {
		now.minute = int(elapsed.Minutes())
	}
	if now == p.cued {
		return
	}
	p.cued = now
	c := transcript.Cue{Number: p.slide + 1, Of: len(p.slides()), Slide: s, Elapsed: elapsed, Told: now.told}
	if p.slide+1 < len(p.slides()) {
		c.Next = p.slides()[p.slide+1].About()
	} else if p.deck+1 < len(p.decks) {
		l := p.decks[p.deck+1].lesson
		c.Next = fmt.Sprintf("lesson %d, %s", l.Number, l.Title)
	}
	t := p.notes.options(&p.flags.output)
	text, err := c.Text(t)
	if err != nil {
		p.notes.failed(err)
		return
	}
	p.notes.write(p.notes.inColor(&p.flags.output, t, text))
}
