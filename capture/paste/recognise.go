package paste

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
)

// A chunk is bytes that stood together.
type chunk struct {
	from  capture.Side
	bytes []byte
	note  string
}

// recogniseChunks says what chunks are: all together or, where they make no sense
// so, each by itself.
func recogniseChunks(chunks []chunk) ([]Part, *Error) {
	sided := false
	var all []byte
	for _, c := range chunks {
		sided = sided || c.from != 0
		all = append(all, c.bytes...)
	}
	if sided {
		var parts []Part
		for _, c := range chunks {
			parts = append(parts, Part{Kind: Records, From: c.from, Bytes: c.bytes, Note: c.note})
		}
		return parts, nil
	}
	if len(chunks) > 1 {
		if _, _, packet := payload(chunks[0].bytes); packet {
			all = all[:0]
			for i, c := range chunks {
				b, note, packet := payload(c.bytes)
				if !packet {
					return nil, &Error{fmt.Sprintf("the first of %d dumps is a packet, and number %d is none", len(chunks), i+1), "give packets only, or TLS bytes only"}
				}
				all = append(all, b...)
				if i == 0 {
					chunks[0].note = note
				}
			}
		}
	}
	parts, err := recognise(all)
	if err != nil {
		return nil, err
	}
	return noted(parts, chunks[0].note), nil
}

// recognise says what bytes are.
func recognise(b []byte) ([]Part, *Error) {
	stream, ok := known(b)
	if ok && stream[0].Note == "" { // without a doubt
		return stream, nil
	}
	if parts, err := readDER(b); parts != nil || err != nil {
		return parts, err
	}
	if inner, note, packet := payload(b); packet {
		if len(inner) == 0 {
			return nil, &Error{"this is a packet without data: it carries no TLS", "paste a packet that carries data"}
		}
		if p, ok := known(inner); ok {
			return noted(p, note), nil
		}
		return nil, &Error{fmt.Sprintf("this is a packet whose %d bytes of data begin with %s: they do not begin a TLS record", len(inner), beginning(inner)),
			"a packet may begin in the middle of a record: paste the one before it, too"}
	}
	if ok {
		return stream, nil
	}
	return nil, &Error{fmt.Sprintf("%s with %s: no TLS record, no handshake message and no certificate begins so", count(len(b)), beginning(b)),
		"a record begins with 14, 15, 16, 17 or 18 and then 03; a message such as ClientHello with 01 and a length of three bytes"}
}

func count(n int) string {
	if n == 1 {
		return "this is one byte that begins"
	}
	return fmt.Sprintf("these %d bytes begin", n)
}

func beginning(b []byte) string { return fmt.Sprintf("% x", b[:min(len(b), 4)]) }

// known recognises what stands in a TLS stream.
func known(b []byte) ([]Part, bool) {
	switch {
	case isRecord(b) || isSSL2(b):
		return []Part{{Kind: Records, Bytes: b}}, true
	case len(b) == 2 && (b[0] == 1 || b[0] == 2) && b[1] > 0:
		return []Part{{Kind: Alert, Bytes: b, Note: "two bytes alone were taken for an alert"}}, true
	case len(b) == 2 && (b[0] == 1 || b[0] == 2):
		return []Part{{Kind: Alert, Bytes: b, Note: "two bytes alone were taken for an alert (close_notify)"}}, true
	case len(b) == 1 && b[0] == 1:
		return []Part{{Kind: ChangeCipherSpec, Bytes: b, Note: "the byte 01 alone was taken for a ChangeCipherSpec"}}, true
	}
	end := messagesEnd(b)
	switch {
	case end == 0:
		return nil, false
	case end < len(b):
		return []Part{{Kind: Handshake, Bytes: b, Note: fmt.Sprintf("behind byte %d stands no further handshake message", end-1)}}, true
	case end > len(b):
		return []Part{{Kind: Handshake, Bytes: b, Note: fmt.Sprintf("the last handshake message is cut: %d of its bytes are missing", end-len(b))}}, true
	}
	return []Part{{Kind: Handshake, Bytes: b}}, true
}

// maxRecord is the longest body of a record (RFC 5246 §6.2.3).
const maxRecord = 1<<14 + 2048

// isRecord says whether bytes begin as a record does (RFC 8446 §5.1): a content
// type, a version and a length that may be. What is there of a short one counts.
func isRecord(b []byte) bool {
	return len(b) >= 3 && b[0] >= 20 && b[0] <= 24 && b[1] == 3 && b[2] <= 4 &&
		(len(b) < 5 || int(b[3])<<8|int(b[4]) <= maxRecord)
}

// isSSL2 says whether bytes begin as a hello of SSL 2.0 does: a two-byte header
// and the version 0002 or, from a client that speaks more, 03xx (RFC 5246 §E.2).
func isSSL2(b []byte) bool {
	if len(b) < 11 || b[0]&0x80 == 0 {
		return false
	}
	version := b[3:5]
	if b[2] == 4 {
		version = b[5:7]
	}
	return (b[2] == 1 || b[2] == 4) && (version[0] == 3 && version[1] <= 4 || version[0] == 0 && version[1] == 2)
}

// messagesEnd follows handshake messages (RFC 8446 §4), and is where the last that
// begins as one ends; 0 where the first does not.
func messagesEnd(b []byte) int {
	at := 0
	for at+4 <= len(b) && isMessageType(b[at]) {
		n := int(b[at+1])<<16 | int(b[at+2])<<8 | int(b[at+3])
		if n > maxMessage || at+4+n > len(b) && !plausible(b[at:], n) {
			break
		}
		at += 4 + n
		if at > len(b) {
			break
		}
	}
	return at
}

// maxMessage is the longest handshake message that is believed of bytes that no
// record vouches for.
const maxMessage = 1 << 17

// plausible says whether a message that is cut looks like one beyond its type:
// hellos go on with a version, lists of certificates with a length that fits.
func plausible(b []byte, n int) bool {
	body := b[4:]
	switch b[0] {
	case 1, 2:
		return len(body) < 2 || body[0] == 3 && body[1] <= 4
	case 11:
		return len(body) < 7 || int(body[0])<<16|int(body[1])<<8|int(body[2]) == n-3 || body[0] == 0 && int(body[1])<<16|int(body[2])<<8|int(body[3]) == n-4
	case 14:
		return false // it has no body
	}
	return 4*len(body) >= n // a quarter of it is there
}

// isMessageType knows the types of the IANA registry "TLS HandshakeType", and the
// two of NPN and Channel ID.
func isMessageType(t byte) bool {
	switch {
	case t <= 6, t >= 8 && t <= 17, t >= 20 && t <= 26, t == 67, t == 203:
		return true
	}
	return false
}
