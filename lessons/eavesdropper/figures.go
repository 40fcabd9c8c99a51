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
	certificate := certificateRecord(s.Act(renamed)).Size() > certificateRecord(s.Act(overTLS)).Size()
	switch {
	case hello && request && certificate:
		return "three"
	case hello && !request && !certificate:
		return "hello"
	}
	return "none"
}

// growth sets the lengths of both connections side by side.
func growth(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Head: transcript.Cells("length in bytes", s.Facts["host"], s.Facts["new_host"])}
	row := func(name string, size func(*anatomy.Act) int) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(name),
			{{Style: transcript.RunValue, Text: fmt.Sprint(size(s.Act(overTLS)))}}, {{Style: transcript.RunValue, Text: fmt.Sprint(size(s.Act(renamed)))}}})
	}
	row("ClientHello", func(a *anatomy.Act) int { return a.Message("ClientHello").Size() })
	row("the server's second protected record", func(a *anatomy.Act) int { return certificateRecord(a).Size() })
	row("the client's second protected record", func(a *anatomy.Act) int { return requestRecord(a).Size() })
	return t
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
			spanOf(b, "Host: "+s.Facts["host"], "the line that names the server", false),
			spanOf(b, s.Facts["user"], "the user's name", false),
			spanOf(b, s.Facts["password"], "the password", true))
	},
	"closed-request": func(s *anatomy.Scene) anatomy.Figure {
		r := requestRecord(s.Act(overTLS))
		if !r.There() {
			return telling.BytesOf("The record that carries the request was not recorded", nil, 0)
		}
		n := r.Size()
		return telling.BytesOf("The same request with TLS: the client's second protected record, without its header", r.Bytes, n,
			transcript.ByteSpan{Offset: 0, Length: n - tagLength, Label: "the request and one byte of content type, encrypted"},
			transcript.ByteSpan{Offset: n - tagLength, Length: tagLength, Label: "the tag, by which the server notices any change"})
	},
	"clear-answer": func(s *anatomy.Scene) anatomy.Figure {
		b := s.Act(inClear).Session.Recording.Bytes(capture.Server)
		return telling.BytesOf("What the server sent back, without TLS", b, len(b), spanOf(b, s.Facts["cookie"], "the session cookie", true))
	},
	"request-header": func(s *anatomy.Scene) anatomy.Figure {
		a := s.Act(overTLS)
		h := a.RecordOf(requestRecord(a))
		if !h.There() {
			return telling.BytesOf("The record that carries the request was not recorded", nil, 0)
		}
		return telling.Message(h)
	},
	"growth": growth,
	"size": func(s *anatomy.Scene) anatomy.Figure {
		r := requestRecord(s.Act(overTLS))
		return &transcript.Derivation{Title: "How long is the request? What an observer computes", Ref: "RFC 8446 §5.2", Steps: []transcript.Step{
			{Label: "record", Value: fmt.Sprint(r.Size()), Note: "its length stands in the clear in the record's header"},
			{Label: "tag", Value: fmt.Sprint(tagLength), Note: "16 bytes with every cipher that this client offers (RFC 5116 §5.1, RFC 8439 §2.8)"},
			{Label: "content type", Value: fmt.Sprint(typeLength), Note: "one byte, encrypted with the data"},
			{Label: "request", Expr: fmt.Sprintf("%d − %d − %d", r.Size(), tagLength, typeLength), Value: fmt.Sprint(plaintextLength(r))},
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
