package registry

import (
	"fmt"
	"strings"
)

// A name is a row of a table.
type name struct {
	code uint16
	text string
}

// find looks a code up in a table that is sorted by code.
func find(table []name, code uint16) (string, bool) {
	lo, hi := 0, len(table)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if table[mid].code < code {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(table) && table[lo].code == code {
		return table[lo].text, true
	}
	return "", false
}

// either looks into the registered names first.
func either(registered, unregistered []name, code uint16) (string, bool) {
	if text, ok := find(registered, code); ok {
		return unmarked(text), true
	}
	return find(unregistered, code)
}

// unmarked leaves off what a registry appends to say that TLS 1.3 no longer
// uses a value: "server_hello_done_RESERVED" is the server_hello_done that
// RFC 5246 defines.
func unmarked(text string) string {
	text = strings.TrimSuffix(text, "_RESERVED")
	return strings.TrimSuffix(text, " (OBSOLETE)")
}

// text8 names a code point of one byte, where GREASE never stands.
func text8(registered, unregistered []name, code uint8) string {
	if text, ok := either(registered, unregistered, uint16(code)); ok {
		return text
	}
	return fmt.Sprintf("unknown (0x%02x)", code)
}

// text16 names a code point of two bytes where GREASE never stands.
func text16(registered, unregistered []name, code uint16) string {
	if text, ok := either(registered, unregistered, code); ok {
		return text
	}
	return fmt.Sprintf("unknown (0x%04x)", code)
}

// greased16 names a code point of two bytes where GREASE may stand.
func greased16(registered, unregistered []name, code uint16) string {
	if IsGREASE16(code) {
		return fmt.Sprintf("GREASE (0x%04x)", code)
	}
	return text16(registered, unregistered, code)
}

// known says whether a table has a name for the code; GREASE is not one.
func known(registered, unregistered []name, code uint16) bool {
	_, ok := either(registered, unregistered, code)
	return ok
}
