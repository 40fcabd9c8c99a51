package eavesdropper

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// solve does what the student is asked to do, from what the student sees.
func solve(t *testing.T, e *anatomy.Exercise) (answer, template, record int) {
	t.Helper()
	closed := 0
	for _, b := range e.Blocks {
		switch b := b.(type) {
		case *transcript.Ladder:
			for _, r := range b.Rows {
				if r.Closed && r.From == "client" {
					if closed++; closed == 2 {
						record = r.Bytes
					}
				}
			}
		case *transcript.Bytes:
			template = len(b.Data)
		}
	}
	return record - 16 - 1 - template, template, record
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	lengths := map[int]bool{}
	for seed := range uint64(24) {
		l, err := lab.New(context.Background(), lab.Options{Seed: &seed, Transport: lab.Memory})
		if err != nil {
			t.Fatal(err)
		}
		e, err := exercise(l)
		if err != nil {
			t.Fatal(err)
		}
		answer, template, record := solve(t, e)
		lengths[answer] = true
		if g := e.Grade(fmt.Sprint(answer)); !g.Right {
			t.Errorf("seed %d: %d is refused: %s", seed, answer, g.Says)
		}
		for wrong, says := range map[string]string{
			fmt.Sprint(answer + 16):       "tag",
			fmt.Sprint(answer + 1):        "content type",
			fmt.Sprint(answer + 17):       "17 bytes",
			fmt.Sprint(answer - 5):        "header",
			fmt.Sprint(record - 17):       "whole request",
			fmt.Sprint(answer + template): "whole request",
			fmt.Sprint(answer + 3):        "not password",
			"twelve":                      "no number",
			"":                            "no number",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("seed %d: %q is answered %v %q, without %q", seed, wrong, g.Right, g.Says, says)
			}
		}
	}
	if len(lengths) < 6 {
		t.Errorf("24 exercises have %d different answers: they could be copied", len(lengths))
	}
}
