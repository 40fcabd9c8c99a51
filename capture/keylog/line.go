package keylog

import (
	"bytes"
	"encoding/hex"
)

// A reading is one source on its way into a log.
type reading struct {
	log    *Log
	source string
	line   int
	cut    bool // the line has no end: the source ends in it
}

// note files what is wrong with the current line. n is what was found, in the
// unit of the fault.
func (r *reading) note(f fault, label string, n int) {
	if r.cut && f != otherLabel && f != replaced && f != tooMany {
		f, label, n = cutLine, "", 0
	}
	r.log.notes.add(r.source, r.line, f, label, n)
}

// read takes one line, without its end.
func (r *reading) read(line []byte) {
	if r.line == 1 {
		if bytes.HasPrefix(line, []byte("\xff\xfe")) || bytes.HasPrefix(line, []byte("\xfe\xff")) {
			r.note(utf16, "", 0) // what a redirection in Windows PowerShell writes
		}
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	line = bytes.Trim(line, " \t\r")
	if len(line) == 0 || line[0] == '#' {
		return
	}
	name, rest := word(line)
	first, rest := word(rest)
	second, rest := word(rest)
	if string(name) == rsa {
		r.rsa(name, first, second, rest)
		return
	}
	code, number, ok := find(name)
	switch {
	case !ok && isLabel(name) && (!r.cut || len(second) > 0):
		r.note(otherLabel, string(name), 0)
	case !ok:
		r.note(noLine, "", 0)
	default:
		l := &labels[code]
		r.secret(name, l, code, number, first, second, rest)
	}
}

// secret takes a line that a client random is in.
func (r *reading) secret(name []byte, l *label, code byte, number byte, random, secret, rest []byte) {
	if !r.three(name, random, secret, rest) {
		return
	}
	var id [32]byte
	if n, ok := decode(id[:], random); !ok {
		r.note(notHex, string(name), 0)
	} else if n != len(id) {
		r.note(wrongRandom, string(name), n)
	} else {
		r.keep(name, l, keyOf(0, id[:]), code, number, secret)
	}
}

// three says whether a line has its label, a place, a secret, and no more.
func (r *reading) three(name, place, secret, rest []byte) bool {
	switch {
	case len(secret) == 0:
		r.note(tooFew, string(name), 0)
	case len(rest) != 0:
		r.note(tooManyWords, string(name), 0)
	default:
		return true
	}
	return false
}

var (
	preMaster = label{value: "the pre-master secret", least: 48, most: 48} // RFC 5246 §7.4.7.1
	master    = label{value: "the master secret", least: 48, most: 48}
)

// rsa takes a line of either RSA form.
func (r *reading) rsa(name, place, secret, rest []byte) {
	if !r.three(name, place, secret, rest) {
		return
	}
	l, code, least := &preMaster, byte(rsaEncrypted), 8
	if session, ok := bytes.CutPrefix(place, []byte("Session-ID:")); ok {
		if secret, ok = bytes.CutPrefix(secret, []byte("Master-Key:")); !ok {
			r.note(tooFew, rsa, 0)
			return
		}
		place, l, code, least = session, &master, rsaSession, 1
	}
	var id [32]byte
	switch n, ok := decode(id[:], place); {
	case !ok:
		r.note(notHex, rsa, 0)
	case code == rsaEncrypted && n != least:
		r.note(wrongEncrypted, rsa, n)
	case n < least || n > len(id):
		r.note(wrongSession, rsa, n)
	default:
		r.keep(name, l, keyOf(code, id[:n]), code, 0, secret)
	}
}

// keep takes a secret whose place is known.
func (r *reading) keep(name []byte, l *label, k key, code byte, number byte, secret []byte) {
	into := r.log.decoded[:]
	n, ok := decode(into, secret)
	switch {
	case !ok:
		r.note(notHex, string(name), 0)
		return
	case !l.allows(n):
		r.log.notes.addLength(r.source, r.line, r.cut, string(name), l, n)
		return
	}
	before := r.log.secrets.get(k, code, number)
	if bytes.Equal(before, into[:n]) {
		return
	}
	if before != nil {
		r.note(replaced, string(name), 0)
	}
	if !r.log.secrets.add(k, code, number, into[:n]) {
		r.note(tooMany, "", 0)
	}
	clear(into[:n])
}

// word cuts the first word off, and the spaces behind it.
func word(b []byte) (first, rest []byte) {
	i := bytes.IndexAny(b, " \t")
	if i < 0 {
		return b, nil
	}
	return b[:i], bytes.TrimLeft(b[i:], " \t")
}

// decode reads hexadecimal digits of both cases. n is how many bytes they are, also
// where into is too short for them.
func decode(into, digits []byte) (n int, ok bool) {
	n = len(digits) / 2
	if len(digits)%2 != 0 {
		return n, false
	}
	fits := min(n, len(into))
	if _, err := hex.Decode(into, digits[:2*fits]); err != nil {
		return n, false
	}
	for _, c := range digits[2*fits:] {
		if !isHex(c) {
			return n, false
		}
	}
	return n, true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isLabel says whether a word looks like a label and like nothing else: capitals
// with underscores, and no part of it a number in hexadecimal.
func isLabel(name []byte) bool {
	if len(name) > 64 || !bytes.Contains(name, []byte("_")) {
		return false
	}
	for part := range bytes.SplitSeq(name, []byte("_")) {
		digits := 0
		for _, c := range part {
			if !('A' <= c && c <= 'Z') && !('0' <= c && c <= '9') {
				return false
			}
			if isHex(c) {
				digits++
			}
		}
		if len(part) == 0 || len(part) > 24 || digits == len(part) && digits >= 8 {
			return false
		}
	}
	return true
}
