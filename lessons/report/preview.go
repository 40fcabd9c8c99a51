package report

import (
	"encoding/hex"
	"strconv"
	"unicode/utf8"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// How much of the application's bytes stands in a line.
const (
	previewText = 400 // bytes of what can be read
	previewHex  = 24  // of what cannot
)

// preview shows how application data begins: as text where it is text.
func preview(b []byte) string {
	s := wire.Count(b)
	if len(b) == 0 {
		return s
	}
	if readable(b[:min(len(b), previewText)]) {
		part := cutText(b, previewText)
		s += ": " + strconv.Quote(string(part))
		if len(part) < len(b) {
			s += " …"
		}
		return s
	}
	s += ": " + hex.EncodeToString(b[:min(len(b), previewHex)])
	if len(b) > previewHex {
		s += " …"
	}
	return s
}

// readable says whether at least nine in ten characters can be read.
func readable(b []byte) bool {
	total, good := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && len(b) < utf8.UTFMax && !utf8.FullRune(b) {
			break // it was cut here
		}
		b = b[n:]
		total++
		if r == '\r' || r == '\n' || r == '\t' || r != utf8.RuneError && strconv.IsPrint(r) {
			good++
		}
	}
	return good*10 >= total*9
}

// cutText is at most n bytes, of whole characters.
func cutText(b []byte, n int) []byte {
	if len(b) <= n {
		return b
	}
	for n > 0 && !utf8.RuneStart(b[n]) {
		n--
	}
	return b[:n]
}
