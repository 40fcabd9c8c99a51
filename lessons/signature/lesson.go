// Package signature is lesson 5: the signature of a certificate, checked number by
// number with the key of the authority that made it, with RSA and with ECDSA.
package signature

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_name.md
	nameStory string
)

// Lesson is lesson 5.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 5, Slug: "signature", Title: "Signature: who vouches for it?",
			Question: "How does a client find out, from numbers alone, that an authority signed exactly this certificate?",
			Article:  []string{"S5"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "name",
			Says:    "one letter of the name in the certificate is changed on the wire, to the name that the client wants",
			Story:   nameStory,
			Perform: performEdited,
			Claims:  editedClaims,
			Act:     editedRSA,
			Against: withRSA,
		}},
	}
}
