package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/muesli/cancelreader"
	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// demoUsage says what does not go with --demo.
func (f *runFlags) demoUsage() error {
	switch {
	case !f.demo && f.notes != "":
		return &usageError{"--notes is what the teacher sees of a --demo", "tlsteach run 1 --demo --notes notes.txt"}
	case f.demo && (f.format != "text" || f.file != "" || f.noStep || f.exercise):
		return &usageError{"--demo shows slides on a terminal: it has no --format, --output, --no-step and --exercise", "--format html -o lesson.html, without --demo, makes a page for a browser"}
	case f.notes == "-":
		return &usageError{"--notes needs the name of a file: standard output is for the slides", ""}
	}
	return nil
}

// demo shows lessons on a projector: slides on the terminal's other screen, keys
// forward and back, answers when the teacher says so.
func (a *app) demo(ctx context.Context, f *runFlags, chosen []*anatomy.Lesson, options lessons.Options) error {
	in, out := terminal(a.in), terminal(a.out)
	notes, err := openNotes(f.notes, out)
	if err != nil {
		return err
	}
	p := newPresenter(f, in, out, notes)
	p.perform = func(l *anatomy.Lesson) (*transcript.Document, error) { return perform(ctx, l, options) }
	for _, l := range chosen {
		p.decks = append(p.decks, &deck{lesson: l})
	}
	err = p.present(ctx)
	return a.both(err, notes.close())
}

// A deck is a lesson and its slides, once it has run.
type deck struct {
	lesson *anatomy.Lesson
	doc    *transcript.Document
	slides []transcript.Slide
}

// A presenter shows slides. It has one goroutine more, which reads keys.
type presenter struct {
	rawTerminal
	flags   *runFlags
	out     *os.File
	screen  screen
	taken   bool // it shows slides
	perform func(*anatomy.Lesson) (*transcript.Document, error)
	decks   []*deck
	notes   *notesFile
	begun   time.Time

	deck, slide int
	told        map[*transcript.Question]bool // whose answer the class has seen
	unfolded    bool                          // v, on this slide
	overlay     overlay
	typed       string // digits of the slide to go to
	page        place
	cued        cued
}

// An overlay stands in the place of the slide.
type overlay uint8

const (
	noOverlay overlay = iota
	helpOverlay
	blankOverlay
)

// A place is where one is in a slide that does not fit on one screen.
type place struct {
	at            int // of its screens
	part          int // the first part on it
	width, height int // of the terminal for which that is so
}

func newPresenter(f *runFlags, in, out *os.File, notes *notesFile) *presenter {
	return &presenter{rawTerminal: rawTerminal{tty: in}, flags: f, out: out, screen: screenOf(out), notes: notes,
		told: map[*transcript.Question]bool{}, begun: time.Now()}
}

// minute is how often what is shown of the time is drawn again.
const minute = time.Minute

// present runs the first lesson, then shows slides until the teacher leaves.
func (p *presenter) present(ctx context.Context) (err error) {
	defer restoring()()
	if err := p.load(0); err != nil {
		return err
	}
	input, err := cancelreader.NewReader(p.tty)
	if err != nil {
		return err
	}
	keys := &keyboard{from: input}
	pressed, over := keys.listen()
	defer input.Close()
	defer func() { over(input.Cancel()) }()
	resized, stop := resizes()
	defer stop()
	var clock <-chan time.Time
	if p.notes.ticks() {
		ticker := time.NewTicker(minute)
		defer ticker.Stop()
		clock = ticker.C
	}
	defer func() { // also when something panics: the terminal is as it was
		if e := p.leave(); err == nil {
			err = e
		}
	}()
	if err := p.enter(); err != nil {
		return err
	}
	for {
		if err := p.draw(); err != nil {
			return err
		}
		p.cue()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-resized:
		case <-clock:
		case k := <-pressed:
			err := k.err
			if err == nil {
				err = p.press(k.key)
			}
			if err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				return firstOf(held(p.docs()), err)
			}
		}
	}
}

// docs are the lessons that have run.
func (p *presenter) docs() []*transcript.Document {
	var docs []*transcript.Document
	for _, d := range p.decks {
		if d.doc != nil {
			docs = append(docs, d.doc)
		}
	}
	return docs
}

// load runs a lesson that has not run. The terminal is not raw while it does:
// Ctrl-C interrupts a lesson that hangs.
func (p *presenter) load(n int) error {
	d := p.decks[n]
	if d.doc != nil {
		return nil
	}
	if p.taken {
		if err := p.say("lesson " + d.lesson.Slug + " runs"); err != nil {
			return err
		}
		if err := p.cooked(); err != nil {
			return err
		}
	}
	doc, err := p.perform(d.lesson)
	if err != nil {
		return err
	}
	d.doc, d.slides = doc, transcript.Slides(doc)
	if p.taken {
		return p.raw()
	}
	return nil
}

// enter takes the terminal, and leave gives it back.
func (p *presenter) enter() error {
	if p.state == nil {
		if err := p.raw(); err != nil {
			return err
		}
	}
	p.taken = true
	_, err := io.WriteString(p.out, p.screen.begin())
	return err
}

func (p *presenter) leave() error {
	if !p.taken {
		return nil
	}
	p.taken = false
	_, err := io.WriteString(p.out, p.screen.end())
	return errors.Join(err, p.cooked())
}

// A pressed is a key, or what ended the keys.
type pressed struct {
	key string
	err error
}

// listen reads keys in a goroutine of its own. Over ends it, and waits for it where
// its read was given up.
func (k *keyboard) listen() (keys <-chan pressed, over func(cancelled bool)) {
	out, done, ended := make(chan pressed), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			key, err := k.press()
			select {
			case out <- pressed{key, err}:
			case <-done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return out, func(cancelled bool) {
		close(done)
		if cancelled {
			<-ended
		}
	}
}
