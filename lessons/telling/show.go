package telling

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// show tells one line of a show block:
//
//	ladder ACT title …          the messages of a connection
//	message ACT/NAME … | FIELDS a message, with the fields that matter
//	check ID …                  claims, evaluated
//	answer ID                   the answer to a question
//	NAME                        a figure that the lesson's Go makes
func (t *teller) show(line string) error {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "":
		return nil
	case "ladder":
		act, title, _ := strings.Cut(rest, " ")
		return t.ladder(act, strings.TrimSpace(title))
	case "message":
		return t.message(rest)
	case "check":
		if rest == "" {
			return errors.New("show check: which claim?")
		}
		for _, id := range strings.Fields(rest) {
			if err := t.check(id); err != nil {
				return err
			}
		}
		return nil
	case "answer":
		if (&transcript.Document{Blocks: t.blocks}).Question(rest) == nil {
			return fmt.Errorf("answer %q: the question has not been asked", rest)
		}
		t.add(&transcript.Note{Role: "answer", Question: rest})
		return nil
	}
	f, ok := t.lesson.Figures[word]
	if !ok {
		return fmt.Errorf("the lesson has no figure %q", word)
	}
	b := f(t.scene)
	if b == nil {
		return fmt.Errorf("the figure %q shows nothing", word)
	}
	t.add(b)
	return nil
}

// check evaluates a claim.
func (t *teller) check(id string) error {
	for _, c := range t.claims {
		if c.ID != id {
			continue
		}
		if t.told[id] {
			return fmt.Errorf("the claim %q is shown twice", id)
		}
		says, err := t.phrase(c.Says)
		if err != nil {
			return err
		}
		v := c.Judge(t.scene)
		t.add(&transcript.Check{ID: c.ID, Claim: says, Got: v.Got, Want: v.Want, Passed: v.Passed(), Evidence: v.At})
		t.told[id] = true
		return nil
	}
	return fmt.Errorf("the lesson has no claim %q", id)
}
