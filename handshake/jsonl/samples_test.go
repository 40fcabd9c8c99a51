package jsonl_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	. "github.com/tlsteach/tlsteach/handshake/jsonl"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// The connection of the tests.
var between = &Connection{Number: 7, Client: "10.0.0.1:50312", Server: "[2001:db8::2]:443",
	Start: time.Date(2026, 11, 23, 9, 0, 0, 123456789, time.UTC)}

// messages are the real messages of handshake/testdata.
func messages(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../testdata/messages/*.hex")
	if err != nil || len(files) == 0 {
		t.Fatalf("no messages in testdata: %v", err)
	}
	out := map[string][]byte{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var digits strings.Builder
		for line := range strings.Lines(string(text)) {
			line, _, _ = strings.Cut(line, "#")
			digits.WriteString(strings.Join(strings.Fields(line), ""))
		}
		b, err := hex.DecodeString(digits.String())
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".hex")] = b
	}
	return out
}

// items decodes messages that one side sent, a record each.
func items(from capture.Side, messages ...[]byte) []*handshake.Item {
	var out []*handshake.Item
	c := handshake.NewConversation(func(it *handshake.Item) { out = append(out, it) })
	for i, m := range messages {
		for rest := m; ; {
			part := rest[:min(len(rest), 1<<14)]
			rest = rest[len(part):]
			c.Feed(from, record(m, part), time.Duration(i)*time.Millisecond)
			if len(rest) == 0 {
				break
			}
		}
	}
	c.End(time.Second)
	return out
}

// record puts a part of a message into a record of its type.
func record(message, part []byte) []byte {
	kind := registry.ContentHandshake
	switch {
	case len(message) == 1:
		kind = registry.ContentChangeCipherSpec
	case len(message) == 2:
		kind = registry.ContentAlert
	}
	return append([]byte{byte(kind), 3, 3, byte(len(part) >> 8), byte(len(part))}, part...)
}

// all decodes every sample as the message of the side that sends it.
func all(t testing.TB) []*handshake.Item {
	t.Helper()
	var out []*handshake.Item
	for name, m := range messages(t) {
		from := capture.Server
		if strings.HasPrefix(name, "client_") {
			from = capture.Client
		}
		out = append(out, items(from, m)...)
	}
	return out
}
