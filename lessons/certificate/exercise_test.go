package certificate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var elementAsked = regexp.MustCompile(`At which byte does (\w+) begin`)

// walk does what the student does: it steps from element to element by their lengths.
func walk(t *testing.T, e *anatomy.Exercise) (places []int, header int, nth int) {
	t.Helper()
	b := e.Blocks[0].(*transcript.Bytes).Data
	asked := elementAsked.FindStringSubmatch(e.Blocks[1].(*transcript.TryIt).Text.String())
	if asked == nil {
		t.Fatal("nothing is asked")
	}
	if nth = slices.Index(elements, asked[1]); nth < 0 {
		t.Fatalf("no element %s", asked[1])
	}
	at := 8 // behind both headers
	for range elements {
		places = append(places, at)
		header = 2
		length := int(b[at+1])
		if length > 0x80 {
			t.Fatal("a long length: the exercise was to have short ones")
		}
		at += 2 + length
	}
	return places, header, nth
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	solved := Exercise(t, exercise, func(t *testing.T, e *anatomy.Exercise) string {
		places, _, nth := walk(t, e)
		return fmt.Sprint(places[nth])
	})
	for answer, e := range solved {
		want, err := strconv.Atoi(answer)
		if err != nil {
			t.Fatal(err)
		}
		places, header, nth := walk(t, e)
		says := map[int]string{
			want + header:        "its content begins",
			want + certificateAt: "first byte of the TLS message",
			want + 1:             "from 1",
			want - 4:             "header of four bytes",
			want - 8:             "header of four bytes",
			places[1]:            "serial_number",
			places[1] + 3:        "Step over it",
			0:                    "outside",
			5000:                 "no byte 5000",
		}
		if nth != 4 { // else it is as far as the two headers are
			says[want-2*nth] = "lengths alone"
		}
		if nth+1 < len(places) {
			says[places[nth+1]] = "too far"
		}
		for wrong, part := range says {
			if g := e.Grade(fmt.Sprint(wrong)); g.Right || !strings.Contains(g.Says, part) {
				t.Errorf("%s at %d: %d is answered %t %q, without %q", elements[nth], want, wrong, g.Right, g.Says, part)
			}
		}
		if g := e.Grade("0x2b"); g.Right || !strings.Contains(g.Says, "no decimal") {
			t.Errorf("hexadecimal is answered %q", g.Says)
		}
	}
}
