// Package chain is lesson 4: how a client gets from a server's certificate to a root
// that it knew before, and why a server cannot bring that root along.
package chain

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_intermediate.md
	aloneStory string
)

// Lesson is lesson 4.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 4, Slug: "chain", Title: "Chain: who vouches for whom?",
			Question: "How does a client get from a certificate that it has never seen to one that it trusts?",
			Article:  []string{"S4"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "intermediate",
			Says:    "the server sends its own certificate alone, without the one above it",
			Story:   aloneStory,
			Perform: performAlone,
			Claims:  aloneClaims,
			Act:     alone,
			Against: whole,
		}},
	}
}
