package eavesdropper

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/url"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
)

// What an observer can work out from a recording, without any key.

// overhead is what TLS 1.3 adds to a record's plaintext without padding: one byte
// of content type and 16 of tag (RFC 8446 §5.2; RFC 5116 §5.1, RFC 8439 §2.8).
const (
	tagLength  = 16
	typeLength = 1
	overhead   = tagLength + typeLength
	requestAt  = 1 // among the client's protected records: behind its Finished
)

// requestRecord is the protected record that carries the request. Who knows
// TLS 1.3 knows which it is: the client's second, behind its Finished.
func requestRecord(a *anatomy.Act) anatomy.Message {
	records := a.Protected(capture.Client)
	if len(records) <= requestAt {
		return anatomy.Message{}
	}
	return records[requestAt]
}

// certificateRecord is the server's second protected record. In TLS 1.3 a server
// that sends each message in a record of its own puts its certificate there,
// behind EncryptedExtensions (RFC 8446 §4.3, §4.4).
func certificateRecord(a *anatomy.Act) anatomy.Message {
	records := a.Protected(capture.Server)
	if len(records) < 2 {
		return anatomy.Message{}
	}
	return records[1]
}

// alertLength is the length of an alert; close_notify, the goodbye, is one
// (RFC 8446 §6).
const alertLength = 2

// lastLength is the length of the last record that a side sent, if it is closed.
func lastLength(a *anatomy.Act, from capture.Side) int {
	records := a.Protected(from)
	if len(records) == 0 {
		return -1
	}
	return records[len(records)-1].Size()
}

// plaintextLength is what an observer computes from a record's length; -1 where
// there is no record.
func plaintextLength(r anatomy.Message) int {
	if !r.There() || r.Kind != handshake.KindApplicationData {
		return -1
	}
	return r.Size() - overhead
}

// timesInOrder says whether the turns of a recording have times, each later than
// the one before it, and how many turns there are.
func timesInOrder(rec *capture.Recording) (inOrder bool, turns int) {
	inOrder = true
	var last *telling.Turn
	for _, t := range telling.Turns(rec) {
		if last != nil && t.At <= last.At {
			inOrder = false
		}
		turns++
		last = &t
	}
	return inOrder, turns
}

// contains looks for a text as it is, percent-encoded, in hexadecimal digits, and
// in both kinds of base64 at each of the three places where it may begin in a
// group.
func contains(b []byte, s string) bool {
	if s == "" {
		return false
	}
	if bytes.Contains(b, []byte(s)) || bytes.Contains(b, []byte(url.QueryEscape(s))) || bytes.Contains(bytes.ToLower(b), []byte(hex.EncodeToString([]byte(s)))) {
		return true
	}
	for shift := range 3 {
		padded := append(make([]byte, shift), s...)
		enc, urlEnc := base64.RawStdEncoding.EncodeToString(padded), base64.RawURLEncoding.EncodeToString(padded)
		// Letters at either end also depend on what stands beside the text.
		first, last := []int{0, 2, 3}[shift], len(enc)
		if len(padded)%3 != 0 {
			last--
		}
		if last-first >= 4 && (bytes.Contains(b, []byte(enc[first:last])) || bytes.Contains(b, []byte(urlEnc[first:last]))) {
			return true
		}
	}
	return false
}
