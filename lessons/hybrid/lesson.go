// Package hybrid is lesson 10: an upload of 1 MB, how often a public or a private
// key was used for it, how often a symmetric one, and what each of the two costs.
package hybrid

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_replay.md
	replayStory string
)

// Lesson is lesson 10.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 10, Slug: "hybrid", Title: "Hybrid: two kinds of cryptography, one connection",
			Question: "Which work of a connection is done with public and private keys, which with a shared one, and what does each cost?",
			Article:  []string{"S6"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "replay",
			Says:    "one record of the upload is sent twice",
			Story:   replayStory,
			Perform: performReplayed,
			Claims:  replayedClaims,
			Act:     replayed,
			Against: byTLS13,
		}},
	}
}
