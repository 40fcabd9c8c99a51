package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
)

// A Choice says which connections and messages of a capture are wanted. The zero
// value wants all.
type Choice struct {
	Connections []Range
	Messages    []string // names as in "ClientHello", or kinds as in "alert"; capitals do not matter
}

// A Range is connections from one number to another, both included.
type Range struct{ First, Last int }

// ParseRanges reads "3", "1,4-6" and the like.
func ParseRanges(s string) ([]Range, error) {
	var out []Range
	for _, part := range strings.Split(s, ",") {
		first, last, dash := strings.Cut(strings.TrimSpace(part), "-")
		if !dash {
			last = first
		}
		a, err := strconv.ParseUint(strings.TrimSpace(first), 10, 31)
		b, err2 := strconv.ParseUint(strings.TrimSpace(last), 10, 31)
		if err != nil || err2 != nil || a == 0 || b < a {
			return nil, fmt.Errorf("%q is no number of a connection: they are counted from 1, as in 3 or 1,4-6", part)
		}
		out = append(out, Range{int(a), int(b)})
	}
	return out, nil
}

// Connection says whether the connection of this number is wanted.
func (c *Choice) Connection(n int) bool {
	return len(c.Connections) == 0 || slices.ContainsFunc(c.Connections, func(r Range) bool { return r.First <= n && n <= r.Last })
}

// Highest is the highest number that is asked for by itself; 0 where none is.
func (c *Choice) Highest() int {
	highest := 0
	for _, r := range c.Connections {
		highest = max(highest, r.First)
	}
	return highest
}

// All says whether every message is wanted.
func (c *Choice) All() bool { return len(c.Messages) == 0 }

// Item says whether a message is wanted, by its name or by its kind.
func (c *Choice) Item(it *handshake.Item) bool {
	return c.All() || it.Name != "" && c.Named(it.Name) || c.Named(string(it.Kind))
}

// Named says whether a name is among those asked for.
func (c *Choice) Named(name string) bool {
	return slices.ContainsFunc(c.Messages, func(want string) bool { return strings.EqualFold(want, name) })
}

// missed are the names asked for that stand on no message.
func (c *Choice) missed(seen map[string]int) []string {
	var out []string
	for _, want := range c.Messages {
		if !hasName(seen, want) {
			out = append(out, want)
		}
	}
	return out
}

func hasName(seen map[string]int, want string) bool {
	for name := range seen {
		if strings.EqualFold(name, want) {
			return true
		}
	}
	return false
}
