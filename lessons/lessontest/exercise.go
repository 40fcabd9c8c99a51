package lessontest

import (
	"context"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// Exercise holds an exercise to what every one of them promises: a student who has
// only what it shows can solve it, as solve does; two runs have two answers; and
// what is no answer is refused with a reason. It returns the exercises with their
// answers, for a test of what wrong ones are told.
func Exercise(t *testing.T, exercise func(*lab.Lab) (*anatomy.Exercise, error), solve func(*testing.T, *anatomy.Exercise) string) map[string]*anatomy.Exercise {
	t.Helper()
	answers := map[string]*anatomy.Exercise{}
	const runs = 10
	for seed := range uint64(runs) {
		l, err := lab.New(context.Background(), lab.Options{Seed: &seed, Transport: lab.Memory})
		if err != nil {
			t.Fatal(err)
		}
		e, err := exercise(l)
		if err != nil {
			t.Fatal(err)
		}
		answer := solve(t, e)
		answers[answer] = e
		if g := e.Grade(answer); !g.Right || g.Says == "" {
			t.Errorf("seed %d: the answer %q is judged %t, %q", seed, answer, g.Right, g.Says)
		}
		for _, junk := range []string{"", "?", "-1", "zz", "99999999999999999999", "\x1b[31m"} {
			if g := e.Grade(junk); g.Right || g.Says == "" {
				t.Errorf("seed %d: %q is judged %t, %q", seed, junk, g.Right, g.Says)
			}
		}
	}
	if len(answers) < runs/2 {
		t.Errorf("%d runs have %d answers: they could be copied", runs, len(answers))
	}
	return answers
}
