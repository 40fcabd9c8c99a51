package paste

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// between is what may stand between hexadecimal digits.
const between = " \t\n:,;-_|\"'[](){}"

// readDigits reads hexadecimal digits with what people put between them.
func readDigits(text string) ([]chunk, bool, *Error) {
	var b []byte
	var odd *Error
	onlyLines := true // nothing but line ends stands between digits
	var all strings.Builder
	for n, line := range strings.Split(text, "\n") {
		if comment(line) {
			continue
		}
		rest, column := strings.TrimRight(line, " \t"), 0
		if indent := len(rest) - len(strings.TrimLeft(rest, " \t")); indent > 0 {
			rest, column = rest[indent:], indent
		}
		for rest != "" {
			token := rest[:tokenEnd(rest)]
			switch {
			case token == "":
				r, _ := utf8.DecodeRuneInString(rest)
				if !strings.ContainsRune(between, r) {
					return nil, true, noDigit(line, n+1, column+1, r)
				}
				onlyLines = false
				rest, column = rest[1:], column+1
				continue
			case strings.HasPrefix(token, "0x") || strings.HasPrefix(token, "0X"):
				onlyLines = false
				if len(token) == 2 {
					return nil, true, &Error{fmt.Sprintf("line %d, column %d: no hexadecimal digits follow 0x", n+1, column+1), ""}
				}
				b = appendDigits(b, "0"[:len(token)%2]+token[2:])
			default:
				if len(token)%2 == 1 && odd == nil {
					odd = &Error{fmt.Sprintf("line %d, column %d: %s has an odd number of digits (%d), and a byte has two", n+1, column+1, short(token), len(token)),
						"write a byte such as 3 as 03, and check that no digit was left out"}
				}
				if odd == nil {
					b = appendDigits(b, token)
				}
				all.WriteString(token)
			}
			rest, column = rest[len(token):], column+len(token)
		}
	}
	if odd != nil && (!onlyLines || all.Len()%2 == 1) {
		return nil, true, odd
	}
	if odd != nil { // broken by the edge of a window
		b = appendDigits(nil, all.String())
	}
	if len(b) == 0 {
		return nil, true, &Error{"there are no hexadecimal digits in it", hintForms}
	}
	return []chunk{{bytes: b}}, true, nil
}

// comment says whether a line is one in a file of digits.
func comment(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}

// tokenEnd is where the digits at the front end.
func tokenEnd(s string) int {
	i := 0
	if len(s) > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		i = 2
	}
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func nibble(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// appendDigits appends an even number of digits as bytes.
func appendDigits(b []byte, digits string) []byte {
	for i := 0; i+1 < len(digits); i += 2 {
		b = append(b, nibble(digits[i])<<4|nibble(digits[i+1]))
	}
	return b
}

func noDigit(line string, n, column int, r rune) *Error {
	hint := hintForms
	switch {
	case r == '.' || r == '…':
		hint = "digits that were left out, as with … in a shortened value, must be there"
	case strings.Contains(line, "://"):
		hint = "a server is not explained but inspected; a file must exist"
	}
	return &Error{fmt.Sprintf("line %d, column %d: %q is no hexadecimal digit", n, column, r), hint}
}

func short(token string) string {
	if len(token) > 12 {
		return token[:8] + "…"
	}
	return token
}
