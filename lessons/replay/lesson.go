// Package replay is lesson 19: the bytes of a recorded client are sent again, to a
// server that draws fresh randomness and to one that does not.
package replay

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_frozen_draw.md
	frozenStory string
)

// Lesson is lesson 19.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 19, Slug: "replay", Title: "Replay: what if your bytes are sent again?",
			Question: "Somebody records a payment over TLS and sends the same bytes again. What stops him?",
			Article:  []string{"S9"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "frozen-draw",
			Says:    "the server draws the same random bytes on each connection",
			Story:   frozenStory,
			Perform: performFrozen,
			Claims:  frozenClaims,
			Act:     accepted13.again,
			Against: v13.again,
		}},
	}
}
