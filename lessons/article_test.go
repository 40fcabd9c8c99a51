package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

var (
	shownBy   = regexp.MustCompile("lesson ([0-9]+), ([0-9a-z-]+)(: (`[^`]+`(, `[^`]+`)*)| \\(not written yet\\))?")
	claimName = regexp.MustCompile("`([^`]+)`")
)

// TestTheArticleIsMapped: docs/article.md has every part of the article, and each
// claim that it names is one of a lesson.
func TestTheArticleIsMapped(t *testing.T) {
	const file = "../docs/article.md"
	page := string(read(t, file))
	parts := strings.Split(page, "\n## ")
	if len(parts) != 11 {
		t.Fatalf("%d parts, the article has 10", len(parts)-1)
	}
	for i, part := range parts[1:] {
		name := fmt.Sprintf("S%d", i+1)
		if !strings.HasPrefix(part, name+" · ") {
			t.Errorf("part %d is %.20q", i+1, part)
		}
		named := map[int]bool{}
		for line := range strings.Lines(part) {
			if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| the article") || strings.HasPrefix(line, "| ---") {
				continue
			}
			cells := strings.Split(strings.TrimSpace(line), " | ")
			if len(cells) != 4 {
				t.Errorf("%s: %d cells in %s", name, len(cells), line)
				continue
			}
			if v := strings.TrimSpace(cells[1]); !slices.Contains([]string{"true", "in part", "dated", "not so"}, v) {
				t.Errorf("%s: the verdict %q", name, v)
			}
			found := shownBy.FindAllStringSubmatch(cells[3], -1)
			if len(found) == 0 {
				t.Errorf("%s: nothing shows it: %s", name, line)
			}
			for _, f := range found {
				if l := shows(t, name, f); l != nil {
					named[l.Number] = true
				}
			}
		}
		for _, l := range All() {
			if slices.Contains(l.Article, name) && !named[l.Number] {
				t.Errorf("%s: lesson %d, %s, covers it and is not named", name, l.Number, l.Slug)
			}
		}
	}
}

// shows checks one entry: lesson N, slug, and claims of it or of a break of it.
func shows(t *testing.T, part string, entry []string) *anatomy.Lesson {
	t.Helper()
	l, err := Find(entry[1])
	if err != nil {
		if !strings.Contains(err.Error(), "lesson "+entry[1]+", "+entry[2]+", is not written yet") || !strings.HasSuffix(entry[0], "(not written yet)") {
			t.Errorf("%s: %s: %v", part, entry[0], err)
		}
		return nil
	}
	if l.Slug != entry[2] || strings.HasSuffix(entry[0], "(not written yet)") {
		t.Errorf("%s: %q, but lesson %d is %s", part, entry[0], l.Number, l.Slug)
	}
	for _, name := range claimName.FindAllStringSubmatch(entry[3], -1) {
		if !slices.Contains(claimsOf(l), name[1]) {
			t.Errorf("%s: lesson %d, %s, has no claim %q", part, l.Number, l.Slug, name[1])
		}
	}
	return l
}

func claimsOf(l *anatomy.Lesson) []string {
	var out []string
	for _, c := range l.Claims {
		out = append(out, c.ID)
	}
	for _, b := range l.Breaks {
		for _, c := range b.Claims {
			out = append(out, "--break "+b.Name+" "+c.ID)
		}
	}
	return out
}
