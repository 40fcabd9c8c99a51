package main

import "strings"

// The keys that have names.
const (
	escapeKey = "escape"
	leftKey   = "left"
	rightKey  = "right"
	homeKey   = "home"
	endKey    = "end"
	pageUp    = "page up"
	pageDown  = "page down"
)

// A sequence puts together what a terminal sends for an arrow or a function key:
// ESC and what follows (ECMA-48 §5.4), in however many pieces it comes.
type sequence struct {
	state  sequenceState
	digits string // the first parameter of ESC [ 5 ~
}

type sequenceState uint8

const (
	plain   sequenceState = iota
	escaped               // behind ESC
	control               // behind ESC [
	single                // behind ESC O: one character more
	console               // behind ESC [ [: F1 of the Linux console
)

// begins says whether all that there is of it is ESC.
func (s *sequence) begins() bool { return s.state == escaped }

// add takes a byte; ok says that a key is complete.
func (s *sequence) add(b byte) (key string, ok bool) {
	switch s.state {
	case escaped:
		switch b {
		case 0x1b:
			return "", false
		case '[':
			s.state, s.digits = control, ""
			return "", false
		case 'O':
			s.state = single
			return "", false
		}
		s.state = plain
		return string(rune(b)), true // Alt and a key, or Escape and then a key
	case single:
		s.state = plain
		return cursorKey(b), true
	case console:
		s.state = plain
		return "", true
	case control:
		switch {
		case b == '[' && s.digits == "":
			s.state = console
			return "", false
		case b < 0x40 || b > 0x7e: // a parameter
			if len(s.digits) < 8 {
				s.digits += string(rune(b))
			}
			return "", false
		}
		s.state = plain
		if b == '~' {
			return numberedKey(s.digits), true
		}
		return cursorKey(b), true
	}
	if b == 0x1b {
		s.state = escaped
		return "", false
	}
	return string(rune(b)), true
}

func cursorKey(b byte) string {
	switch b {
	case 'C':
		return rightKey
	case 'D':
		return leftKey
	case 'H':
		return homeKey
	case 'F':
		return endKey
	}
	return ""
}

// numberedKey is the key behind ESC [ number ~, with or without a modifier.
func numberedKey(parameters string) string {
	number, _, _ := strings.Cut(parameters, ";")
	switch number {
	case "1", "7":
		return homeKey
	case "4", "8":
		return endKey
	case "5":
		return pageUp
	case "6":
		return pageDown
	}
	return ""
}
