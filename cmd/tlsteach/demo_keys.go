package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const (
	ctrlL     = "\x0c"
	backspace = "\x7f"
	ctrlH     = "\b"
)

// press does what a key means; the keys that leave are errors.
func (p *presenter) press(key string) error {
	switch key {
	case ctrlC:
		return context.Canceled
	case ctrlD:
		return errLeft
	case ctrlZ:
		return p.suspendSlides()
	case "", ctrlL: // drawn again in any case
		return nil
	}
	if p.overlay != noOverlay {
		if key != escapeKey || p.overlay == helpOverlay {
			p.overlay = noOverlay
		}
		return nil
	}
	if digit := key[0]; len(key) == 1 && digit >= '0' && digit <= '9' {
		if len(p.typed) < 4 {
			p.typed += key
		}
		return nil
	}
	typed := p.typed
	p.typed = ""
	switch key {
	case "\r", "\n":
		if n, err := strconv.Atoi(typed); err == nil {
			p.goTo(n - 1)
			return nil
		}
		return p.forward()
	case backspace, ctrlH:
		if typed != "" {
			p.typed = typed[:len(typed)-1]
			return nil
		}
		return p.back()
	case " ", rightKey, pageDown, "n", "N": // not up and down: many terminals send those for the wheel of a mouse
		return p.forward()
	case leftKey, pageUp, "p", "P":
		return p.back()
	case homeKey, "g":
		p.goTo(0)
	case endKey, "G":
		p.goTo(len(p.slides()) - 1)
	case "?", "h", "H":
		p.overlay = helpOverlay
	case "b", ".":
		p.overlay = blankOverlay
	case "a":
		p.tell()
	case "v", "V":
		if p.current().Folds() && !p.flags.verbose {
			p.unfolded = !p.unfolded
			p.page = place{}
		}
	case "q", "Q":
		return errLeft
	default:
		p.choose(key)
	}
	return nil
}

func (p *presenter) slides() []transcript.Slide { return p.decks[p.deck].slides }

func (p *presenter) current() *transcript.Slide { return &p.slides()[p.slide] }

// goTo shows another slide of the lesson from its beginning.
func (p *presenter) goTo(n int) {
	p.slide = max(0, min(n, len(p.slides())-1))
	p.page, p.unfolded = place{}, false
}

// forward shows the next screen of the slide, the next slide, the next lesson.
func (p *presenter) forward() error {
	screens, err := p.screens()
	switch {
	case err != nil:
		return err
	case p.page.at+1 < len(screens):
		p.page.at++
		p.page.part = screens[p.page.at].Part
	case p.slide+1 < len(p.slides()):
		p.goTo(p.slide + 1)
	case p.deck+1 < len(p.decks):
		if err := p.load(p.deck + 1); err != nil {
			return err
		}
		p.deck++
		p.goTo(0)
	}
	return nil
}

// back shows what stood before, from its end.
func (p *presenter) back() error {
	screens, err := p.screens()
	switch {
	case err != nil:
		return err
	case p.page.at > 0:
		p.page.at--
		p.page.part = screens[p.page.at].Part
		return nil
	case p.slide > 0:
		p.goTo(p.slide - 1)
	case p.deck > 0:
		p.deck--
		p.goTo(len(p.slides()) - 1)
	default:
		return nil
	}
	if screens, err = p.screens(); err == nil {
		p.page.at = len(screens) - 1
		p.page.part = screens[p.page.at].Part
	}
	return err
}

// tell shows the answer to the question of the slide, or hides it again.
func (p *presenter) tell() {
	q := p.current().Question
	if q == nil || p.flags.answers {
		return
	}
	p.told[q] = !p.told[q]
	p.page = place{}
	if !p.told[q] {
		return
	}
	screens, err := p.screens() // an error comes again when it is drawn
	for i, s := range screens {
		if err == nil && s.Answer {
			p.page.at, p.page.part = i, s.Part
		}
	}
}

// choose marks what the class chose: a capital letter. The same again takes the
// mark away.
func (p *presenter) choose(key string) {
	q := p.current().Question
	if q == nil || key != strings.ToUpper(key) {
		return
	}
	c := q.Choice(strings.ToLower(key))
	switch {
	case c == nil:
	case q.Chosen == c.Key:
		q.Chosen = ""
	default:
		q.Chosen = c.Key
	}
}

// suspendSlides gives the terminal back while the program is stopped.
func (p *presenter) suspendSlides() error {
	if err := p.leave(); err != nil {
		return err
	}
	if err := p.suspend(); err != nil {
		return err
	}
	return p.enter()
}
