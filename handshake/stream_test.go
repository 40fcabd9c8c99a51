package handshake_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Streams that real connections seldom or never show.
func TestStreams(t *testing.T) {
	hello := message(t, "client_hello_openssl").bytes
	done := message(t, "server_hello_done_go").bytes
	alert := []byte{2, 40}
	plain := func(b ...byte) []byte { return recordOf(registry.ContentHandshake, b) }
	short := bytes.Clone(plain(hello...)[:100])
	for _, tt := range []struct {
		name  string
		parts [][]byte
		want  string
		err   string // of the first item that has one
	}{
		{"nothing", nil, "", ""},
		{"a message in one record", [][]byte{plain(hello...)}, "c:ClientHello", ""},
		{"a message over three records", [][]byte{plain(hello[:3]...), plain(hello[3:100]...), plain(hello[100:]...)}, "c:ClientHello", ""},
		{"messages in one record", [][]byte{plain(append(bytes.Clone(done), hello...)...)}, "c:ServerHelloDone c:ClientHello", ""},
		{"a message and the beginning of the next", [][]byte{plain(append(bytes.Clone(done), hello[:9]...)...), plain(hello[9:]...)}, "c:ServerHelloDone c:ClientHello", ""},
		{"an empty record between", [][]byte{plain(hello[:50]...), plain(), plain(hello[50:]...)}, "c:ClientHello", ""},
		{"an alert between the parts of a message", [][]byte{plain(hello[:50]...), recordOf(registry.ContentAlert, alert), plain(done...)},
			"c:ClientHello! c:Alert c:ServerHelloDone", "legacy_session_id at offset 39 needs 32 bytes and has 11"},
		{"a protected record between the parts of a message", [][]byte{plain(hello[:50]...), recordOf(registry.ContentApplicationData, make([]byte, 30)), plain(done...)},
			"c:ClientHello! c:(application_data) c:ServerHelloDone", "legacy_session_id at offset 39 needs 32 bytes and has 11"},
		{"a message whose end never comes", [][]byte{plain(hello[:50]...)}, "c:ClientHello!", "legacy_session_id at offset 39 needs 32 bytes and has 11"},
		{"a record whose end never comes", [][]byte{short}, "c:damage! c:ClientHello!", "fragment at offset 5 needs 312 bytes and has 95"},
		{"a cut header", [][]byte{plain(done...), {22, 3}}, "c:ServerHelloDone c:damage!", "legacy_record_version at offset 1 needs 2 bytes and has 1"},
		{"garbage before", [][]byte{[]byte("GET / HTTP/1.1\r\n\r\n"), plain(hello...)}, "c:damage!", "type at offset 0: unknown (0x47) is no content type of TLS (335 left)"},
		{"garbage after", [][]byte{plain(hello...), {0, 1, 2}}, "c:ClientHello c:damage!", "type at offset 0: unknown (0x00) is no content type of TLS (3 left)"},
		{"a version that is none", [][]byte{{22, 4, 0, 0, 1, 2}}, "c:damage!", "legacy_record_version at offset 1: a record's version begins with 03 (5 left)"},
		{"record overflow", [][]byte{{23, 3, 3, 0xff, 0xff, 0, 0}}, "c:damage!", "length at offset 3: a record has at most 18432 bytes (4 left)"},
		{"an alert of three bytes", [][]byte{recordOf(registry.ContentAlert, []byte{1, 0, 9})}, "c:Alert!", "unread at offset 2: bytes follow the end of the message (1 left)"},
		{"an empty alert", [][]byte{recordOf(registry.ContentAlert, nil)}, "c:Alert!", "level at offset 0 needs 1 bytes and has 0"},
		{"a heartbeat that claims what it has not", [][]byte{recordOf(registry.ContentHeartbeat, []byte{1, 0x40, 0})}, "c:Heartbeat!", "payload at offset 3: payload_length claims 16384 bytes, more than the message has: this is Heartbleed (CVE-2014-0160), or a cut (0 left)"},
		{"an unknown message", [][]byte{plain(99, 0, 0, 1, 7)}, "c:" + registry.HandshakeType(99).Message(), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stream, feed := one(tt.parts...)
			items, _ := decodeFed(t, feed)
			account(t, items, capture.Client, stream)
			if got := story(items); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			var err string
			for _, it := range items {
				if it.Err != nil {
					err = it.Err.Error()
					break
				}
			}
			if err != tt.err {
				t.Errorf("error %q, want %q", err, tt.err)
			}
		})
	}
}

func TestPiecesNameTheRecordsOfAMessage(t *testing.T) {
	hello := message(t, "client_hello_openssl").bytes
	_, feed := one(recordOf(registry.ContentHandshake, hello[:100]), recordOf(registry.ContentHandshake, hello[100:]))
	items, _ := decodeFed(t, feed)
	it := items[len(items)-1]
	if it.Record != 1 || len(it.Pieces) != 2 || it.Pieces[1] != (handshake.Piece{Offset: 100, Length: len(hello) - 100, Record: 1, RecordOffset: 5}) {
		t.Errorf("record %d, pieces %+v", it.Record, it.Pieces)
	}
	if record, offset, ok := it.Place(101); record != 1 || offset != 6 || !ok {
		t.Errorf("byte 101 is in record %d at %d", record, offset)
	}
	if _, _, ok := it.Place(-1); ok {
		t.Error("byte -1 has a place")
	}
}

// TestAClaimOf16MiBIsNotBelieved: the length of a message is an attacker's.
func TestAClaimOf16MiBIsNotBelieved(t *testing.T) {
	body := append([]byte{1, 0xff, 0xff, 0xff}, make([]byte, 12000)...)
	stream, feed := one(recordOf(registry.ContentHandshake, body), recordOf(registry.ContentHandshake, message(t, "server_hello_done_go").bytes))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	items, _ := decodeFed(t, feed)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes of memory for a stream of %d", got, len(stream))
	}
	account(t, items, capture.Client, stream)
	// What is behind it belongs to it, or not: nobody can say.
	if got := story(items); got != "c:ClientHello! c:damage!" || len(items) != 3 {
		t.Errorf("%d items: %s", len(items), got)
	}
}

// TestALongMessageIsPutTogether stays just below the bound.
func TestALongMessageIsPutTogether(t *testing.T) {
	n := handshake.MaxMessage - handshake.HeaderLength
	msg := append([]byte{11, byte(n >> 16), byte(n >> 8), byte(n)}, make([]byte, n)...)
	var parts [][]byte
	for b := msg; len(b) > 0; {
		k := min(len(b), 1<<14)
		parts = append(parts, recordOf(registry.ContentHandshake, b[:k]))
		b = b[k:]
	}
	stream, feed := one(parts...)
	items, _ := decodeFed(t, feed)
	account(t, items, capture.Client, stream)
	if last := items[len(items)-1]; len(last.Bytes) != handshake.MaxMessage {
		t.Errorf("%d bytes", len(last.Bytes))
	}
}

func TestItemsDoNotAliasWhatWasFed(t *testing.T) {
	b := recordOf(registry.ContentHandshake, message(t, "client_hello_openssl").bytes)
	var hello *handshake.Item
	c := handshake.NewConversation(func(it *handshake.Item) { hello = it })
	c.Feed(capture.Client, b, 0)
	clear(b)
	if name, ok := hello.Find("host_name"); !ok || name.Text() != "example.com" {
		t.Errorf("%q", name.Text())
	}
}

func TestFindGoesByPathAndNumber(t *testing.T) {
	_, feed := one(recordOf(registry.ContentHandshake, message(t, "client_hello_openssl").bytes))
	items, _ := decodeFed(t, feed)
	it := items[1]
	for path, want := range map[string]string{
		"host_name":                                     "example.com",
		"server_name/host_name":                         "example.com",
		"extensions/supported_versions/version":         "TLS 1.3",
		"supported_versions/versions/version[1]":        "TLS 1.2",
		"cipher_suites/cipher_suite[2]":                 "TLS_AES_128_GCM_SHA256",
		"key_share/client_shares/key_share_entry/group": "x25519",
	} {
		if f, ok := it.Find(path); !ok || f.Text() != want || it.Trace.Spans[f.Span].Offset != f.Offset {
			t.Errorf("%s: %q, want %q", path, f.Text(), want)
		}
	}
	for _, path := range []string{"", "nothing", "version[9]", "server_name/version", "host_name/host_name"} {
		if f, ok := it.Find(path); ok {
			t.Errorf("%s: found %s", path, f.Name)
		}
	}
}
