package replay

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// rows are the table of an exercise: name, session ID, random, public key.
func rows(e *anatomy.Exercise) (out [][]string) {
	for _, r := range e.Blocks[0].(*transcript.Table).Rows {
		var row []string
		for _, cell := range r {
			row = append(row, cell.String())
		}
		out = append(out, row)
	}
	return out
}

// solve looks for the line in which random and public key are those of the recording.
func solve(t *testing.T, e *anatomy.Exercise) (answer string) {
	t.Helper()
	all := rows(e)
	for _, r := range all[1:] {
		if r[2] == all[0][2] && r[3] == all[0][3] {
			answer += r[0]
		}
	}
	if len(answer) != 1 {
		t.Fatalf("%q take the replay", answer)
	}
	return answer
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		all := rows(e)
		for _, r := range all[1:] {
			says := "only the session ID"
			switch {
			case r[0] == answer:
				says = "runs again"
			case r[2] == all[0][2]:
				says = "public key is another one"
			case r[3] == all[0][3]:
				says = "random is another one"
			}
			for _, typed := range []string{r[0], " " + strings.ToLower(r[0])} {
				if g := e.Grade(typed); g.Right != (r[0] == answer) || !strings.Contains(g.Says, says) {
					t.Errorf("%q is answered %t, %q, without %q", typed, g.Right, g.Says, says)
				}
			}
		}
		if g := e.Grade("I"); !strings.Contains(g.Says, "no letter") {
			t.Error(g.Says)
		}
	}
}
