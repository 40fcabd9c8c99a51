package lessons

import (
	"sort"
	"strings"
)

// nearest returns the names of lessons that are most like what was typed, the
// likest first; none where nothing is like it.
func nearest(typed string) []string {
	typed = strings.ToLower(typed)
	type candidate struct {
		slug     string
		distance int
	}
	var near []candidate
	for _, l := range All() {
		d := distance(typed, l.Slug)
		if len(typed) > 1 && strings.Contains(l.Slug, typed) {
			d = 0
		}
		if d <= max(2, len(l.Slug)/2) {
			near = append(near, candidate{l.Slug, d})
		}
	}
	sort.SliceStable(near, func(i, j int) bool { return near[i].distance < near[j].distance })
	var out []string
	for _, c := range near {
		out = append(out, c.slug)
	}
	return out
}

// distance is the number of letters to insert, delete or change to make one
// word of the other (Levenshtein). What is typed may be long: only its
// beginning counts.
func distance(a, b string) int {
	a = a[:min(len(a), 40)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
