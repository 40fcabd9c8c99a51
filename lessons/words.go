package lessons

import (
	"regexp"
	"sync"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/glossary"
)

var emphasised = regexp.MustCompile(`(?:^|[^*0-9A-Za-z])\*([^*|{}\n]+)\*`)

// explained has for each term the first lesson that sets it in emphasis.
var explained = sync.OnceValue(func() map[glossary.Entry]*anatomy.Lesson {
	first := map[glossary.Entry]*anatomy.Lesson{}
	for _, l := range All() {
		for _, word := range emphasised.FindAllStringSubmatch(l.Story, -1) {
			if e, ok := glossary.Find(word[1]); ok && first[e] == nil {
				first[e] = l
			}
		}
	}
	return first
})

// Explains is the first lesson that sets a term in emphasis, which is where it
// explains it; nil: none does.
func Explains(e glossary.Entry) *anatomy.Lesson { return explained()[e] }
