package hello

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	places := map[int]bool{}
	for seed := range uint64(24) {
		l, err := lab.New(context.Background(), lab.Options{Seed: &seed, Transport: lab.Memory})
		if err != nil {
			t.Fatal(err)
		}
		e, err := exercise(l)
		if err != nil {
			t.Fatal(err)
		}
		shown := e.Blocks[0].(*transcript.Bytes).Data
		// As the student would: the type, then a body of 5 bytes that lists 0304.
		answer := bytes.Index(shown, []byte{0x00, 0x2b, 0x00, 0x05, 0x04, 0x03, 0x04})
		places[answer] = true
		if g := e.Grade(fmt.Sprint(answer)); !g.Right {
			t.Errorf("seed %d: %d is refused: %s", seed, answer, g.Says)
		}
		for wrong, says := range map[string]string{
			fmt.Sprint(answer + 5): "record's header",
			fmt.Sprint(answer - 4): "message's header",
			fmt.Sprint(answer + 1): "from 1",
			"0":                    "msg_type",
			"7":                    "random",
			"100000":               "no byte",
			"-1":                   "no byte",
			"0x2b":                 "no decimal",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("seed %d: %q is answered %v %q, without %q", seed, wrong, g.Right, g.Says, says)
			}
		}
	}
	if len(places) < 10 {
		t.Errorf("24 exercises have %d different answers: they could be copied", len(places))
	}
}
