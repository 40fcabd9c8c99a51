package handshake

import (
	"slices"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Stream puts the bytes of one direction together into records; see
// [Stream.Handshake] for messages. It does not know the state of the
// connection: a [Conversation] asks it. The zero value is ready.
type Stream struct {
	buf     []byte  // received and not yet given out: less than one record
	store   []byte  // the memory of buf, where it is this stream's own
	shared  *Memory // where it is set, what was given out may be overwritten by the next Write
	records int     // given out so far
	broken  *wire.Error
	lost    int  // bytes given out behind the last record
	v2      bool // every record is one of SSL 2.0
	sealed  bool // the record that was read last was protected, and opened

	wait wait // for what has begun to end, where memory is shared

	hole // bytes that never came

	assembly // of handshake messages
}

// Write takes the next bytes of the direction.
func (s *Stream) Write(data []byte) {
	switch {
	case s.shared == nil:
		s.buf = append(s.buf, data...)
	case len(s.buf) == 0:
		s.buf = data // until settle: most records need no copy
	default:
		n := len(s.buf)
		s.keep(n+len(data), s.buf)
		copy(s.buf[n:], data)
	}
}

// settle keeps what was not given out, when the caller takes the bytes of the
// last Write back.
func (s *Stream) settle() {
	if s.shared == nil {
		return
	}
	if len(s.buf) == 0 {
		s.shared.give(s.store)
		s.buf, s.store = nil, nil
		return
	}
	s.keep(len(s.buf), s.buf)
}

// keep makes buf the first n bytes of the stream's own memory, and these are its
// first bytes.
func (s *Stream) keep(n int, first []byte) {
	if s.store == nil {
		s.store = s.shared.take()
	}
	s.store = slices.Grow(s.store[:0], n)[:n]
	copy(s.store, first) // mostly onto itself
	s.buf = s.store
}

// Record gives out the next whole record; ok is false where more bytes are
// needed. The error, a [*wire.Error], says why the bytes at the front are no
// record: from there on the stream gives out none.
func (s *Stream) Record(at time.Duration) (r Record, ok bool, err error) {
	if s.broken != nil {
		return r, false, s.broken
	}
	if s.v2 || s.records == 0 && beginsV2(s.buf) {
		r, ok = s.recordV2(at)
		return r, ok, nil
	}
	if s.records == 0 && mayBeginV2(s.buf) {
		return r, false, nil
	}
	n, bad := recordLength(s.buf)
	if bad != nil {
		s.broken = bad
		return r, false, bad
	}
	if n == 0 || n > len(s.buf) {
		return r, false, nil
	}
	r = newRecord(s.buf[:n:n], s.records)
	s.given(&r, n, at)
	return r, true, nil
}

// recordV2 is Record where the next one is of SSL 2.0: any bytes are one.
func (s *Stream) recordV2(at time.Duration) (r Record, ok bool) {
	header, n := recordLengthV2(s.buf)
	if n == 0 || n > len(s.buf) {
		return r, false
	}
	r = newRecordV2(s.buf[:n:n], header, s.records)
	s.given(&r, n, at)
	return r, true
}

func (s *Stream) given(r *Record, n int, at time.Duration) {
	r.At = at
	s.buf = s.buf[n:]
	s.records++
}

// cut gives out a record whose header is whole and whose body is not, when the
// next bytes do not come; the error says what it lacks, and is nil where there
// is no such record.
func (s *Stream) cut(at time.Duration) (r Record, err *wire.Error) {
	if s.broken != nil || s.seek {
		return r, nil
	}
	need := 0
	if s.v2 || s.records == 0 && beginsV2(s.buf) {
		header, n := recordLengthV2(s.buf)
		if n == 0 {
			return r, nil
		}
		r, need = newRecordV2(s.buf, header, s.records), n-header
	} else {
		n, bad := recordLength(s.buf)
		if n == 0 || bad != nil {
			return r, nil
		}
		r, need = newRecord(s.buf, s.records), n-RecordHeaderLength
	}
	s.given(&r, len(s.buf), at)
	return r, &wire.Error{Field: fRecordBody.Name, Offset: r.header, Need: need, Have: len(r.Body()), Alert: registry.AlertDecodeError}
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
