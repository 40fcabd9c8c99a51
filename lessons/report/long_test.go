package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// longHello is a ClientHello of 16,000 empty extensions.
func longHello() call {
	ext := bytes.Repeat([]byte{0x55, 0x55, 0, 0}, 16000)
	body := append([]byte{3, 3}, make([]byte, 32)...)
	body = append(body, 0, 0, 2, 0x13, 1, 1, 0, byte(len(ext)>>8), byte(len(ext)))
	body = append(body, ext...)
	hello := append([]byte{1, 0, byte(len(body) >> 8), byte(len(body))}, body...)
	var stream []byte
	for len(hello) > 0 {
		n := min(len(hello), 1<<14)
		stream = append(append(stream, 22, 3, 1, byte(n>>8), byte(n)), hello[:n]...)
		hello = hello[n:]
	}
	rec := &capture.Recording{}
	rec.Events = append(rec.Events, capture.Event{Kind: capture.Data, From: capture.Client, Data: stream})
	return decoded(rec)
}

func TestALongMessageIsToldInPart(t *testing.T) {
	hello := longHello()
	for name, o := range map[string]report.Options{"folded": {}, "every field": {Fields: true}, "explained": {Explain: true}} {
		got := text(t, o, 1, hello)
		if !strings.Contains(got, "more fields, which no text has room for") || strings.Count(got, "\n") > 25000 {
			t.Errorf("%s: %d lines, and what is left out is not said", name, strings.Count(got, "\n"))
		}
	}
}

// A partWriter remembers the longest of its writes.
type partWriter struct {
	bytes.Buffer
	longest int
}

func (w *partWriter) Write(b []byte) (int, error) {
	w.longest = max(w.longest, len(b))
	return w.Buffer.Write(b)
}

func TestALongLineIsWrittenInParts(t *testing.T) {
	hello := longHello()
	var w partWriter
	l := report.NewLines(&w, report.Choice{Messages: []string{"ClientHello"}}, true, false)
	visit(l, 1, hello)
	if err := l.Close(follow.Summary{}); err != nil {
		t.Fatal(err)
	}
	if w.Len() < 4<<20 || w.longest > 2<<20 {
		t.Errorf("%d bytes, %d at once", w.Len(), w.longest)
	}
	if !json.Valid(w.Bytes()) {
		t.Error("the parts make no JSON")
	}
}
