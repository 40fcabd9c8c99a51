package transcript

import (
	"bytes"
	"strings"
	"testing"
)

// TestPaperFoldsTheAnswerOfARecalledQuestion: but it tells beside the evidence what
// a student chose, and what was asked long before.
func TestPaperFoldsTheAnswerOfARecalledQuestion(t *testing.T) {
	question := func(chosen string) *Question {
		return &Question{ID: "q", Role: "recall", Ask: Plainly("Which?"), Answer: "b", Chosen: chosen,
			Choices: []Choice{{Key: "a", Text: Plainly("one")}, {Key: "b", Text: Plainly("two")}}}
	}
	answer, between := &Note{Role: "answer", Question: "q"}, &Prose{Text: Plainly("between")}
	for name, c := range map[string]struct {
		blocks []Block
		told   bool
	}{
		"at once":                {[]Block{question(""), answer}, false},
		"at once, and chosen":    {[]Block{question("a"), answer}, true},
		"beside the evidence":    {[]Block{question(""), between, answer}, true},
		"of no question":         {[]Block{between}, false},
		"behind a speaker's":     {[]Block{question(""), &Note{Role: "speaker", Text: Plainly("wait")}, answer}, false},
		"of the question before": {[]Block{question(""), &Question{ID: "r", Ask: Plainly("And?"), Answer: "a", Choices: []Choice{{Key: "a", Text: Plainly("x")}}}, answer}, true},
	} {
		t.Run(name, func(t *testing.T) {
			docs := []*Document{{Command: "demo", Blocks: c.blocks}}
			var markdown, html bytes.Buffer
			if err := Markdown(&markdown, docs); err != nil {
				t.Fatal(err)
			}
			if err := HTML(&html, docs); err != nil {
				t.Fatal(err)
			}
			for _, printed := range []string{markdown.String(), html.String()} {
				told := strings.Contains(printed, "Answer to the question") || strings.Contains(printed, "You said")
				if told != c.told {
					t.Errorf("the answer is told: %t, want %t\n%s", told, c.told, printed)
				}
			}
		})
	}
}
