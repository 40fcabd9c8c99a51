// Package glossary explains the terms of the course, a paragraph each. A lesson
// sets a term in emphasis where it explains it; here it is found again.
//
// Promise: every entry has one meaning, and says where it is specified, if it is.
// What an entry refers to ("See root.") is an entry.
package glossary

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed words.md
var words string

// An Entry is a term and what it means.
type Entry struct {
	Term  string
	Means string
}

// Entries are all terms, in alphabetical order.
var Entries = sync.OnceValue(func() []Entry {
	var out []Entry
	for _, part := range strings.Split("\n"+words, "\n## ")[1:] {
		term, means, _ := strings.Cut(part, "\n")
		out = append(out, Entry{strings.TrimSpace(term), strings.Join(strings.Fields(means), " ")})
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(plain(a.Term), plain(b.Term)) })
	return out
})

// byName has each entry under its term in the singular and in the plural.
var byName = sync.OnceValue(func() map[string]Entry {
	all := map[string]Entry{}
	for _, e := range Entries() {
		name := plain(e.Term)
		for _, form := range []string{name, name + "s", name + "es", strings.TrimSuffix(name, "y") + "ies"} {
			if _, taken := all[form]; !taken {
				all[form] = e
			}
		}
	}
	return all
})

// Find returns the entry of a term, whether it stands in the singular or in the
// plural, in capitals or not.
func Find(term string) (Entry, bool) {
	e, ok := byName()[plain(term)]
	return e, ok
}

var dashes = strings.NewReplacer("-", " ", "_", " ", "–", " ")

// plain is a term as it is compared: "Key Share", "key-share" and "key_share" are
// one.
func plain(term string) string {
	return strings.Join(strings.Fields(strings.ToLower(dashes.Replace(term))), " ")
}

// Page is where the glossary is read in a browser.
const Page = "https://github.com/tlsteach/tlsteach/blob/main/docs/glossary.md"

// Anchor is the name of the entry's heading, as GitHub makes it.
func (e Entry) Anchor() string {
	var b strings.Builder
	for _, r := range strings.ToLower(e.Term) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// First is the first sentence of what the term means.
func (e Entry) First() string {
	if at := strings.Index(e.Means, ". "); at >= 0 {
		return e.Means[:at+1]
	}
	return e.Means
}
