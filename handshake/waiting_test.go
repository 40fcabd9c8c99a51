package handshake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// TestWhatWaitsForItsEndIsBounded begins more records and messages than a Memory
// keeps, on connections that never go on, and then goes on with the last one.
func TestWhatWaitsForItsEndIsBounded(t *testing.T) {
	header := func(kind byte, n int) []byte { return []byte{kind, 3, 3, byte(n >> 8), byte(n)} }
	record := func(kind byte, body []byte) []byte { return append(header(kind, len(body)), body...) }
	message := append([]byte{11, 3, 0, 0}, make([]byte, 16000)...) // claims 3 times 2^16
	for _, tt := range []struct {
		name        string
		begin, rest []byte
		lost        string // of the first connection
	}{
		{"records", append(header(23, 16000), make([]byte, 15000)...), make([]byte, 1000), "application_data"},
		{"messages", record(22, message), nil, "handshake"},
		{"pieces", []byte(strings.Repeat(string(record(22, []byte{0})), 4000)), nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			memory := handshake.NewMemory()
			var talks []*handshake.Conversation
			said := map[int][]string{}
			const n = 3000
			for i := range n {
				c := handshake.NewConversation(func(it *handshake.Item) {
					if _, ok := it.Trace.Gap(len(it.Bytes)); !ok {
						t.Fatalf("%s does not tile", it.Kind)
					}
					s := string(it.Kind)
					if it.Err != nil {
						s += ": " + it.Err.Error()
					}
					said[i] = append(said[i], s)
				})
				c.Reuse(memory)
				talks = append(talks, c)
				begin := tt.begin
				if tt.name == "pieces" {
					begin = append(record(22, []byte{11, 3, 0, 0}), begin...)
				}
				c.Feed(capture.Client, begin, time.Duration(i))
				if kept := memory.Waiting(); kept > handshake.MaxWaiting {
					t.Fatalf("%d connections keep %d bytes", i+1, kept)
				}
			}
			if got := strings.Join(said[0], "\n"); !strings.Contains(got, "too many connections wait") || !talks[0].Lossy {
				t.Errorf("the first one says nothing of it: %s", got)
			}
			if got := fmt.Sprint(said[n-1]); strings.Contains(got, "too many") {
				t.Errorf("the last one was given up: %s", got)
			}
			// The first goes on: behind the record, nothing is lost.
			before := len(said[0])
			talks[0].Feed(capture.Client, append(tt.rest, record(21, []byte{1, 0})...), n)
			if got := strings.Join(said[0][before:], "\n"); !strings.HasSuffix(got, "record\nalert") {
				t.Errorf("it goes on with %s", got)
			}
			for _, c := range talks {
				c.End(n)
			}
			if kept := memory.Waiting(); kept != 0 {
				t.Errorf("%d bytes are kept of connections that ended", kept)
			}
		})
	}
}

// TestALongServerNameIsNotKept gives a name that no DNS has.
func TestALongServerNameIsNotKept(t *testing.T) {
	name := strings.Repeat("a", 10000)
	ext := append([]byte{0, 0, 0x27, 0x15, 0x27, 0x13, 0, 0x27, 0x10}, name...)
	body := append([]byte{3, 3}, make([]byte, 32)...)
	body = append(body, 0, 0, 2, 0x13, 1, 1, 0, byte(len(ext)>>8), byte(len(ext)))
	body = append(body, ext...)
	hello := append([]byte{1, 0, byte(len(body) >> 8), byte(len(body))}, body...)
	c := handshake.NewConversation(func(it *handshake.Item) {
		if it.Err != nil {
			t.Error(it.Err)
		}
	})
	c.Feed(capture.Client, append([]byte{22, 3, 1, byte(len(hello) >> 8), byte(len(hello))}, hello...), 0)
	if got := c.ServerName; got != name[:512] {
		t.Errorf("%d bytes of it are kept", len(got))
	}
}
