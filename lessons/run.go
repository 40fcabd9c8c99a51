package lessons

import (
	"context"
	"fmt"
	"runtime"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Options say how a lesson is run.
type Options struct {
	Lab   lab.Options
	Break string // the name of a break; empty: the lesson itself
}

// A BreakError says that a lesson has no such break.
type BreakError struct {
	Lesson *anatomy.Lesson
	Name   string
}

func (e *BreakError) Error() string {
	return fmt.Sprintf("lesson %s has no break %q", e.Lesson.Slug, e.Name)
}

// Run runs a lesson live and tells it.
func Run(ctx context.Context, l *anatomy.Lesson, o Options) (*transcript.Document, error) {
	room, err := lab.New(ctx, o.Lab)
	if err != nil {
		return nil, err
	}
	perform, tell := l.Perform, telling.Lesson
	if o.Break != "" {
		b := l.Break(o.Break)
		if b == nil {
			return nil, &BreakError{l, o.Break}
		}
		perform = b.Perform
		tell = func(l *anatomy.Lesson, s *anatomy.Scene) (*transcript.Document, error) { return telling.Break(l, b, s) }
	}
	scene, err := perform(room)
	if err != nil {
		return nil, err
	}
	doc, err := tell(l, scene)
	if err != nil {
		return nil, err
	}
	doc.Stamp = StampOf(o)
	return doc, nil
}

// Exercise makes an exercise from a fresh run of the lesson. The document holds
// what is asked.
func Exercise(ctx context.Context, l *anatomy.Lesson, o Options) (*transcript.Document, func(answer string) anatomy.Grading, error) {
	room, err := lab.New(ctx, o.Lab)
	if err != nil {
		return nil, nil, err
	}
	e, err := l.Exercise(room)
	if err != nil {
		return nil, nil, err
	}
	info := l.Lesson
	return &transcript.Document{Lesson: &info, Stamp: StampOf(o), Blocks: e.Blocks}, e.Grade, nil
}

// StampOf says how a run with these options is made.
func StampOf(o Options) transcript.Stamp {
	aes := lab.PrefersAES()
	s := transcript.Stamp{Seed: o.Lab.Seed, Go: runtime.Version(), AES: &aes, Transport: string(o.Lab.Transport), Break: o.Break}
	if s.Transport == "" {
		s.Transport = string(lab.TCP)
	}
	return s
}
