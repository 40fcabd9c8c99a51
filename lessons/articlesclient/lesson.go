// Package articlesclient is lesson 7: the HTTPS client of the article, put together
// again in Go, and what it forgets, beside a client that is one line.
package articlesclient

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_name_check.md
	nameCheckStory string
)

// Lesson is lesson 7.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 7, Slug: "articles-client", Title: "The article's client: what did it forget?",
			Question: "A client verifies the server's certificate against a list of trusted authorities. Whom does it talk to?",
			Article:  []string{"S5", "S7"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "name-check",
			Says:    "the client compares the name in the certificate with the one that it wants",
			Story:   nameCheckStory,
			Perform: performChecked,
			Claims:  checkedClaims,
			Act:     checked,
			Against: wrongName,
		}},
	}
}
