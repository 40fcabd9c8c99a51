package chain

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A row is a certificate as the student sees it.
type row struct{ letter, subject, key, issuer, issuerKey string }

var inText = regexp.MustCompile(`The server is called (\S+)\. The client trusts one root, (.+); the identifier of its key begins with (\w+)\.`)

// solve follows names and keys, from the server's name up to the root.
func solve(t *testing.T, e *anatomy.Exercise) string {
	t.Helper()
	rows, name, root := seen(t, e)
	chain, want := "", row{subject: name, key: "none"}
	for range rows {
		at := find(rows, want)
		if at == nil {
			t.Fatalf("no certificate of %s with the key %s", want.subject, want.key)
		}
		chain += at.letter
		if want = (row{subject: at.issuer, key: at.issuerKey}); want == root {
			return chain
		}
	}
	t.Fatal("no way to the root")
	return ""
}

func seen(t *testing.T, e *anatomy.Exercise) (rows []row, name string, root row) {
	t.Helper()
	for _, r := range e.Blocks[1].(*transcript.Table).Rows {
		rows = append(rows, row{r[0].String(), r[1].String(), r[2].String(), r[3].String(), r[4].String()})
	}
	m := inText.FindStringSubmatch(e.Blocks[2].(*transcript.TryIt).Text.String())
	if m == nil {
		t.Fatal("the text says neither server nor root")
	}
	return rows, m[1], row{subject: m[2], key: m[3]}
}

func find(rows []row, want row) *row {
	for i, r := range rows {
		if r.subject == want.subject && r.key == want.key {
			return &rows[i]
		}
	}
	return nil
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	for answer, e := range Exercise(t, exercise, solve) {
		rows, _, root := seen(t, e)
		rootCard := find(rows, root)
		leaf := answer[:1]
		server := rows[slices.IndexFunc(rows, func(r row) bool { return r.letter == leaf })]
		signing := find(rows, row{subject: server.issuer, key: server.issuerKey})
		namesake := ""
		for _, r := range rows {
			if r.subject == signing.subject && r.key != signing.key {
				namesake = r.letter
			}
		}
		wrong := map[string]string{
			answer + rootCard.letter:         "is the root",
			reversed(answer):                 "other way round",
			leaf:                             "does not know it",
			leaf + namesake:                  "the wrong key",
			signing.letter + rootCard.letter: "not the server's own",
			leaf + rootCard.letter:           "names",
			answer + namesake:                "Nothing more is needed",
			leaf + leaf:                      "twice",
			"Z":                              "no letter",
			" ":                              "by their letters",
		}
		for given, part := range wrong {
			if g := e.Grade(given); g.Right || !strings.Contains(g.Says, part) {
				t.Errorf("the answer is %s, and %q is judged %t %q, without %q", answer, given, g.Right, g.Says, part)
			}
		}
		if g := e.Grade(strings.ToLower(strings.Join(strings.Split(answer, ""), ", "))); !g.Right {
			t.Errorf("%s in small letters, with commas, is refused: %s", answer, g.Says)
		}
	}
}

func reversed(s string) (out string) {
	for _, c := range s {
		out = string(c) + out
	}
	return out
}
