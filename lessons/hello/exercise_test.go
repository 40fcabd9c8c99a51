package hello

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// solve does what the student does: it follows the lengths from extension to
// extension until the type is the one that was asked for.
func solve(t *testing.T, e *anatomy.Exercise) int {
	t.Helper()
	b := e.Blocks[0].(*transcript.Bytes).Data
	asked := typeAsked.FindStringSubmatch(e.Blocks[1].(*transcript.TryIt).Text.String())
	if asked == nil {
		t.Fatal("no type is asked for")
	}
	at := 4 + 2 + 32
	at += 1 + int(b[at])
	at += 2 + int(b[at])<<8 + int(b[at+1])
	at += 1 + int(b[at])
	for at += 2; at < len(b); at += 4 + int(b[at+2])<<8 + int(b[at+3]) {
		if fmt.Sprintf("%02x%02x", b[at], b[at+1]) == asked[1] {
			return at
		}
	}
	t.Fatalf("no extension %s", asked[1])
	return 0
}

var typeAsked = regexp.MustCompile(`has the type ([0-9a-f]{4})`)

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
		answer := solve(t, e)
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
