// Package anatomy says what a lesson is made of: a live run, the scene that it
// leaves, claims over that scene, breaks, and an exercise.
//
// Promise: a claim is a predicate over recorded bytes, evaluated on every run,
// and can fail. Nothing here prints, and nothing here knows how a lesson is
// told: that is its lesson.md and package telling.
package anatomy

import (
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Lesson is one lesson of the catalogue that has been written.
type Lesson struct {
	transcript.Lesson
	Story    string                            // its lesson.md
	Perform  func(*lab.Lab) (*Scene, error)    // the live run
	Claims   []Claim                           // what the run must prove
	Values   map[string]func(*Scene) string    // what the prose may name with {name}
	Figures  map[string]func(*Scene) Figure    // what the prose may show with `show name`
	Breaks   []Break                           // one change each
	Exercise func(*lab.Lab) (*Exercise, error) // made from a fresh run
}

// A Figure is a block that a lesson makes itself.
type Figure = transcript.Block

// A Break is the lesson with one thing changed, and what must be seen then.
type Break struct {
	Name    string // as after --break
	Says    string // what is changed, in one line
	Story   string // its own page, in the form of a lesson.md
	Perform func(*lab.Lab) (*Scene, error)
	Claims  []Claim

	// The connection of the break's scene in which the change shows, and the one of
	// the unbroken lesson that it stands against: under one seed they differ in
	// bytes, or in how the peers judge.
	Act, Against string
}

// Break returns the break with this name, or nil.
func (l *Lesson) Break(name string) *Break {
	for i := range l.Breaks {
		if l.Breaks[i].Name == name {
			return &l.Breaks[i]
		}
	}
	return nil
}

// An Exercise is a question about bytes that nobody has seen before.
type Exercise struct {
	Blocks []transcript.Block          // what is asked, and the bytes that it is asked about
	Grade  func(answer string) Grading // judges an answer
}

// A Grading is the verdict on an answer.
type Grading struct {
	Right bool
	Says  string // why: for a wrong answer, what it would have been the answer to
}
