// Package certificate is lesson 3: what stands in a server's certificate, from the
// text that a program prints down to the single byte, and which key is in it.
package certificate

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_article_pem.md
	articleStory string
)

// Lesson is lesson 3.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 3, Slug: "certificate", Title: "Certificate: what is in it?",
			Question: "What does a server's certificate say, where does each part of it stand, and which key is inside?",
			Article:  []string{"S3", "S2"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "article-pem",
			Says:    "the server shows the certificate of the article, as it stands in our damaged copy",
			Story:   articleStory,
			Perform: performArticle,
			Claims:  articleClaims,
			Act:     shown,
			Against: fetched,
		}},
	}
}
