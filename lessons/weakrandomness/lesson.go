// Package weakrandomness is lesson 18: a client whose generator was started with a
// seed that can be guessed, and an attacker who has the recording alone.
package weakrandomness

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_one_more_bit.md
	grownStory string
)

// Lesson is lesson 18.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 18, Slug: "weak-randomness", Title: "Weak randomness: what is a key worth?",
			Question: "A client draws all its random numbers from a seed of 16 bits. What does somebody learn who has only the recording?",
			Article:  []string{"S8"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "one-more-bit",
			Says:    "the client's seed has one bit more, then two, three and four",
			Story:   grownStory,
			Perform: performGrown,
			Claims:  grownClaims,
			Act:     oneMore,
			Against: weak,
		}},
	}
}
