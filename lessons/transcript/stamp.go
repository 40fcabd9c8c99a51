package transcript

import (
	"fmt"
	"strings"
)

// words says how a run was made, for the line under or beside a title.
func (s Stamp) words(l *Lesson) string {
	var w []string
	if l != nil && len(l.Article) > 0 {
		w = append(w, "article "+strings.Join(l.Article, " "))
	}
	if s.Break != "" {
		w = append(w, "broken: "+s.Break)
	}
	if s.Transport == "memory" {
		w = append(w, "in memory")
	}
	if s.Seed != nil {
		w = append(w, fmt.Sprintf("seed %d", *s.Seed))
	}
	if s.Go != "" {
		w = append(w, s.Go)
	}
	if s.Seed != nil && s.AES != nil {
		// With a seed the bytes depend on it, so two people can compare.
		w = append(w, map[bool]string{true: "AES", false: "no AES"}[*s.AES])
	}
	return strings.Join(w, " · ")
}
