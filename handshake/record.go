package handshake

import (
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// RecordHeaderLength is the length of a record's header, in bytes.
const RecordHeaderLength = 5

// MaxRecord is the longest body that a record may have, in bytes: 2^14 of
// plaintext and 2048 of expansion (RFC 5246 §6.2.3; RFC 8446 §5.2 allows 256).
const MaxRecord = 1<<14 + 2048

var (
	fRecordType = wire.Field{Name: "type", Ref: "RFC 8446 §5.1", Filter: "tls.record.content_type",
		Text: wire.Named[registry.ContentType], Mean: "What the record carries. An encrypted record of TLS 1.3 always says 23, whatever is inside."}
	fOpaqueType = wire.Field{Name: "type", Ref: "RFC 8446 §5.2", Filter: "tls.record.opaque_type",
		Text: wire.Named[registry.ContentType], Mean: "Always 23 in an encrypted record of TLS 1.3: the true type is inside, encrypted too."}
	fRecordVersion = wire.Field{Name: "legacy_record_version", Ref: "RFC 8446 §5.1", Filter: "tls.record.version",
		Text: wire.Named[registry.Version], Mean: "Up to TLS 1.2 the version of the connection, once it is chosen. TLS 1.3 ignores it: around the first ClientHello it may say 0301, everywhere else it says 0303."}
	fRecordLength = wire.Field{Name: "length", Ref: "RFC 8446 §5.1", Filter: "tls.record.length",
		Text: wire.Number, Mean: "How many bytes of body follow, 16,384 at most before encryption."}
	fRecordBody = wire.Field{Name: "fragment", Ref: "RFC 8446 §5.1", Text: wire.Count,
		Mean: "The body: messages, a part of one, or ciphertext."}
)

// A Record is the unit in which TLS sends: RFC 8446 §5.1.
type Record struct {
	Type    registry.ContentType
	Version registry.Version // legacy_record_version
	Index   int              // counted from 0 in each direction
	Bytes   []byte           // header and body
	At      time.Duration    // when its last byte crossed, since the connection began
	V2      bool             // a record of SSL 2.0: its header is two or three bytes, and it has no type
	header  int              // bytes of header
}

// Header is the first five bytes; of a record of SSL 2.0, two or three.
func (r *Record) Header() []byte { return r.Bytes[:r.header:r.header] }

// Body is what follows the header.
func (r *Record) Body() []byte { return r.Bytes[r.header:] }

// recordLength reads a header and returns how many bytes the record takes with
// it; 0 where the header is not whole yet. The error says why it is no header.
func recordLength(b []byte) (int, *wire.Error) {
	if len(b) > 0 && !isContentType(b[0]) {
		return 0, &wire.Error{Field: fRecordType.Name, Offset: 0, Have: len(b), Alert: registry.AlertUnexpectedMessage,
			Reason: registry.ContentType(b[0]).String() + " is no content type of TLS"}
	}
	if len(b) > 1 && b[1] != 3 {
		return 0, &wire.Error{Field: fRecordVersion.Name, Offset: 1, Have: len(b) - 1, Alert: registry.AlertProtocolVersion,
			Reason: "a record's version begins with 03"}
	}
	if len(b) < RecordHeaderLength {
		return 0, nil
	}
	n := int(b[3])<<8 | int(b[4])
	if n > MaxRecord {
		return 0, &wire.Error{Field: fRecordLength.Name, Offset: 3, Need: n, Have: len(b) - RecordHeaderLength, Alert: registry.AlertRecordOverflow,
			Reason: "a record has at most 18432 bytes"}
	}
	return RecordHeaderLength + n, nil
}

// isContentType leaves out the content types that only DTLS has.
func isContentType(b byte) bool {
	t := registry.ContentType(b)
	return t >= registry.ContentChangeCipherSpec && t <= registry.ContentHeartbeat
}

// dissectHeader names the five bytes of a record's header, which begin with
// fRecordType or fOpaqueType.
func dissectHeader(header []byte, kind *wire.Field, t *wire.Trace) error {
	c := wire.Read(header, t)
	readRecordHeader(&c, kind)
	return c.Done()
}

// dissectDamaged names the fields of a header before the one that is wrong, and
// leaves the rest as one opaque leaf. Where why is nil the header was cut.
func dissectDamaged(b []byte, why *wire.Error, t *wire.Trace) *wire.Error {
	c := wire.Read(b, t)
	if why == nil { // only cut
		readRecordHeader(&c, &fRecordType)
		_ = c.Done()
		return c.Err()
	}
	if why.Offset > 0 {
		c.Uint8(&fRecordType)
	}
	if why.Offset > 1 {
		c.Uint16(&fRecordVersion)
	}
	c.Stop(why)
	_ = c.Done()
	return c.Err()
}

func readRecordHeader(c *wire.Cursor, kind *wire.Field) {
	c.Uint8(kind)
	c.Uint16(&fRecordVersion)
	c.Uint16(&fRecordLength)
}
