package handshake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A feeder gives one connection's bytes to a conversation.
type feeder func(c *handshake.Conversation)

// decodeFed returns the items of a conversation, all of which must tile.
func decodeFed(t testing.TB, feed feeder) ([]*handshake.Item, handshake.State) {
	t.Helper()
	var items []*handshake.Item
	c := handshake.NewConversation(func(it *handshake.Item) { items = append(items, it) })
	feed(c)
	c.End(0)
	for i, it := range items {
		tiles(t, fmt.Sprintf("item %d, %s %s", i, it.Kind, it.Name), &it.Trace, it.Bytes)
	}
	return items, c.State
}

// account checks that the items of one side own each byte of the stream once,
// and that Place leads from a byte of an item to the same byte of the stream.
func account(t testing.TB, items []*handshake.Item, from capture.Side, stream []byte) {
	t.Helper()
	starts := map[int]int{} // of each record, in the stream
	at := 0
	for _, it := range items {
		if it.From != from || it.Kind != handshake.KindRecord || it.Pieces[0].RecordOffset > 0 {
			continue
		}
		starts[it.Record] = at
		at += recordSize(it.Bytes)
	}
	owned := make([]int, len(stream))
	for n, it := range items {
		if it.From != from {
			continue
		}
		for i := range it.Bytes {
			record, offset, ok := it.Place(i)
			where := starts[record] + offset
			if !ok || where >= len(stream) || stream[where] != it.Bytes[i] {
				t.Fatalf("item %d, %s %s: byte %d is not where Place says: record %d, offset %d", n, it.Kind, it.Name, i, record, offset)
			}
			owned[where]++
		}
		if _, _, ok := it.Place(len(it.Bytes)); ok {
			t.Fatalf("item %d, %s %s: Place knows a byte behind its end", n, it.Kind, it.Name)
		}
	}
	for i, n := range owned {
		if n != 1 {
			t.Fatalf("byte %d of the %s is owned by %d items", i, from, n)
		}
	}
}

// recordSize is how many bytes a record takes, by its header: two or three bytes in
// SSL 2.0. It is 0 for bytes that are no header.
func recordSize(header []byte) int {
	switch b := header; len(b) {
	case handshake.RecordHeaderLength:
		return len(b) + int(b[3])<<8 + int(b[4])
	case 2:
		return len(b) + int(b[0]&0x7f)<<8 + int(b[1])
	case 3:
		return len(b) + int(b[0]&0x3f)<<8 + int(b[1])
	}
	return 0
}

// story is the items without the record headers, a word each.
func story(items []*handshake.Item) string {
	var out []string
	for _, it := range items {
		word := it.Name
		switch {
		case it.Kind == handshake.KindRecord && it.Err == nil:
			continue
		case it.Kind == handshake.KindRecord:
			word = "damage"
		case word == "":
			word = "(" + string(it.Kind) + ")"
		}
		if it.Err != nil {
			word += "!"
		}
		if n := len(out); n > 0 && out[n-1] == it.From.String()[:1]+":"+word {
			continue // one after another
		}
		out = append(out, it.From.String()[:1]+":"+word)
	}
	return strings.Join(out, " ")
}

// recordOf puts a body into a record.
func recordOf(kind registry.ContentType, body []byte) []byte {
	return append([]byte{byte(kind), 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// one feeds everything from the client at once.
func one(parts ...[]byte) ([]byte, feeder) {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return all, func(c *handshake.Conversation) { c.Feed(capture.Client, all, 0) }
}
