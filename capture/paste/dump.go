package paste

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
)

// An order is how the digits of a group stand for its bytes.
type order int

const (
	inOrder  order = 1 // as the bytes stand in memory
	swapped2 order = 2 // words of two bytes, as od -x and hexdump show them on most machines
	swapped4 order = 4 // words of four, as xxd -e and od -t x4 do
)

// dumpOf reads dumps: lines with an offset, bytes and perhaps a column of
// characters. The offsets say how many bytes a line has: characters that look like
// digits are told from them so.
func dumpOf(o order) func(text string) ([]chunk, bool, *Error) {
	return func(text string) ([]chunk, bool, *Error) {
		if o != inOrder && !shows(text, o) {
			return nil, false, nil
		}
		for _, base := range []int{16, 10, 8} {
			lines := dumpLines(text, base)
			if !isDump(lines, o) {
				continue
			}
			chunks, err := readDump(lines, o)
			return chunks, true, err
		}
		if o == inOrder {
			if err := jump(dumpLines(text, 16)); err != nil {
				return nil, true, err
			}
		}
		return nil, false, nil
	}
}

// shows says whether the first line of a dump has words of this size.
func shows(text string, o order) bool {
	for line := range strings.Lines(text) {
		if l, ok := newDumpLine(strings.TrimRight(line, "\n"), 16); ok && l.groups != nil {
			return len(l.groups[0]) == 2*int(o)
		}
	}
	return false
}

// isDump says whether the offsets are those of a dump: one that begins with 0, or
// a step that its line has the bytes for; and words, where those are asked for.
func isDump(lines []dumpLine, o order) bool {
	good, step := false, 0
	for i, l := range lines {
		if o != inOrder && len(l.groups) > 0 && len(l.groups[0]) != 2*int(o) && i+1 < len(lines) {
			return false
		}
		if l.offset == 0 && l.groups != nil && (l.marked || len(l.digits) >= 6 || i+1 < len(lines) || len(l.digits) >= 4 && l.wide) {
			good = true
		}
		if i+1 == len(lines) || lines[i+1].indent != l.indent || lines[i+1].offset <= l.offset {
			continue
		}
		n := lines[i+1].offset - l.offset
		if n > l.most() && !lines[i+1].repeats {
			return false
		}
		if !lines[i+1].repeats && lines[i+1].groups != nil {
			if step != 0 && n != step {
				return false
			}
			step = n
		}
		good = good || n > 1
	}
	return good
}

// jump finds a line that is missing in a dump of rows of 16 bytes.
func jump(lines []dumpLine) *Error {
	rows := 0
	var missing *Error
	for i := 1; i < len(lines); i++ {
		before := lines[i-1]
		switch n := lines[i].offset - before.offset; {
		case n == 16 && before.most() >= 16:
			rows++
		case n > before.most() && n%16 == 0 && before.offset%16 == 0 && missing == nil && !lines[i].repeats && before.groups != nil:
			missing = gap(lines[i], before.offset+16)
		}
	}
	if rows == 0 || lines[0].offset != 0 {
		return nil
	}
	return missing
}

// readDump reads lines as chunks: a new one begins where the offsets begin again
// and, in a dump of two directions, where the indent changes.
func readDump(lines []dumpLine, o order) ([]chunk, *Error) {
	next := map[int]int{} // by indent: the offset that comes next
	edges := edges(lines)
	var chunks []chunk
	var sides []int // the indent of each chunk
	repeated := 0   // bytes that asterisks stood for
	for i, l := range lines {
		follow := following(lines, i)
		if l.groups == nil {
			if len(chunks) == 0 || follow >= 0 {
				continue
			}
			if len(sides) > 0 && l.offset > next[l.indent] {
				return nil, gap(l, next[l.indent])
			}
			continue // the last line of od and hexdump: where the dump ends
		}
		at, open := next[l.indent]
		if !open || l.offset != at || len(sides) > 0 && sides[len(sides)-1] != l.indent {
			if open && l.offset > at && !l.repeats {
				return nil, gap(l, at)
			}
			if open && l.repeats && len(chunks) > 0 {
				if repeated += l.offset - at; repeated > maxRepeated {
					return nil, &Error{fmt.Sprintf("line %d: the dump repeats a line for more than %d MiB", l.number, maxRepeated>>20), ""}
				}
				repeat(&chunks[len(chunks)-1], l.offset-at)
			} else {
				chunks, sides = append(chunks, chunk{}), append(sides, l.indent)
			}
		}
		n := -1
		if follow >= 0 {
			n = lines[follow].offset - l.offset
			if lines[follow].repeats {
				n = l.row(n)
			}
		}
		b, err := l.bytes(n, edges[l.indent], o)
		if err != nil {
			return nil, err
		}
		c := &chunks[len(chunks)-1]
		c.bytes = append(c.bytes, b...)
		next[l.indent] = l.offset + len(b)
	}
	if len(chunks) == 0 {
		return nil, &Error{"the dump has no bytes", ""}
	}
	return sided(chunks, sides), nil
}

// following is the next line of the same direction whose offset goes on; -1 where
// there is none.
func following(lines []dumpLine, i int) int {
	for j := i + 1; j < len(lines) && j < i+1+64; j++ {
		if lines[j].indent == lines[i].indent {
			if lines[j].offset > lines[i].offset {
				return j
			}
			return -1
		}
	}
	return -1
}

func gap(l dumpLine, at int) *Error {
	return &Error{fmt.Sprintf("line %d: the dump goes on at offset %s, and %d bytes before it are missing", l.number, l.digits, l.offset-at),
		"paste every line of the dump"}
}

// maxRepeated bounds what asterisks stand for, in bytes: a line of text must not
// become gigabytes.
const maxRepeated = 1 << 20

// repeat adds the last row again until n bytes are added: the dump had a * there.
func repeat(c *chunk, n int) {
	row := slices.Clone(c.bytes[max(0, len(c.bytes)-16):])
	for len(row) > 0 && n > 0 {
		row = row[:min(n, len(row))]
		c.bytes = append(c.bytes, row...)
		n -= len(row)
	}
}

// edges is for each indent the column in which the characters may begin: behind
// the last digit of the lines that go on.
func edges(lines []dumpLine) map[int]int {
	out := map[int]int{}
	for i, l := range lines {
		if j := following(lines, i); j >= 0 && l.groups != nil && !lines[j].repeats {
			if end := l.end(lines[j].offset - l.offset); end > out[l.indent] {
				out[l.indent] = end
			}
		}
	}
	return out
}

// sided gives the chunks of a dump in which one direction is indented their
// senders: who begins with a ClientHello is the client.
func sided(chunks []chunk, sides []int) []chunk {
	least, most := slices.Min(sides), slices.Max(sides)
	if least == most {
		return chunks
	}
	from := map[int]capture.Side{least: capture.Client, most: capture.Server}
	for i, c := range chunks {
		if isRecord(c.bytes) && len(c.bytes) > 5 && c.bytes[0] == 22 {
			if clients := c.bytes[5] == 1; clients != (from[sides[i]] == capture.Client) {
				from[least], from[most] = capture.Server, capture.Client
			}
			break
		}
	}
	for i := range chunks {
		if chunks[i].from = from[sides[i]]; chunks[i].from == 0 {
			chunks[i].from = from[least]
		}
	}
	return chunks
}

// dumpLines are the lines of a text that have an offset in this base. Others, such
// as a heading over a packet, are no part of a dump.
func dumpLines(text string, base int) []dumpLine {
	var lines []dumpLine
	repeats := false
	for n, s := range strings.Split(text, "\n") {
		if strings.TrimSpace(s) == "*" {
			repeats = true
			continue
		}
		if l, ok := newDumpLine(s, base); ok {
			l.number, l.repeats = n+1, repeats
			lines = append(lines, l)
			repeats = false
		}
	}
	return lines
}
