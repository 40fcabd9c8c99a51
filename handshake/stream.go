package handshake

import (
	"strconv"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// MaxMessage is the longest handshake message that is put together, in bytes.
// Its length field could claim 16 MiB; real peers stop far below.
const MaxMessage = 1 << 18

// A Stream puts the bytes of one direction together: into records, and the
// bodies of handshake records into messages. It does not know the state of the
// connection; a [Conversation] asks it. The zero value is ready.
type Stream struct {
	buf     []byte // received and not yet given out: less than one record
	records int    // given out so far
	broken  *wire.Error
	lost    int // bytes given out behind the last record

	msg    []byte // a handshake message that has begun
	pieces []Piece
}

// Write takes the next bytes of the direction.
func (s *Stream) Write(data []byte) { s.buf = append(s.buf, data...) }

// Record gives out the next whole record; ok is false where more bytes are
// needed. The error says why the bytes at the front are no record: from there
// on the stream gives out none.
func (s *Stream) Record(at time.Duration) (r Record, ok bool, err *wire.Error) {
	if s.broken != nil {
		return r, false, s.broken
	}
	n, err := recordLength(s.buf)
	if err != nil {
		s.broken = err
		return r, false, err
	}
	if n == 0 || n > len(s.buf) {
		return r, false, nil
	}
	r = newRecord(s.buf[:n:n], s.records)
	r.At = at
	s.buf = s.buf[n:]
	s.records++
	return r, true, nil
}

// cut gives out a record whose header is whole and whose body is not, when no
// more bytes come; the error says what it lacks, and is nil where there is none.
func (s *Stream) cut(at time.Duration) (r Record, err *wire.Error) {
	if s.broken != nil || len(s.buf) < RecordHeaderLength {
		return r, nil
	}
	r = newRecord(s.buf, s.records)
	r.At = at
	s.buf = nil
	s.records++
	need := int(r.Bytes[3])<<8 | int(r.Bytes[4])
	return r, &wire.Error{Field: fRecordBody.Name, Offset: RecordHeaderLength, Need: need, Have: len(r.Body()), Alert: registry.AlertDecodeError}
}

// rest gives out what is left, at most n bytes of it, and where it stands behind
// the last record.
func (s *Stream) rest(n int) (b []byte, offset int) {
	n = min(n, len(s.buf))
	b, offset = s.buf[:n:n], s.lost
	s.buf, s.lost = s.buf[n:], s.lost+n
	return b, offset
}

// damage says why n bytes at this offset behind the last record are no record;
// nil where they only lack their end.
func (s *Stream) damage(offset, n int) *wire.Error {
	if s.broken == nil {
		return nil
	}
	why := *s.broken
	if offset > 0 {
		return &wire.Error{Field: wire.Unread.Name, Have: n, Alert: why.Alert, Reason: "the bytes before it were no record"}
	}
	why.Have = n - why.Offset
	return &why
}

// Handshake takes the body of a handshake record and gives each message that
// it completes to emit, with the places of its bytes. A message that claims more
// than MaxMessage is given out with what its first record holds of it, and ends
// the stream: nobody can say where its rest ends and the next message begins.
func (s *Stream) Handshake(r *Record, emit func(message []byte, pieces []Piece)) {
	body, at := r.Body(), RecordHeaderLength
	for len(body) > 0 {
		n := min(s.want(), len(body))
		if s.claimed() > MaxMessage {
			n = len(body)
		}
		s.take(body[:n], Piece{Offset: len(s.msg), Length: n, Record: r.Index, RecordOffset: at})
		body, at = body[n:], at+n
		if claimed := s.claimed(); claimed > MaxMessage && len(body) == 0 {
			s.broken = &wire.Error{Field: fRecordBody.Name, Have: claimed, Alert: registry.AlertDecodeError,
				Reason: "it is behind a message that claims " + strconv.Itoa(claimed) + " bytes, more than is put together"}
			emit(s.Partial())
		} else if s.want() <= 0 {
			emit(s.Partial())
		}
	}
}

// take adds bytes to the message. A header and the body behind it are one piece.
func (s *Stream) take(b []byte, p Piece) {
	s.msg = append(s.msg, b...)
	if n := len(s.pieces); n > 0 && s.pieces[n-1].Record == p.Record {
		s.pieces[n-1].Length += p.Length
		return
	}
	s.pieces = append(s.pieces, p)
}

// Partial gives out the message that has begun, whole or not, and forgets it.
func (s *Stream) Partial() (message []byte, pieces []Piece) {
	message, pieces = s.msg, s.pieces
	s.msg, s.pieces = nil, nil
	return message, pieces
}

// want is how many bytes the message that has begun still needs: first those of
// its header, then those of its body.
func (s *Stream) want() int { return max(s.claimed(), HeaderLength) - len(s.msg) }

// claimed is how long the message that has begun says it is, header included; 0
// where its header is not whole.
func (s *Stream) claimed() int {
	if len(s.msg) < HeaderLength {
		return 0
	}
	return HeaderLength + int(s.msg[1])<<16 + int(s.msg[2])<<8 + int(s.msg[3])
}
