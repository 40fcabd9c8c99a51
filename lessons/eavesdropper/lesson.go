// Package eavesdropper is lesson 1: the same login without TLS and with it, and
// what somebody on the path can read of each.
package eavesdropper

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_host_name.md
	hostNameStory string
)

// Lesson is lesson 1.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 1, Slug: "eavesdropper", Title: "Eavesdropper: what does TLS hide?",
			Question: "Which parts of a login can somebody on the path read, without TLS and with it?",
			Article:  []string{"S1"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "host-name",
			Says:    "the client asks for a server of another name",
			Story:   hostNameStory,
			Perform: performRenamed,
			Claims:  renamedClaims,
			Act:     renamed,
			Against: overTLS,
		}},
	}
}
