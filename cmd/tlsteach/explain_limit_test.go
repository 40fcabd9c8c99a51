package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/pasted"
)

// TestAPasteOfManyMessagesIsExplainedInPart counts the lines, that of the connection
// among them, of more messages than are explained: of messages without records, of
// records, and of records that are full of messages.
func TestAPasteOfManyMessagesIsExplainedInPart(t *testing.T) {
	full := append([]byte{22, 3, 3, 0x40, 0}, make([]byte, 1<<14)...)
	for name, paste := range map[string][]byte{
		"messages": make([]byte, 1<<20),
		"records":  []byte(strings.Repeat("\x15\x03\x03\x00\x02\x01\x00", 100_000)),
		"both":     bytes.Repeat(full, 64),
	} {
		var out, said bytes.Buffer
		code := run([]string{"explain", "--format", "jsonl"}, bytes.NewReader(paste), &out, &said)
		if lines := bytes.Count(out.Bytes(), []byte("\n")); code != 1 || lines < pasted.MaxItems || lines > pasted.MaxItems+1 || !strings.Contains(said.String(), "only the first 50000") {
			t.Errorf("%s: exit %d, %d lines: %s", name, code, lines, said.String())
		}
	}
	if code := run([]string{"explain", "--format", "jsonl"}, bytes.NewReader(make([]byte, 4*1000)), io.Discard, io.Discard); code != 0 {
		t.Errorf("a thousand messages: exit %d", code)
	}
}
