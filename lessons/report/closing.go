package report

import (
	"maps"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/follow"
)

// Close writes what is said of the whole capture, and flushes. Connections that
// did not end because the reading did are told as far as they were read.
func (t *Text) Close(s follow.Summary) error {
	slices.SortFunc(t.open, func(a, b *account) int { return b.connection.Number - a.connection.Number })
	for i, a := range t.open {
		a.place = i
	}
	for len(t.open) > 0 {
		c := t.open[len(t.open)-1].connection
		if c.Report.Outcome == "" {
			c.Report.Outcome = "The reading ended before the connection did."
		}
		t.End(c)
	}
	for i, l := range t.closing(s) {
		if i == 0 && t.listed && t.last == headline {
			t.out = append(t.out, '\n')
		}
		t.line(2, t.pen.Say(l))
	}
	return t.Flush()
}

// closing is the last sentences: how many connections there were, what was not
// found, and what else the capture holds.
func (t *Text) closing(s follow.Summary) []string {
	var out []string
	switch {
	case s.Connections == 0:
		out = append(out, "No connection of this capture speaks TLS.")
	case t.total.told > 1:
		out = append(out, t.total.text())
	}
	if t.total.told > 0 && !t.o.Brief {
		if missed := t.o.missed(t.total.seen); len(missed) > 0 {
			out = append(out, "Not among the messages: "+strings.Join(missed, ", ")+". There are: "+strings.Join(slices.Sorted(maps.Keys(t.total.seen)), ", ")+".")
		}
	}
	switch {
	case t.dotted && t.opened:
		out = append(out, "Dotted arrows crossed encrypted: what is \"opened\" was decrypted with the secrets of its connection, of what is \"closed\" only the length can be seen.")
	case t.opened:
		out = append(out, "Dotted arrows, \"opened\", crossed encrypted, and were decrypted with the secrets of their connection.")
	case t.dotted:
		out = append(out, "Dotted arrows, \"closed\", crossed encrypted: only their length can be seen.")
	}
	if t.given {
		out = append(out, "A key log gives secrets from the middle of the key schedule: what comes before them in it would need the ephemeral key of one side (--key).")
	}
	if t.untold {
		out = append(out, "Of what the applications said the first records of each side are shown; --connection N --data client, or server, writes all of it.")
	}
	if t.hint {
		out = append(out, "-v shows every field of every message, --explain what each means.")
	}
	if rest := Elsewhere(s); rest != "" {
		out = append(out, rest)
	}
	return out
}
