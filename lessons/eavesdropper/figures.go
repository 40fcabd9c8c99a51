package eavesdropper

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"survivors": survivors,
	"grew":      grew,
	"request_length": func(s *anatomy.Scene) string {
		return fmt.Sprint(len(s.Act(inClear).Session.Recording.Bytes(capture.Client)))
	},
	"record_length":   func(s *anatomy.Scene) string { return fmt.Sprint(requestRecord(s.Act(overTLS)).Size()) },
	"password_length": func(s *anatomy.Scene) string { return fmt.Sprint(len(s.Facts["password"])) },
}

// survivors names the strings of the login that can be read in the TLS
// recording: the answer to the lesson's prediction.
func survivors(s *anatomy.Scene) string {
	var found []string
	for _, fact := range []string{"host", "path", "user", "password", "cookie"} {
		if foundIn(s, overTLS, fact).Got == "found" {
			found = append(found, fact)
		}
	}
	if len(found) == 0 {
		return "none"
	}
	return strings.Join(found, " ")
}

// grew says what got longer with the server's name: the answer to the prediction
// of the break.
func grew(s *anatomy.Scene) string {
	hello := s.Message(renamed, "ClientHello").Size() > s.Message(overTLS, "ClientHello").Size()
	request := plaintextLength(requestRecord(s.Act(renamed))) > plaintextLength(requestRecord(s.Act(overTLS)))
	switch {
	case hello && request:
		return "yes"
	case hello:
		return "only-hello"
	}
	return "no"
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"clear-ladder": func(s *anatomy.Scene) anatomy.Figure {
		return telling.ClearLadder(s, inClear, "The login without TLS", func(from capture.Side, data []byte) string {
			line, _, _ := bytes.Cut(data, []byte("\r\n"))
			return string(line)
		})
	},
	"clear-request": func(s *anatomy.Scene) anatomy.Figure {
		b := s.Act(inClear).Session.Recording.Bytes(capture.Client)
		return telling.BytesOf("What the client sent, without TLS", b, len(b),
			spanOf(b, "Host: "+s.Facts["host"], "the server's name", false),
			spanOf(b, "user="+s.Facts["user"], "the user", false),
			spanOf(b, s.Facts["password"], "the password", true))
	},
	"closed-request": func(s *anatomy.Scene) anatomy.Figure {
		r := requestRecord(s.Act(overTLS))
		if !r.There() {
			return telling.BytesOf("The record that carries the request was not recorded", nil, 0)
		}
		n := r.Size()
		return telling.BytesOf("The same request with TLS: the body of record "+fmt.Sprint(r.Record)+" of the client", r.Bytes, n,
			transcript.ByteSpan{Offset: 0, Length: n - tagLength, Label: "the request and one byte of content type, encrypted"},
			transcript.ByteSpan{Offset: n - tagLength, Length: tagLength, Label: "the tag, by which the server notices any change"})
	},
	"size": func(s *anatomy.Scene) anatomy.Figure {
		r := requestRecord(s.Act(overTLS))
		return &transcript.Derivation{Title: "How long is the request? What an observer computes", Ref: "RFC 8446 §5.2", Steps: []transcript.Step{
			{Label: "length of the record's body", Value: fmt.Sprint(r.Size()), Note: "it stands in the clear in the record's header"},
			{Label: "length of the tag", Value: fmt.Sprint(tagLength), Note: "16 bytes with every cipher that this client offers (RFC 5116 §5.1, RFC 8439 §2.8)"},
			{Label: "length of the content type", Value: fmt.Sprint(typeLength), Note: "one byte, encrypted with the data"},
			{Label: "length of the request", Expr: fmt.Sprintf("%d − %d − %d", r.Size(), tagLength, typeLength), Value: fmt.Sprint(plaintextLength(r))},
		}}
	},
}

// spanOf names the place of a text in bytes.
func spanOf(b []byte, text, label string, mark bool) transcript.ByteSpan {
	at := bytes.Index(b, []byte(text))
	if at < 0 {
		return transcript.ByteSpan{Label: label + " (not there)"}
	}
	return transcript.ByteSpan{Offset: at, Length: len(text), Label: label, Mark: mark}
}
