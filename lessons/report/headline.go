package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// headline says which connection this is, what was agreed, and how it went.
func (t *Text) headline(c *follow.Connection, a *account) {
	full := a.measure > headline
	if a.early && a.ended {
		t.line(2, t.pen.Strong(strconv.Itoa(c.Number)+t.pen.Say(" · the end of it")))
	} else {
		t.title(c)
		if full {
			t.out = spaces(t.out, 2)
			t.out = append(t.out, t.lines.rule...)
			t.out = append(t.out, '\n')
		}
	}
	hang := 2
	if !full {
		hang = 5 + digits(c.Number)
	}
	if !a.ended {
		t.line(hang, t.pen.Mark("This connection has not ended yet. What it holds is too long to wait for that: its ladder follows its messages."))
		t.out = append(t.out, '\n')
		return
	}
	t.facts(c, hang)
	t.fingerprints(c, hang)
	if c.Report.Outcome != "" {
		t.line(hang, t.pen.Say(c.Report.Outcome))
	}
	t.openings(&c.Report, hang)
	for _, what := range a.hurt {
		word, rest, _ := strings.Cut(what, ": ")
		t.line(hang, t.pen.Mark(t.lines.cross+" "+word+": ")+t.pen.Say(rest))
	}
	if more := a.hurts - len(a.hurt); more > 0 {
		t.line(hang, t.pen.Mark(t.lines.cross+" damaged: ")+thousands(more)+" more")
	}
	if full || a.measure > headline {
		t.out = append(t.out, '\n')
	}
}

// title is number, addresses and time, at the two ends of a line.
func (t *Text) title(c *follow.Connection) {
	b := strconv.AppendInt(t.scratch[:0], int64(c.Number), 10)
	b = append(b, t.lines.dot...)
	b = c.Client.AppendTo(b)
	b = append(b, t.lines.arrow...)
	b = c.Server.AppendTo(b)
	left := utf8.RuneCount(b)
	if left > t.pen.Column()-2 {
		t.line(2, t.pen.Strong(string(b)))
		t.out = t.out[:len(t.out)-1]
	} else {
		t.out = spaces(t.out, 2)
		t.out = append(t.out, t.lines.strong.on...)
		t.out = append(t.out, b...)
		t.out = append(t.out, t.lines.strong.off...)
	}
	if !c.Began.IsZero() {
		b = c.Began.UTC().AppendFormat(b[:0], "2006-01-02 15:04:05.000 UTC")
		if room := t.pen.Column() - 2 - left - len(b); room > 0 {
			t.out = spaces(t.out, room)
		} else {
			t.out = append(t.out, '\n')
			t.out = spaces(t.out, 2)
		}
		t.out = append(t.out, t.lines.dimmed.on...)
		t.out = append(t.out, b...)
		t.out = append(t.out, t.lines.dimmed.off...)
	}
	t.scratch = b
	t.out = append(t.out, '\n')
}

// facts is what the two sides agreed on, as far as it crossed in the clear.
func (t *Text) facts(c *follow.Connection, hang int) {
	s := &c.Report
	t.parts = t.parts[:0]
	if s.Version != 0 {
		t.fact(s.Version.String())
		t.fact(suiteName(s))
	}
	if s.Group != 0 {
		t.fact(s.Group.String())
	}
	t.fact(t.pen.Say(s.ServerName))
	t.fact(t.pen.Say(s.ALPN))
	if s.Resumed {
		t.fact("resumed")
	}
	if c.Before != "" {
		t.fact("after " + t.pen.Say(c.Before))
	}
	t.row(hang)
}

// fingerprints name the programs, as far as their hellos tell them apart: for
// those who look for one in many captures.
func (t *Text) fingerprints(c *follow.Connection, hang int) {
	if !t.o.Fields {
		return
	}
	for _, p := range [...]struct{ name, value string }{{"JA4 ", c.Report.JA4}, {"JA3 ", c.Report.JA3}, {"JA3S ", c.Report.JA3S}} {
		if p.value != "" {
			t.line(hang, p.name+p.value)
		}
	}
}

// openings says how much of what crossed encrypted was opened, where some was or
// keys were given.
func (t *Text) openings(r *follow.Report, hang int) {
	opened, closed := r.Opened(), r.Closed()
	missing := ""
	if list := r.Missing(); len(list) > 0 {
		missing = " Missing: " + t.pen.Say(strings.Join(list, "; ")) + "."
	}
	switch {
	case opened+closed == 0 || opened == 0 && !t.o.Keys:
	case closed == 0 && r.Lossy:
		t.line(hang, "Decrypted: "+plural(opened, "record")+", all that were found.")
	case closed == 0:
		t.line(hang, "Decrypted: "+plural(opened, "record")+", all that crossed encrypted.")
	case opened == 0:
		t.line(hang, "Nothing was decrypted."+missing)
	default:
		t.line(hang, "Decrypted: "+thousands(opened)+" of "+plural(opened+closed, "record")+" that crossed encrypted."+missing)
	}
}

// suiteName is the suite that was chosen. SSL 2.0 has none of two bytes: the
// client names its cipher in a message of its own.
func suiteName(s *follow.Report) string {
	if s.Version == registry.VersionSSL20 {
		return ""
	}
	return s.CipherSuite.String()
}

func (t *Text) fact(s string) {
	if s != "" {
		t.parts = append(t.parts, s)
	}
}

// row writes the facts with dots between them, and breaks lines between facts.
func (t *Text) row(hang int) {
	room := t.pen.Column() - hang
	left := room
	for i, part := range t.parts {
		n := columns(part)
		switch {
		case i == 0:
			t.out = spaces(t.out, hang)
		case n+3 <= left:
			t.out = append(t.out, t.lines.dot...)
			left -= 3
		default:
			t.out = append(t.out, '\n')
			t.out = spaces(t.out, hang)
			left = room
		}
		if n <= left {
			t.out = append(t.out, part...)
			left -= n
			continue
		}
		for j, l := range t.pen.Wrap(part, room) {
			if j > 0 {
				t.out = append(t.out, '\n')
				t.out = spaces(t.out, hang)
			}
			t.out = append(t.out, l...)
			left = room - columns(l)
		}
	}
	if len(t.parts) > 0 {
		t.out = append(t.out, '\n')
	}
}

// line writes a line of prose that has been said, broken where it is too long.
func (t *Text) line(hang int, s string) {
	width := t.pen.Column() - hang
	if !strings.ContainsFunc(s, unusual) { // Wrap does the same, for any text, in ten times the time
		for utf8.RuneCountInString(s) > width {
			at := strings.LastIndexByte(s[:width+1], ' ')
			if at <= 0 {
				break
			}
			t.plain(hang, s[:at])
			s = s[at+1:]
		}
		if utf8.RuneCountInString(s) <= width {
			t.plain(hang, s)
			return
		}
	}
	for _, l := range t.pen.Wrap(s, width) {
		t.plain(hang, l)
	}
}

func (t *Text) plain(hang int, s string) {
	t.out = spaces(t.out, hang)
	t.out = append(t.out, s...)
	t.out = append(t.out, '\n')
}

// unusual characters may be wider than one column, or begin a style. Our own dots
// and arrows are not among them.
func unusual(r rune) bool { return r == '\x1b' || r >= 0x80 && r != '·' && r != '→' }

// columns is how wide a text is on a terminal.
func columns(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

func digits(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}

// note writes a remark of ours between connections.
func (t *Text) note(s string) {
	t.out = append(t.out, '\n')
	for _, l := range t.pen.Wrap(t.pen.Say(s), t.pen.Column()-2) {
		t.out = spaces(t.out, 2)
		t.out = append(t.out, t.pen.Mark(l)...)
		t.out = append(t.out, '\n')
	}
	t.out = append(t.out, '\n')
}
