package hybrid

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// shown is what a student reads off the exercise.
func shown(t *testing.T, e *anatomy.Exercise) (lengths []int, bits int) {
	t.Helper()
	for _, row := range e.Blocks[1].(*transcript.Table).Rows {
		n, err := strconv.Atoi(row[1].String())
		if err != nil {
			t.Fatal(err)
		}
		lengths = append(lengths, n)
	}
	asked := regexp.MustCompile(`certificate has ([0-9]+) bits`).FindStringSubmatch(e.Blocks[2].(*transcript.TryIt).Text.String())
	if asked == nil {
		t.Fatal("how long is the modulus?")
	}
	bits, err := strconv.Atoi(asked[1])
	if err != nil {
		t.Fatal(err)
	}
	return lengths, bits
}

// solve subtracts from each record what is no upload, and fills block after block.
func solve(t *testing.T, e *anatomy.Exercise) string {
	lengths, bits := shown(t, e)
	left, blocks := 0, 0
	for _, n := range lengths {
		left += n - 8 - 16
	}
	for ; left > 0; left -= bits/8 - 11 {
		blocks++
	}
	return fmt.Sprint(blocks)
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		lengths, bits := shown(t, e)
		total, upload := 0, 0
		for _, n := range lengths {
			total, upload = total+n, upload+n-24
		}
		k := bits / 8
		told := 0
		for wrong, says := range map[int]string{
			upload / (k - 11):          "Round up",
			blocksOf(total, k-11):      "took the records whole",
			blocksOf(upload, k):        "its message is shorter",
			blocksOf(total, k):         "Two things are missing",
			blocksOf(upload, 8*k):      "bits",
			len(lengths):               "number of records",
			1:                          "One block crossed in truth",
			blocksOf(upload, k) * 1000: "Add up the lengths",
		} {
			if fmt.Sprint(wrong) == answer {
				t.Errorf("bits %d, upload %d: who is to be told %q would be right all the same", bits, upload, says)
			}
			switch g := e.Grade(fmt.Sprint(wrong)); {
			case g.Right:
				t.Errorf("%d is taken for %s", wrong, answer)
			case strings.Contains(g.Says, says):
				told++
			}
		}
		if told < 5 { // two mistakes may lead to one number
			t.Errorf("only %d wrong answers are told for what they are", told)
		}
	}
}
