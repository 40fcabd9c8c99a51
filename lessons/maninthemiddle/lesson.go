// Package maninthemiddle is lesson 14: somebody stands between client and server,
// and speaks TLS with both. What decides is whether the client has his root.
package maninthemiddle

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_pin.md
	pinStory string
)

// Lesson is lesson 14.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 14, Slug: "man-in-the-middle", Title: "Man in the middle: who is at the other end?",
			Question: "Somebody stands between client and server, and speaks TLS with both. What stops him, and what does not?",
			Article:  []string{"S1", "S4"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "pin",
			Says:    "the client knows the hash of the server's real key",
			Story:   pinStory,
			Perform: performPin,
			Claims:  pinClaims,
			Act:     pinnedNear,
			Against: near,
		}},
	}
}
