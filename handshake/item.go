package handshake

import (
	"bytes"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Kind says what an [Item] is: a record, or what a record carried.
type Kind string

const (
	// A record's header; or bytes that are no record; or, without bytes and with an
	// error, word of bytes that did not come.
	KindRecord           Kind = "record"
	KindHandshake        Kind = "handshake"
	KindAlert            Kind = "alert"
	KindChangeCipherSpec Kind = "change_cipher_spec"
	KindApplicationData  Kind = "application_data"
	KindHeartbeat        Kind = "heartbeat"
)

// An Item is one decoded thing of a connection, in the order of the wire: a
// record's header, then what the record carried. A handshake message that spans
// records is one item, behind the record that completes it.
type Item struct {
	Kind      Kind
	From      capture.Side
	Record    int           // the record that completes it, counted from 0 in its direction
	At        time.Duration // when its last byte crossed
	Protected bool          // it crossed the wire encrypted
	Decrypted bool          // and was opened: Bytes are the plaintext; of a record, what it carries was
	Inner     Inner         // of a record that was opened
	Name      string        // for example "ClientHello"; empty for a record and for what is closed
	Bytes     []byte        // all its bytes, header included
	Message   Message       // nil for a record
	Trace     wire.Trace    // its leaves tile Bytes
	Err       *wire.Error   // the first thing wrong with it, or nil
	Missing   string        // for what is closed: the secret that would open it
	Verify    Verification  // of a Finished that was opened
	Lost      int           // of a record without bytes: how many did not come before this place; -1: nobody knows
	Pieces    []Piece       // where its bytes stood, in order
}

// Inner is what a protected record hides besides its content.
type Inner struct {
	Type    registry.ContentType // of what it carries: in TLS 1.3 its last byte that is not 0, before the type of the header
	Padding int                  // bytes: the zeros of TLS 1.3, or those of CBC with their length
}

// A Verification is what became of a Finished: whether its verify_data is the one
// that belongs to the secrets and to the messages before it.
type Verification uint8

// The verifications. Where a secret or a message before it is missing, it was not
// verified.
const (
	Unverified Verification = iota
	Matches
	Differs
)

// verify holds the verify_data of a Finished against what was computed; nil: it
// could not be.
func (it *Item) verify(got, want []byte) {
	switch {
	case want == nil:
	case bytes.Equal(got, want):
		it.Verify = Matches
	default:
		it.Verify = Differs
	}
}

// A Piece is a run of an item's bytes within one record.
type Piece struct {
	Offset       int // in the item
	Length       int
	Record       int // counted from 0 in its direction
	RecordOffset int // from the first byte of the record's header; of plaintext, of the ciphertext that carried it
}

// place says that the item's bytes stand in one record.
func (it *Item) place(p Piece) { it.Pieces = append(it.Pieces, p) }

// Place says in which record a byte of the item crossed, and where in it; ok is
// false where the item has no such byte.
func (it *Item) Place(offset int) (record, recordOffset int, ok bool) {
	for _, p := range it.Pieces {
		if offset >= p.Offset && offset < p.Offset+p.Length {
			return p.Record, p.RecordOffset + offset - p.Offset, true
		}
	}
	return 0, 0, false
}
