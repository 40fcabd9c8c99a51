package handshake

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A hole is what a stream knows of bytes that never came: behind them, the next
// record must be found, and the next handshake message.
type hole struct {
	seek  bool // the next record's beginning is not known
	skip  int  // bytes that still belong to the record in which the hole ended
	doubt bool // the next handshake record may begin in the middle of a message
	head  bool // the capture began behind the beginning of the stream: what comes before the first record is no damage
	minor byte // of the stream's record versions: 03, minor; 0 where none was seen
}

// miss notes that n bytes did not come; fewer than 0: nobody knows how many. It
// comes behind cut, which has given out the record in which they are missing, if
// that had a header; lacked is then how many bytes of the record's body are.
func (s *Stream) miss(n, lacked int) {
	s.doubt = true
	switch {
	case s.seek:
	case s.skip > 0 && n >= 0 && n <= s.skip:
		s.skip -= n
	case lacked > 0 && n >= 0 && n <= lacked:
		s.skip = lacked - n
	default:
		s.seek, s.skip = true, 0
	}
}

// border finds the next record of a stream that lost its place: where it may
// begin, and whether it does there. Without a border, all but the last few bytes
// can be given out as lost, and with last those too.
//
// Ciphertext looks like anything. Five bytes that make a record's header stand in
// random bytes once in two million places, and where the record ends another must
// begin.
func (s *Stream) border(last bool) (at int, found bool) {
	for ; at+RecordHeaderLength <= len(s.buf); at++ {
		if n := s.plausible(s.buf[at:]); n > 0 {
			next := s.buf[min(at+n, len(s.buf)):]
			if len(next) < RecordHeaderLength || s.plausible(next) > 0 {
				return at, true
			}
		}
	}
	if last {
		return len(s.buf), false
	}
	return at, false
}

// plausible reads a record's header where none is known to stand, and returns
// the length of the record with it; 0 where it cannot be one.
func (s *Stream) plausible(b []byte) int {
	if b[1] != 3 || b[2] > 4 || s.minor != 0 && b[2] != s.minor {
		return 0
	}
	n, err := recordLength(b)
	if err != nil || n == RecordHeaderLength {
		return 0
	}
	t, body := registry.ContentType(b[0]), n-RecordHeaderLength
	if t == registry.ContentChangeCipherSpec && body != 1 || t == registry.ContentAlert && body > 512 {
		return 0
	}
	return n
}

// beginsMessage says whether the body of a handshake record can begin with a
// handshake message in the clear: each message in it is of a known type, and only
// a long record ends in the middle of one. The nonce of AES-GCM, which begins with
// zeros, looks like a HelloRequest with something behind it.
func beginsMessage(body []byte) bool {
	const long = 512
	for rest := body; len(rest) > 0; {
		n := claimedLength(rest)
		if n == 0 || n > len(rest) {
			return len(body) >= long && n <= MaxMessage && registry.HandshakeType(rest[0]).Known()
		}
		t := registry.HandshakeType(rest[0])
		if !t.Known() || t == registry.HandshakeHelloRequest && n < len(body) {
			return false
		}
		rest = rest[n:]
	}
	return len(body) > 0
}

// missing says that bytes of the stream did not come.
func missing(n int) *wire.Error {
	e := &wire.Error{Field: "stream", Need: max(n, 0), Alert: registry.AlertDecodeError}
	switch {
	case n < 0:
		e.Reason = "bytes are missing, nobody knows how many"
	case n == 1:
		e.Reason = "1 byte is missing"
	default:
		e.Reason = strconv.Itoa(n) + " bytes are missing"
	}
	return e
}

// astray says of bytes behind a hole that they are no record.
func astray(n int, reason string) *wire.Error {
	return &wire.Error{Field: wire.Unread.Name, Have: n, Alert: registry.AlertDecodeError, Reason: reason}
}
