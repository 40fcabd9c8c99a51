// Package tickets is lesson 21: a client comes back with a ticket that it cannot read,
// to a server that remembers nothing, in TLS 1.2 and in TLS 1.3.
package tickets

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_rotate_key.md
	rotatedStory string
)

// Lesson is lesson 21.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 21, Slug: "tickets", Title: "Tickets: who remembers the session?",
			Question: "How can a server go on with a session that it has forgotten, and what does that save?",
			Article:  []string{"S10"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "rotate-key",
			Says:    "between the two visits the server forgets its ticket key",
			Story:   rotatedStory,
			Perform: performRotated,
			Claims:  rotatedClaims,
			Act:     rotated13.resumed,
			Against: v13.resumed,
		}},
	}
}
