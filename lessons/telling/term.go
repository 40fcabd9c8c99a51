package telling

import (
	"slices"

	"github.com/tlsteach/tlsteach/lessons/glossary"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// term is an emphasised word that the glossary explains, and remembers it.
func (t *teller) term(text string, e glossary.Entry) transcript.Inline {
	if !slices.Contains(t.terms, e) {
		t.terms = append(t.terms, e)
	}
	return transcript.Inline{Style: transcript.Term, Text: text, Href: glossary.Page + "#" + e.Anchor(), Means: e.First()}
}

// words ends a lesson: the terms that it explained, and where to find them again.
func (t *teller) words() {
	if len(t.terms) == 0 {
		return
	}
	text := transcript.Plainly("Words of this lesson: ")
	for i, e := range t.terms {
		if i > 0 {
			text = append(text, transcript.Inline{Text: ", "})
		}
		text = append(text, t.term(e.Term, e))
	}
	t.add(&transcript.Prose{Text: append(text, transcript.Inline{Text: ". "},
		transcript.Inline{Style: transcript.Code, Text: "tlsteach help glossary"}, transcript.Inline{Text: " explains them."})})
}
