// Package sessionid is lesson 20: OpenSSL connects twice to a server with a cache
// of sessions. The second time there is no certificate and no key exchange: the
// session ID names what both sides still remember.
package sessionid

import (
	_ "embed"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	//go:embed lesson.md
	story string
	//go:embed break_cache.md
	cacheStory string

	// What OpenSSL did when it was there; `go test ./lessons/sessionid -update`
	// records it anew.
	//go:embed openssl.json
	recorded []byte
	//go:embed openssl_cache.json
	recordedCache []byte
)

// Lesson is lesson 20.
func Lesson() *anatomy.Lesson {
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{
			Number: 20, Slug: "session-id", Title: "Session ID: used once?",
			Question: "What is a session ID for, and what does it protect?",
			Article:  []string{"S9", "S10"},
		},
		Story:    story,
		Perform:  perform,
		Claims:   claims,
		Values:   values,
		Figures:  figures,
		Exercise: exercise,
		Breaks: []anatomy.Break{{
			Name:    "cache",
			Says:    "the server forgets its sessions between the two connections",
			Story:   cacheStory,
			Perform: performCache,
			Claims:  cacheClaims,
			Act:     after,
			Against: second,
		}},
	}
}
