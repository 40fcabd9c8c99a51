// Package telling turns the lesson.md of a lesson and the scene of a run into
// the document that is read.
//
// A lesson.md is Markdown. Two things in it come from the run:
//
//   - A reference in braces, in prose or in a command: {password} is a value
//     that the lesson's Go supplies; {tls/ClientHello/server_name/host_name} is
//     the text of a field, and a word behind it asks for something else of it:
//     hex, bytes (its place), offset, length.
//   - A fenced block whose info word is one of ours: show, question, note, try.
//     See docs/writing-a-lesson.md.
//
// Promise: a reference that does not resolve, a figure that does not exist, a
// claim that is not shown once, a question without one right choice is an
// error, never an empty place in the text. An error names the lesson and the
// line. A value of the run is text: it is never read as Markdown, as a
// reference, or as more than one word of a command.
package telling

import (
	"fmt"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/glossary"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Lesson tells a run of the whole lesson.
func Lesson(l *anatomy.Lesson, s *anatomy.Scene) (*transcript.Document, error) {
	return tell(l, l.Slug, l.Story, l.Claims, s)
}

// Break tells a run with one thing changed.
func Break(l *anatomy.Lesson, b *anatomy.Break, s *anatomy.Scene) (*transcript.Document, error) {
	return tell(l, l.Slug+", break "+b.Name, b.Story, b.Claims, s)
}

func tell(l *anatomy.Lesson, name, story string, claims []anatomy.Claim, s *anatomy.Scene) (*transcript.Document, error) {
	t := &teller{lesson: l, scene: s, claims: claims, told: map[string]bool{}}
	if err := t.story([]byte(story)); err != nil {
		return nil, fmt.Errorf("lesson %s: %w", name, err)
	}
	for _, c := range claims {
		if !t.told[c.ID] {
			return nil, fmt.Errorf("lesson %s: the claim %q is never shown", name, c.ID)
		}
	}
	if id := t.unanswered(); id != "" {
		return nil, fmt.Errorf("lesson %s: the question %q is never answered: show its answer", name, id)
	}
	t.words()
	info := l.Lesson
	return &transcript.Document{Lesson: &info, Blocks: t.blocks}, nil
}

// teller is one telling in progress.
type teller struct {
	lesson *anatomy.Lesson
	scene  *anatomy.Scene
	claims []anatomy.Claim
	told   map[string]bool // claims shown so far
	blocks []transcript.Block
	terms  []glossary.Entry // explained so far
}

func (t *teller) add(b transcript.Block) { t.blocks = append(t.blocks, b) }

// unanswered is a question whose answer is not shown; empty: there is none.
func (t *teller) unanswered() string {
	answered := map[string]bool{}
	for _, b := range t.blocks {
		if n, ok := b.(*transcript.Note); ok && n.Role == "answer" {
			answered[n.Question] = true
		}
	}
	for _, b := range t.blocks {
		if q, ok := b.(*transcript.Question); ok && !answered[q.ID] {
			return q.ID
		}
	}
	return ""
}
