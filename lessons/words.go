package lessons

import (
	"regexp"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/glossary"
)

var emphasised = regexp.MustCompile(`(?:^|[^*0-9A-Za-z])\*([^*|{}\n]+)\*`)

// Explains is the first lesson that sets a term in emphasis, which is where it
// explains it; nil: none does.
func Explains(e glossary.Entry) *anatomy.Lesson {
	for _, l := range All() {
		for _, word := range emphasised.FindAllStringSubmatch(l.Story, -1) {
			if found, ok := glossary.Find(word[1]); ok && found == e {
				return l
			}
		}
	}
	return nil
}
