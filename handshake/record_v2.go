package handshake

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Records of SSL 2.0: a length of 15 bits behind a set bit, or, where the record
// is padded to the block of a cipher, a length of 14 bits and the number of
// padding bytes (the SSL Protocol of February 1995, §1.1; RFC 6101 appendix E).

var (
	fV2Length = wire.Field{Name: "length", Ref: "RFC 6101 §E.1", Filter: "tls.record.length", Text: v2Length,
		Mean: "How many bytes of body follow, in 15 bits. The first bit is set: the header has two bytes."}
	fV2PaddedLength = wire.Field{Name: "length", Ref: "RFC 6101 §E.1", Filter: "tls.record.length", Text: v2PaddedLength,
		Mean: "How many bytes of body follow, padding included, in 14 bits. The first bit is clear: the header has three bytes."}
	fV2Padding = wire.Field{Name: "padding", Ref: "RFC 6101 §E.1", Filter: "tls.record.padding_length", Text: wire.Number,
		Mean: "How many bytes at the end of the body only fill up the cipher's last block."}
)

func v2Length(b []byte) string       { return strconv.FormatUint(wire.Uint(b)&0x7fff, 10) }
func v2PaddedLength(b []byte) string { return strconv.FormatUint(wire.Uint(b)&0x3fff, 10) }

const (
	v2ClientHello = 1 // the first byte of the message
	v2ServerHello = 4
	v2Error       = 0
)

// beginsV2 says whether a stream begins with a hello of SSL 2.0's shape, or with the
// error that answers one. A client
// that also knows SSL 3.0 or TLS once sent it to servers of both kinds (RFC 5246
// appendix E.2). It is false where too few bytes are there to tell.
func beginsV2(b []byte) bool {
	if len(b) < 5 || b[0]&0x80 == 0 {
		return false
	}
	n := int(b[0]&0x7f)<<8 | int(b[1])
	switch b[2] {
	case v2ClientHello: // 00 02 or 03 0x: the version; three lengths follow
		return n >= 9 && (b[3] == 0 && b[4] == 2 || b[3] == 3 && b[4] <= 4)
	case v2ServerHello: // session_id_hit, certificate_type
		return n >= 11 && b[3] <= 1 && b[4] <= 1
	case v2Error: // nothing but a code of two bytes
		return n == 3 && b[3] == 0 && b[4] != 0
	}
	return false
}

// mayBeginV2 says whether more bytes could make the beginning of a stream one of
// SSL 2.0's.
func mayBeginV2(b []byte) bool {
	return len(b) > 0 && len(b) < 5 && b[0]&0x80 != 0 && (len(b) < 3 || b[2] == v2ClientHello || b[2] == v2ServerHello || b[2] == v2Error && b[0] == 0x80 && b[1] == 3)
}

// recordLengthV2 reads the header of a record of SSL 2.0: how many bytes it has,
// and how many the record has with it; 0 where the header is not whole yet.
func recordLengthV2(b []byte) (header, whole int) {
	if len(b) < 3 {
		return 0, 0
	}
	if b[0]&0x80 != 0 {
		return 2, 2 + (int(b[0]&0x7f)<<8 | int(b[1]))
	}
	return 3, 3 + (int(b[0]&0x3f)<<8 | int(b[1]))
}

func newRecordV2(b []byte, header, index int) Record {
	return Record{Type: registry.ContentHandshake, Version: registry.VersionSSL20, Index: index, Bytes: b, V2: true, header: header}
}

// dissectHeaderV2 names the bytes of a whole header.
func dissectHeaderV2(header []byte, t *wire.Trace) {
	c := wire.Read(header, t)
	if len(header) == 3 {
		c.Uint16(&fV2PaddedLength)
		c.Uint8(&fV2Padding)
	} else {
		c.Uint16(&fV2Length)
	}
	_ = c.Done() // two or three bytes are there: it cannot fail
}
