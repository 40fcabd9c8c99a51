// Package wire reads the bytes of a message and remembers what each one is.
//
// A [Cursor] walks the bytes of one message. Each read passes the address of a
// static [Field], so that the code that fills a struct is also the code that
// names every byte. Without a [Trace] a cursor only reads: no allocation. With
// one it files a [Span] a field.
//
// Promise:
//   - Total: the leaves of a trace tile the input from its first byte to its
//     last, once each, also when the message is damaged. What could not be read
//     is one opaque leaf at the end.
//   - The first [Error] sticks. It names field, offset, need and have, and the
//     alert that a real peer would send. Reads after it return zero values.
//   - Slices that are returned alias the input, clipped so that an append cannot
//     overwrite what follows.
//
// Limits: the cursor knows big-endian integers and vectors of RFC 8446 §3, and
// no TLS beyond that.
package wire

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
)

// A Field describes a field of a message, once for all messages: it is static.
type Field struct {
	Name   string              // as the specification names it
	Ref    string              // where it is specified, for example "RFC 8446 §4.1.2"
	Filter string              // Wireshark's display filter; empty where Wireshark has none
	Text   func([]byte) string // the value for a person; nil: hexadecimal digits
	Mean   string              // one sentence for a student
	Min    int                 // of a vector: the fewest bytes that its specification allows
}

// Value gives the field's bytes as text for a person. It runs only when
// something is rendered. The text may hold an attacker's characters: whoever
// prints it escapes it.
func (f *Field) Value(b []byte) string {
	if len(b) == 0 {
		return "empty"
	}
	if f.Text == nil {
		return hex.EncodeToString(b)
	}
	return f.Text(b)
}

// Number is a text for lengths and counts, of one to eight bytes.
func Number(b []byte) string { return strconv.FormatUint(Uint(b), 10) }

// Count is a text for bytes that have no meaning but their number.
func Count(b []byte) string {
	if len(b) == 1 {
		return "1 byte"
	}
	return strconv.Itoa(len(b)) + " bytes"
}

// Plain is a text for names.
func Plain(b []byte) string { return string(b) }

// Named is a text for a code point, by the name that its type prints.
func Named[T interface {
	~uint8 | ~uint16
	fmt.Stringer
}](b []byte) string {
	return T(Uint(b)).String()
}

// Uint reads up to eight bytes as a big-endian integer.
func Uint(b []byte) uint64 {
	var v [8]byte
	if len(b) > 8 {
		b = b[len(b)-8:]
	}
	copy(v[8-len(b):], b)
	return binary.BigEndian.Uint64(v[:])
}
