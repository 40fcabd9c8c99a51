// Package hello is lesson 2: the two messages in which client and server agree
// on how to talk, byte for byte, in TLS 1.2 and in TLS 1.3.
package hello

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_length.md
	lengthStory string
)

// Lesson is lesson 2.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 2, Slug: "hello", Title: "Hello: who says what?",
			Question: "What do client and server say in their first two messages, and where does each byte belong?",
			Article:  []string{"S2"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "length",
			Says:    "one length in the ClientHello is made one too large",
			Story:   lengthStory,
			Perform: performBroken,
			Claims:  brokenClaims,
			Act:     broken,
			Against: with13,
		}},
	}
}
