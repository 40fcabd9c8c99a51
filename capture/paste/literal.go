package paste

import (
	"fmt"
	"strings"
)

// readLiteral reads a byte string as programming languages write it: "\x16\x03",
// b'\x16\x03A', with characters that stand for themselves between quotes.
func readLiteral(text string) ([]chunk, bool, *Error) {
	if !strings.Contains(text, `\x`) && !strings.Contains(text, `\X`) {
		return nil, false, nil
	}
	var b []byte
	quote := byte(0)
	if trimmed := strings.TrimSpace(text); trimmed[0] == '\\' && !strings.ContainsAny(trimmed, "\"'") {
		text, quote = trimmed, '\n' // without quotes every character stands for itself
	}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t")
		named := strings.IndexAny(line, `"'`)
		for i := 0; i < len(line); {
			c := line[i]
			switch {
			case c == '\\':
				value, size := escape(line[i:])
				if size == 0 {
					return nil, true, &Error{fmt.Sprintf("line %d, column %d: %s is no escape of a byte", n+1, i+1, line[i:min(i+4, len(line))]), `write a byte as \x16`}
				}
				b = append(b, value...)
				i += size
				continue
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote:
				quote = 0
			case quote != 0:
				b = append(b, c)
			case i < named: // what stands before the quotes: a name, a type
			case !strings.ContainsRune(" \t;,+()=[]{}b", rune(c)):
				return nil, true, &Error{fmt.Sprintf("line %d, column %d: %q stands outside of an escape such as \\x16", n+1, i+1, []rune(line[i:min(i+4, len(line))])[0]),
					"put quotes around a string in which characters stand for themselves"}
			}
			i++
		}
	}
	return []chunk{{bytes: b}}, true, nil
}

// escape reads an escape of C, Go, Python or JavaScript; size is 0 where it is
// none. A backslash at the end of a line is one that means nothing.
func escape(s string) (value []byte, size int) {
	if len(s) == 1 {
		return nil, 1
	}
	if i := strings.IndexByte(`abtnvfr`, s[1]); i >= 0 {
		return []byte{byte(7 + i)}, 2
	}
	switch c := s[1]; {
	case c == 'x' || c == 'X':
		if len(s) < 4 || !isDigit(s[2]) || !isDigit(s[3]) {
			return nil, 0
		}
		return appendDigits(nil, s[2:4]), 4
	case c >= '0' && c <= '7':
		v, i := 0, 1
		for i < len(s) && i < 4 && s[i] >= '0' && s[i] <= '7' {
			v, i = v<<3|int(s[i]-'0'), i+1
		}
		if v > 255 {
			return nil, 0
		}
		return []byte{byte(v)}, i
	case c == 'e':
		return []byte{0x1b}, 2
	case strings.IndexByte(`\"'?`, c) >= 0:
		return []byte{c}, 2
	}
	return nil, 0
}

// readArray reads the elements of an array of bytes in code, between its braces
// or brackets.
func readArray(text string) ([]chunk, bool, *Error) {
	from, to := strings.IndexAny(text, "{["), -1
	if strings.HasPrefix(strings.TrimSpace(text), "[]") { // Go: []byte{…}
		from = strings.IndexByte(text, '{')
	}
	if from >= 0 && strings.HasPrefix(text[from:], "[]") { // C: name[] = {…}
		from = strings.IndexByte(text, '{')
	}
	if from < 0 || !strings.Contains(text[from:], "0x") && !strings.Contains(text[from:], "0X") {
		return nil, false, nil
	}
	to = strings.IndexAny(text[from+1:], "}]")
	if to < 0 {
		to = len(text) - from - 1
	}
	head := strings.Count(text[:from+1], "\n")
	body := strings.Repeat("\n", head) + withoutComments(text[from+1:from+1+to])
	return readDigits(body)
}

// withoutComments leaves out the comments of C, and keeps the line ends.
func withoutComments(s string) string {
	var b strings.Builder
	for s != "" {
		switch {
		case strings.HasPrefix(s, "/*"):
			end := strings.Index(s, "*/")
			if end < 2 {
				return b.String()
			}
			b.WriteString(strings.Repeat("\n", strings.Count(s[:end], "\n")) + " ")
			s = s[end+2:]
		case strings.HasPrefix(s, "//"):
			s = s[len(s)-len(strings.TrimLeftFunc(s, func(r rune) bool { return r != '\n' })):]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String()
}

// readDecimals reads decimal numbers below 256, as Go, Python or Java print an
// array of bytes; some of them must be no pair of digits, or they are hexadecimal.
// Java's bytes have a sign.
func readDecimals(text string) ([]chunk, bool, *Error) {
	var b []byte
	unlike := false
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,;[](){}", r) }) {
		minus := strings.HasPrefix(word, "-")
		digits := strings.TrimPrefix(word, "-")
		v := 0
		if digits == "" || len(digits) > 3 {
			return nil, false, nil
		}
		for _, c := range digits {
			if c < '0' || c > '9' {
				return nil, false, nil
			}
			v = v*10 + int(c-'0')
		}
		if minus {
			v = 256 - v
		}
		if v < 0 || v > 255 {
			return nil, false, nil
		}
		unlike = unlike || len(digits) != 2
		b = append(b, byte(v))
	}
	return []chunk{{bytes: b}}, unlike && len(b) > 1, nil
}
