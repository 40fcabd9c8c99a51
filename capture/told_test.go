package capture

import (
	"bytes"
	"io"
	"testing"
)

// TestToldIsTheRecording writes both ways over a pipe, more than is kept: what is
// told is what is recorded, in its order, and then the rest.
func TestToldIsTheRecording(t *testing.T) {
	var told []Event
	var rest [3][]byte
	r := NewRecorder(Options{Limit: 100, Told: func(e Event, kept bool) {
		if kept {
			told = append(told, e)
			return
		}
		rest[e.From] = append(rest[e.From], e.Data...)
	}})
	a, b := Pipe()
	c := r.Conn(a, Client)
	go func() { io.Copy(b, b); b.Close() }()
	var sent []byte
	for i := range 10 {
		word := bytes.Repeat([]byte{byte(i)}, 13)
		sent = append(sent, word...)
		if _, err := c.Write(word); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(c, make([]byte, len(word))); err != nil {
			t.Fatal(err)
		}
	}
	c.Close()
	rec := r.Recording()
	if len(told) != len(rec.Events) {
		t.Fatalf("told of %d events, recorded %d", len(told), len(rec.Events))
	}
	for i, e := range rec.Events {
		if told[i].Kind != e.Kind || told[i].From != e.From || !bytes.Equal(told[i].Data, e.Data) {
			t.Errorf("event %d: told %v, recorded %v", i, told[i], e)
		}
	}
	for _, side := range []Side{Client, Server} {
		if all := append(rec.Bytes(side), rest[side]...); !bytes.Equal(all, sent) {
			t.Errorf("%v: told %x, want %x", side, all, sent)
		}
	}
}
