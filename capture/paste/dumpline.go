package paste

import (
	"fmt"
	"strconv"
	"strings"
)

// A dumpLine is a line of a dump: an offset, groups of digits and perhaps
// characters.
type dumpLine struct {
	text    string
	number  int // counted from 1
	indent  int // spaces before the offset
	digits  string
	offset  int
	marked  bool // a sign stands behind the offset, not only space
	wide    bool // two spaces or more stand behind it
	repeats bool // a * stands before it
	groups  []string
	ends    []int // the column behind each group
}

// newDumpLine reads a line; groups are what could be bytes, characters that look
// like digits among them.
func newDumpLine(s string, base int) (l dumpLine, ok bool) {
	s = strings.TrimRight(s, " \t")
	at := len(s) - len(strings.TrimLeft(s, " \t"))
	l = dumpLine{text: s, indent: at + 3*strings.Count(s[:at], "\t")}
	if strings.HasPrefix(s[at:], "0x") {
		at += 2
	}
	end := at
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	if end-at < 4 || end-at > 16 {
		return l, false
	}
	l.digits = s[at:end]
	offset, err := strconv.ParseUint(l.digits, base, 31)
	if err != nil {
		return l, false
	}
	l.offset = int(offset)
	if end == len(s) {
		return l, true
	}
	rest := s[end:]
	l.wide = strings.HasPrefix(rest, "  ") || strings.HasPrefix(rest, "\t")
	for _, sign := range []string{":", " - ", "|", "h"} {
		if strings.HasPrefix(rest, sign) {
			l.marked = true
			end += len(sign)
			break
		}
	}
	if !l.marked && !l.wide && rest[0] != ' ' {
		return l, false
	}
	for end < len(s) {
		if strings.IndexByte(" \t-", s[end]) >= 0 || s[end] == '|' && len(l.groups) == 8 {
			end++
			continue
		}
		if strings.HasPrefix(s[end:], "0x") {
			end += 2
		}
		from := end
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		if end == from || (end-from)%2 == 1 || end-from > 16 || end < len(s) && strings.IndexByte(" \t-|", s[end]) < 0 {
			break
		}
		l.groups, l.ends = append(l.groups, s[from:end]), append(l.ends, end)
	}
	return l, len(l.groups) > 0
}

// most is how many bytes the groups could be.
func (l *dumpLine) most() int {
	n := 0
	for _, g := range l.groups {
		n += len(g) / 2
	}
	return n
}

// row is how many bytes a line before a repetition has, of n until the next line.
func (l *dumpLine) row(n int) int { return min(n, 16, l.most()) }

// end is the column behind the group that holds byte n-1.
func (l *dumpLine) end(n int) int {
	for i, g := range l.groups {
		if n -= len(g) / 2; n <= 0 {
			return l.ends[i]
		}
	}
	return len(l.text)
}

// bytes are the first n bytes of a line; with n < 0, as of the last line, those
// whose digits end at the column edge or before it, or, where edge is 0, all that
// are no characters.
func (l *dumpLine) bytes(n, edge int, o order) ([]byte, *Error) {
	var b []byte
	for i, g := range l.groups {
		if n >= 0 && len(b) >= n || n < 0 && edge > 0 && l.ends[i] > edge || n < 0 && edge == 0 && l.charactersBehind(i, len(b)) {
			break
		}
		word := appendDigits(nil, g)
		if int(o) > 1 {
			for w := word; len(w) > 0; w = w[min(int(o), len(w)):] {
				turn(w[:min(int(o), len(w))])
			}
		}
		b = append(b, word...)
	}
	if n < 0 {
		return b, nil
	}
	if len(b) < n {
		return nil, &Error{fmt.Sprintf("line %d: this line of the dump has %d bytes, and the offset of the next says that it has %d", l.number, len(b), n),
			"copy the lines of the dump whole"}
	}
	return b[:n], nil
}

// charactersBehind says whether what stands from group i on is the characters of n
// bytes: as many as bytes, between bars or behind a wider space.
func (l *dumpLine) charactersBehind(i, n int) bool {
	if n == 0 {
		return false
	}
	from := l.ends[i] - len(l.groups[i])
	gap := l.text[l.ends[i-1]:from]
	tail := strings.TrimLeft(l.text[l.ends[i-1]:], " \t")
	if bare := strings.Trim(tail, "|"); bare != tail && len([]rune(bare)) == n {
		return true
	}
	return len(gap) >= 2 && len([]rune(tail)) == n
}

func turn(b []byte) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
}
