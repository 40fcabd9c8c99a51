package paste

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// asText gives the input as text, where it is text: UTF-8, or UTF-16 with a mark
// of its byte order, as PowerShell writes it.
func asText(data []byte) (string, bool) {
	if len(data) >= 2 && len(data)%2 == 0 {
		var order binary.ByteOrder
		switch {
		case data[0] == 0xff && data[1] == 0xfe:
			order = binary.LittleEndian
		case data[0] == 0xfe && data[1] == 0xff:
			order = binary.BigEndian
		}
		if order != nil {
			units := make([]uint16, 0, len(data)/2)
			for i := 2; i < len(data); i += 2 {
				units = append(units, order.Uint16(data[i:]))
			}
			return normal(string(utf16.Decode(units))), true
		}
	}
	if !utf8.Valid(data) {
		return "", false
	}
	for _, r := range string(data) {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) && r != '\ufeff' && r != '\u200b' && r != '\x1b' {
			return "", false
		}
	}
	return normal(string(data)), true
}

// normal leaves out what a web page or an editor adds unseen, and makes every
// kind of space and line end the plain one.
func normal(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\ufeff' || r == '\u200b':
			return -1
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f' || r == '\u0085':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
}

// readText tries what a text can be, the surest sign first.
func readText(text string) ([]Part, *Error) {
	if parts, ok, err := readMessages(text); ok {
		return parts, err
	}
	if strings.Contains(text, "-----BEGIN ") {
		return readPEM(text)
	}
	var first *Error // of the ways that give bytes, else of all
	read := false
	for _, way := range ways {
		chunks, ok, err := way.read(text)
		if !ok {
			continue
		}
		var parts []Part
		if err == nil {
			parts, err = recogniseChunks(chunks)
			if err == nil {
				return noted(parts, way.note), nil
			}
			if !read && (way.note == "" || way.note == noteBase64 && len(text) > 40) { // a word is no base64
				first, read = err, true
			}
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// A way reads the bytes that a text stands for; ok is false where the text shows
// no sign of it.
type way struct {
	read func(text string) (chunks []chunk, ok bool, err *Error)
	note string
}

var ways = []way{
	{dumpOf(inOrder), ""},
	{dumpOf(swapped2), "the dump shows words of two bytes, the second byte first: they were turned round"},
	{dumpOf(swapped4), "the dump shows words of four bytes, the last byte first: they were turned round"},
	{readLiteral, ""},
	{readArray, ""},
	{readDigits, ""},
	{readDecimals, "the numbers were read as decimal ones"},
	{readBase64, noteBase64},
}

const noteBase64 = "the text was read as base64"

// noted adds a note to the first part, which may have one already.
func noted(parts []Part, note string) []Part {
	if note == "" || len(parts) == 0 {
		return parts
	}
	if parts[0].Note != "" {
		note += "; " + parts[0].Note
	}
	parts[0].Note = note
	return parts
}
