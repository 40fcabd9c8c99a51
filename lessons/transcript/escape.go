package transcript

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible makes every character of s one that a reader sees: control
// characters (line breaks and tabs too), bidirectional overrides, zero-width
// and other format characters, line separators, unassigned and private
// characters become \x1b or \u{202e}, bytes that are no UTF-8 \xff. Letters,
// marks, digits, signs and spaces of any script stay as they are.
//
// It is the first step of every printer, before the escaping that the format
// itself needs. A backslash stays a backslash, so the result is for eyes, not
// for reading back: the JSON form keeps the string itself.
func visible(s string) string {
	if isVisible(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case printable(r):
			b.WriteString(s[i : i+n])
		case r < utf8.RuneSelf:
			fmt.Fprintf(&b, `\x%02x`, r)
		default: // also C1: \u{9b} is a character, \x9b a byte that is none
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
		i += n
	}
	return b.String()
}

func isVisible(s string) bool {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || !printable(r) {
			return false
		}
		i += n
	}
	return true
}

func printable(r rune) bool {
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r)
}
