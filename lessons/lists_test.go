package lessons

import (
	"fmt"
	"strings"
	"testing"
)

// TestTheListsForReadersNameEveryLesson: in the README and in docs/README.md each
// lesson has its row, with the question that it answers.
func TestTheListsForReadersNameEveryLesson(t *testing.T) {
	for file, row := range map[string]string{
		"../README.md":      "| %[1]d | [%[2]s](docs/transcripts/%02[1]d-%[2]s.md) | %[4]s |\n",
		"../docs/README.md": "| [%[1]d · %[3]s](transcripts/%02[1]d-%[2]s.md) | %[4]s |\n",
	} {
		page := string(read(t, file))
		for _, l := range All() {
			name, _, _ := strings.Cut(l.Title, ":")
			if want := fmt.Sprintf(row, l.Number, l.Slug, name, l.Question); !strings.Contains(page, want) {
				t.Errorf("%s lacks the row\n%s", file, want)
			}
		}
	}
}
