// Package lessons is the catalogue of the course and the way to run a lesson of
// it.
//
// Promise: a lesson's number is its number for good. A run is live; its
// document says how it was made; a claim that the bytes do not prove is false in
// the document, never left out.
package lessons

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/articlesclient"
	"github.com/tlsteach/tlsteach/lessons/certificate"
	"github.com/tlsteach/tlsteach/lessons/chain"
	"github.com/tlsteach/tlsteach/lessons/eavesdropper"
	"github.com/tlsteach/tlsteach/lessons/hello"
	"github.com/tlsteach/tlsteach/lessons/hybrid"
	"github.com/tlsteach/tlsteach/lessons/keyschedule"
	"github.com/tlsteach/tlsteach/lessons/keytransport"
	"github.com/tlsteach/tlsteach/lessons/maninthemiddle"
	"github.com/tlsteach/tlsteach/lessons/randomness"
	"github.com/tlsteach/tlsteach/lessons/refusals"
	"github.com/tlsteach/tlsteach/lessons/replay"
	"github.com/tlsteach/tlsteach/lessons/sessionid"
	"github.com/tlsteach/tlsteach/lessons/signature"
	"github.com/tlsteach/tlsteach/lessons/tickets"
	"github.com/tlsteach/tlsteach/lessons/weakrandomness"
)

// written are the lessons that exist, in the order of their numbers.
var written = []func() *anatomy.Lesson{
	eavesdropper.Lesson,
	hello.Lesson,
	certificate.Lesson,
	chain.Lesson,
	signature.Lesson,
	refusals.Lesson,
	articlesclient.Lesson,
	keytransport.Lesson,
	hybrid.Lesson,
	keyschedule.Lesson,
	maninthemiddle.Lesson,
	randomness.Lesson,
	weakrandomness.Lesson,
	replay.Lesson,
	sessionid.Lesson,
	tickets.Lesson,
}

// planned are the slugs of the catalogue, by number: a number without a lesson
// is one that is not written yet.
var planned = []string{1: "eavesdropper", "hello", "certificate", "chain", "signature", "refusals", "articles-client",
	"possession", "key-transport", "hybrid", "forward-secrecy", "key-schedule", "finished", "man-in-the-middle", "downgrade",
	"2014", "randomness", "weak-randomness", "replay", "session-id", "tickets", "early-data", "heartbleed", "both-sides",
	"post-quantum", "encrypted-hello"}

// All returns the lessons that exist.
func All() []*anatomy.Lesson {
	out := make([]*anatomy.Lesson, len(written))
	for i, l := range written {
		out[i] = l()
	}
	return out
}

// An UnknownError says that there is no such lesson, or not yet.
type UnknownError struct {
	Name    string
	Planned int      // its number, where it is planned and not written; else 0
	Nearest []string // what may have been meant
}

func (e *UnknownError) Error() string {
	if e.Planned > 0 {
		return fmt.Sprintf("lesson %d, %s, is not written yet", e.Planned, planned[e.Planned])
	}
	return fmt.Sprintf("there is no lesson %q", e.Name)
}

// Find returns the lesson with this number or slug.
func Find(name string) (*anatomy.Lesson, error) {
	number := slices.Index(planned, name)
	if n, err := strconv.Atoi(name); err == nil && number < 0 && n > 0 && n < len(planned) {
		number = n
	}
	if name == "" {
		number = -1
	}
	for _, l := range All() {
		if l.Number == number {
			return l, nil
		}
	}
	if number > 0 {
		return nil, &UnknownError{Name: name, Planned: number}
	}
	return nil, &UnknownError{Name: name, Nearest: nearest(name)}
}
