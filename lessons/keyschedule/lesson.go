// Package keyschedule is lesson 12: how one secret on which client and server agree
// becomes all secrets, keys and IVs of a TLS 1.3 connection. Every step is computed
// again, from what both sides drew and from the messages that crossed.
package keyschedule

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_label.md
	labelStory string
)

// Lesson is lesson 12.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 12, Slug: "key-schedule", Title: "Key schedule: how many secrets from one?",
			Question: "Both sides agree on one secret. How do they get all their keys from it, and why do they need so many?",
			Article:  []string{"S6"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "label",
			Says:    "one label of the client's key schedule lacks a letter",
			Story:   labelStory,
			Perform: performLabel,
			Claims:  labelClaims,
			Act:     wrongSecret,
			Against: first,
		}},
	}
}
