// Package keytransport is lesson 9: the server's private key opens a recorded
// connection, from the pre-master secret to the records, and shows what was
// encrypted with the public key and what was not.
package keytransport

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_version.md
	versionStory string
)

// Lesson is lesson 9.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 9, Slug: "key-transport", Title: "Key transport: what was encrypted?",
			Question: "What does the client encrypt with the server's public key, and which keys encrypt the traffic?",
			Article:  []string{"S6"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "version",
			Says:    "a client of our own puts another version into the pre-master secret",
			Story:   versionStory,
			Perform: performBroken,
			Claims:  brokenClaims,
			Act:     wrongGo,
			Against: transported,
		}},
	}
}
