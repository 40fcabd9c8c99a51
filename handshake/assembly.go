package handshake

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// MaxMessage is the longest handshake message that is put together, in bytes.
// Its length field could claim 16 MiB; real peers stop far below.
const MaxMessage = 1 << 18

// An assembly puts handshake messages together from the bodies of records.
type assembly struct {
	msg    []byte // a message that has begun in an earlier record
	pieces []Piece
	one    [1]Piece // for a message within one record
}

// Handshake reads on in the body of a handshake record: body is what is left of
// it. It returns a message that is complete now, with the places of its bytes,
// or nil, and what is left then. A message that claims more than MaxMessage is
// given out with what its first record holds of it, and ends the stream: nobody
// can say where its rest ends and the next message begins.
func (s *Stream) Handshake(r *Record, body []byte) (message []byte, pieces []Piece, rest []byte) {
	at := len(r.Bytes) - len(body)
	if n := claimedLength(body); len(s.msg) == 0 && n > 0 && n <= len(body) && n <= MaxMessage {
		s.one[0] = Piece{Length: n, Record: r.Index, RecordOffset: at}
		if s.shared == nil { // the message will be kept
			return body[:n:n], []Piece{s.one[0]}, body[n:]
		}
		return body[:n:n], s.one[:], body[n:]
	}
	n := min(s.want(), len(body))
	if claimedLength(s.msg) > MaxMessage {
		n = len(body)
	}
	s.take(body[:n], Piece{Offset: len(s.msg), Length: n, Record: r.Index, RecordOffset: at})
	rest = body[n:]
	if claimed := claimedLength(s.msg); claimed > MaxMessage && len(rest) == 0 {
		s.broken = &wire.Error{Field: fRecordBody.Name, Have: claimed, Alert: registry.AlertDecodeError,
			Reason: "it is behind a message that claims " + strconv.Itoa(claimed) + " bytes, more than is put together"}
		message, pieces = s.Partial()
	} else if s.want() <= 0 {
		message, pieces = s.Partial()
	}
	return message, pieces, rest
}

// take adds bytes to the message. A header and the body behind it are one piece.
func (s *assembly) take(b []byte, p Piece) {
	s.msg = append(s.msg, b...)
	if n := len(s.pieces); n > 0 && s.pieces[n-1].Record == p.Record {
		s.pieces[n-1].Length += p.Length
		return
	}
	s.pieces = append(s.pieces, p)
}

// Partial gives out the message that has begun, whole or not, and forgets it.
func (s *assembly) Partial() (message []byte, pieces []Piece) {
	message, pieces = s.msg, s.pieces
	s.msg, s.pieces = nil, nil
	return message, pieces
}

// want is how many bytes the message that has begun still needs: first those of
// its header, then those of its body.
func (s *assembly) want() int { return max(claimedLength(s.msg), HeaderLength) - len(s.msg) }

// claimedLength is how long a message says it is, header included; 0 where its
// header is not whole.
func claimedLength(b []byte) int {
	if len(b) < HeaderLength {
		return 0
	}
	return HeaderLength + int(b[1])<<16 + int(b[2])<<8 + int(b[3])
}
