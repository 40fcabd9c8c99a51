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
// claim that is not shown, a question without a right choice is an error, never
// an empty place in the text.
package telling

import (
	"fmt"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Lesson tells a run of the whole lesson.
func Lesson(l *anatomy.Lesson, s *anatomy.Scene) (*transcript.Document, error) {
	return tell(l, l.Story, l.Claims, s)
}

// Break tells a run with one thing changed.
func Break(l *anatomy.Lesson, b *anatomy.Break, s *anatomy.Scene) (*transcript.Document, error) {
	return tell(l, b.Story, b.Claims, s)
}

func tell(l *anatomy.Lesson, story string, claims []anatomy.Claim, s *anatomy.Scene) (*transcript.Document, error) {
	t := &teller{lesson: l, scene: s, claims: claims, told: map[string]bool{}}
	if err := t.story([]byte(story)); err != nil {
		return nil, fmt.Errorf("lesson %s: %w", l.Slug, err)
	}
	for _, c := range claims {
		if !t.told[c.ID] {
			return nil, fmt.Errorf("lesson %s: the claim %q is never shown", l.Slug, c.ID)
		}
	}
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
}

func (t *teller) add(b transcript.Block) { t.blocks = append(t.blocks, b) }
