package articlesclient

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// shown are the entries and the names, as a student reads them.
func shown(e *anatomy.Exercise) (entries, wants []string) {
	b := e.Blocks[1].(*transcript.Bytes).Data
	for at := 2; at < len(b); at += 2 + int(b[at+1]) { // behind the tag and the length of the list
		entries = append(entries, string(b[at+2:at+2+int(b[at+1])]))
	}
	for _, item := range e.Blocks[2].(*transcript.Prose).Items {
		_, name, _ := strings.Cut(item.String(), ": ")
		wants = append(wants, name)
	}
	return entries, wants
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	exercises := lessontest.Exercise(t, exercise, func(t *testing.T, e *anatomy.Exercise) (answer string) {
		entries, wants := shown(e)
		for i, name := range wants {
			if coveredBy(entries, name) != "" {
				answer += string(rune('a' + i))
			}
		}
		return answer
	})
	told := map[string]bool{}
	for answer, e := range exercises {
		_, wants := shown(e)
		if g := e.Grade(strings.ToUpper(strings.Join(strings.Split(answer, ""), ", "))); !g.Right {
			t.Errorf("%s, written otherwise, is refused: %s", answer, g.Says)
		}
		for i, name := range wants { // each one judged wrongly, alone
			letter := string(rune('a' + i))
			wrong := strings.ReplaceAll(answer, letter, "")
			if wrong == answer {
				wrong += letter
			}
			g := e.Grade(wrong)
			if g.Right || wrong != "" && !strings.Contains(g.Says, name) {
				t.Errorf("answer %s, %s is told %v %q, without %s", answer, wrong, g.Right, g.Says, name)
			}
			_, why, _ := strings.Cut(g.Says, "again. ")
			told[strings.Join(strings.Fields(why)[:min(4, len(strings.Fields(why)))], " ")] = true
		}
	}
	for _, why := range []string{"Letters count alike, large", "The asterisk of", "It stands there letter", "It stands in the", "An asterisk stands for", "Its labels at the", "Labels are compared whole:"} {
		found := false
		for says := range told {
			found = found || strings.HasPrefix(says, why)
		}
		if !found {
			t.Errorf("nobody is told %q: %v", why, told)
		}
	}
}
