package lessons

import (
	"os"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestEveryLessonIsWhole says which part of its anatomy a lesson lacks.
func TestEveryLessonIsWhole(t *testing.T) {
	for _, l := range All() {
		t.Run(l.Slug, func(t *testing.T) {
			d := told(t, l, "")
			count := map[string]int{}
			for _, b := range d.Blocks {
				switch b := b.(type) {
				case *transcript.Question:
					count["question "+b.Role]++
				case *transcript.Note:
					count["note "+b.Role]++
				case *transcript.TryIt:
					count["try "+b.Role]++
				default:
					count[b.Kind()]++
				}
			}
			recalls := 2
			if l.Number < 3 { // earlier lessons are too few
				recalls = l.Number - 1
			}
			for part, least := range map[string]int{
				"question predict": 1, "question recall": recalls, "check": 5, "note answer": 1, "note misconception": 1, "note summary": 1,
				"note speaker": 3, "try check": 1, "try break": 1, "try exercise": 1, "ladder": 1,
			} {
				if count[part] < least {
					t.Errorf("%d of %q, at least %d are needed", count[part], part, least)
				}
			}
			if len(l.Breaks) == 0 || l.Exercise == nil {
				t.Errorf("%d breaks, an exercise: %t", len(l.Breaks), l.Exercise != nil)
			}
			// The commands of its check are run in its own folder, which knows what they show.
			folder := strings.ReplaceAll(l.Slug, "-", "")
			b, err := os.ReadFile(folder + "/check_test.go")
			if err != nil || !strings.Contains(string(b), "lessontest.Commands(") {
				t.Errorf("no test runs the commands of its check: %v", err)
			}
		})
	}
}
