// Package refusals is lesson 6: ten certificates with one fault each, the check
// that finds the fault and the bytes that it rests on, and the alert by which two
// clients, of Go and of OpenSSL, say no.
package refusals

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_clock.md
	clockStory string

	// What OpenSSL did when it was there; `go test ./lessons/refusals -update`
	// records it anew.
	//go:embed openssl.json
	recorded []byte
	//go:embed openssl_clock.json
	recordedClock []byte
)

// Lesson is lesson 6.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 6, Slug: "refusals", Title: "Refusals: which check said no?",
			Question: "Ten bad certificates: which check refuses each, because of which bytes, and what does the server learn of it?",
			Article:  []string{"S5"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims(),
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "clock",
			Says:    "the certificate is good, and the client's clock is wrong",
			Story:   clockStory,
			Perform: performClock,
			Claims:  clockClaims,
			Act:     ahead,
			Against: actOf(byGo, good),
		}},
	}
}
