package peertest

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// A reading is what we make of a capture, to be held against a dissection.
type reading struct {
	t       testing.TB
	records map[direction][]*readRecord
	before  map[direction]int // connections between two ends

	handshake int // bytes of handshake messages that are open
	opaque    map[string]int
}

// A readRecord is a record with its fields, by their places: in the record, and in
// each of the handshake messages that it completes.
type readRecord struct {
	fields   map[place][]byte
	messages []map[place][]byte
	end      int // what its items cover
}

// read follows the TLS connections of a capture, with keys or without.
func read(t testing.TB, file string, keys *handshake.Keys) *reading {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r := &reading{t: t, records: map[direction][]*readRecord{}, before: map[direction]int{}, opaque: map[string]int{}}
	if _, err := follow.Read(context.Background(), in, r, follow.Options{Keys: keys}); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return r
}

// Begin implements follow.Visitor.
func (r *reading) Begin(c *follow.Connection) {
	up := direction{from: c.Client.String(), to: c.Server.String()}
	nth := r.before[up]
	r.before[up]++
	c.Data = [3]direction{
		capture.Client: {from: up.from, to: up.to, nth: nth},
		capture.Server: {from: up.to, to: up.from, nth: nth},
	}
}

// End implements follow.Visitor.
func (r *reading) End(*follow.Connection) {}

// Item implements follow.Visitor.
func (r *reading) Item(c *follow.Connection, it *handshake.Item) {
	if at, ok := it.Trace.Gap(len(it.Bytes)); !ok {
		r.t.Errorf("%s: the leaves of %s %s do not tile: byte %d of %d", c.Client, it.Kind, it.Name, at, len(it.Bytes))
	}
	copied := *it // its memory is the reader's
	copied.Bytes = slices.Clone(it.Bytes)
	it = &copied
	way := c.Data.([3]direction)[it.From]
	for len(r.records[way]) <= it.Record {
		r.records[way] = append(r.records[way], &readRecord{fields: map[place][]byte{}})
	}
	rec := r.records[way][it.Record]
	var message map[place][]byte
	if it.Kind == handshake.KindHandshake && (!it.Protected || it.Decrypted) {
		message = map[place][]byte{{"tls.handshake", 0, len(it.Bytes)}: it.Bytes}
		rec.messages = append(rec.messages, message)
		r.count(it)
	}
	if container := containers[it.Kind]; container != "" {
		for _, p := range it.Pieces { // of a message that spans records, the part in each
			r.records[way][p.Record].fields[place{container, p.RecordOffset, p.Length}] = it.Bytes[p.Offset : p.Offset+p.Length]
		}
	}
	for _, s := range it.Trace.Spans {
		if s.Field.Filter == "" || s.Length == 0 {
			continue
		}
		rec.add(s.Field.Filter, it, s.Offset, s.Length)
		if message != nil {
			message[place{s.Field.Filter, s.Offset, s.Length}] = it.Bytes[s.Offset : s.Offset+s.Length]
		}
	}
	r.grow(way, it)
}

// containers are the fields that hold what is an item here.
var containers = map[handshake.Kind]string{
	handshake.KindHandshake: "tls.handshake",
	handshake.KindAlert:     "tls.alert_message",
	handshake.KindHeartbeat: "tls.heartbeat_message",
}

func (r *readRecord) add(filter string, it *handshake.Item, offset, length int) {
	first, at, ok := it.Place(offset)
	last, _, whole := it.Place(offset + length - 1)
	if ok && whole && first == it.Record && last == it.Record {
		r.fields[place{filter, at, length}] = it.Bytes[offset : offset+length]
	}
}

// grow notes how far the items of a record reach: together they are the record.
func (r *reading) grow(way direction, it *handshake.Item) {
	for _, p := range it.Pieces {
		if p.Record >= len(r.records[way]) {
			continue
		}
		rec := r.records[way][p.Record]
		delete(rec.fields, place{"tls.record", 0, rec.end})
		rec.end = max(rec.end, p.RecordOffset+p.Length)
		rec.fields[place{"tls.record", 0, rec.end}] = nil
	}
}

// count counts the bytes of a message, and those that are opaque.
func (r *reading) count(it *handshake.Item) {
	r.handshake += len(it.Bytes)
	for _, s := range it.Trace.Spans {
		if s.Opaque && !s.Group {
			r.opaque[it.Name+" "+s.Field.Name] += s.Length
		}
	}
}
