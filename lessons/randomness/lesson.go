// Package randomness is lesson 17: every random number that two peers draw, and where
// each of them goes: onto the wire, into a secret, into a signature, or nowhere.
package randomness

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_repeat_iv.md
	repeatedStory string
)

// Lesson is lesson 17.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 17, Slug: "randomness", Title: "Randomness: where does each draw go?",
			Question: "Which random numbers do client and server draw for a connection, and which of them are secret?",
			Article:  []string{"S8"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "repeat-iv",
			Says:    "the client draws one IV, and puts it before each of its records",
			Story:   repeatedStory,
			Perform: performRepeated,
			Claims:  repeatedClaims,
			Act:     repeated,
			Against: sealed,
		}},
	}
}
