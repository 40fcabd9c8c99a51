package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A total is what is said of all connections together.
type total struct {
	told, complete, resumed, damaged int

	versions map[registry.Version]int
	seen     map[string]int // names of messages, where only some were wanted
}

// maxSeen bounds the names that are remembered: there are fewer kinds.
const maxSeen = 100

func (t *total) add(c *follow.Connection) {
	s := &c.Report
	if t.versions == nil {
		t.versions = map[registry.Version]int{}
	}
	if _, ok := t.versions[s.Version]; ok || len(t.versions) < maxSeen {
		t.versions[s.Version]++
	}
	t.told++
	count(&t.complete, s.Complete)
	count(&t.resumed, s.Resumed)
	count(&t.damaged, s.Damaged)
}

func count(n *int, what bool) {
	if what {
		*n++
	}
}

// saw remembers the names under which a message can be asked for.
func (t *total) saw(it *handshake.Item) {
	name := it.Name
	if name == "" {
		name = string(it.Kind)
	}
	t.count(name)
}

// count remembers a name.
func (t *total) count(name string) {
	if t.seen == nil {
		t.seen = map[string]int{}
	}
	if _, ok := t.seen[name]; ok || len(t.seen) < maxSeen {
		t.seen[name]++
	}
}

// text is one sentence about the connections: how many, of which versions.
func (t *total) text() string {
	var kinds []string
	for _, v := range slices.SortedFunc(maps.Keys(t.versions), func(a, b registry.Version) int {
		return cmp.Or(-cmp.Compare(t.versions[a], t.versions[b]), cmp.Compare(b, a))
	}) {
		name := v.String()
		if v == 0 {
			name = "without an agreed version"
		}
		kinds = append(kinds, thousands(t.versions[v])+" "+name)
	}
	s := plural(t.told, "connection") + ": " + strings.Join(kinds, ", ") + ". " + thousands(t.complete) + " complete"
	if t.resumed > 0 {
		s += ", " + thousands(t.resumed) + " resumed"
	}
	if t.damaged > 0 {
		s += ", " + thousands(t.damaged) + " damaged"
	}
	return s + "."
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}
