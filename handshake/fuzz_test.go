package handshake_test

import (
	"reflect"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// FuzzMessages gives any bytes to every message type: nothing panics, the leaves
// tile, Dissect agrees with DecodeFromBytes, and a used struct with a fresh one.
func FuzzMessages(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.bytes)
	}
	used := make([]handshake.Message, len(kinds))
	for i, k := range kinds {
		used[i] = k.fresh()
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for i, k := range kinds {
			checkMessage(t, k.prefix, used[i], k.fresh, b)
		}
	})
}

// FuzzClientHello is FuzzMessages for the largest of them.
func FuzzClientHello(f *testing.F) {
	for _, s := range samples(f) {
		if _, ok := s.fresh().(*handshake.ClientHello); ok {
			f.Add(s.bytes)
		}
	}
	used := new(handshake.ClientHello)
	f.Fuzz(func(t *testing.T, b []byte) {
		checkMessage(t, "ClientHello", used, func() handshake.Message { return new(handshake.ClientHello) }, b)
	})
}

func checkMessage(t *testing.T, name string, used handshake.Message, fresh func() handshake.Message, b []byte) {
	t.Helper()
	m, plain := fresh(), fresh()
	err := damaged(t, name, m, b)
	if got := plain.DecodeFromBytes(b, gopacket.NilDecodeFeedback); (got == nil) != (err == nil) {
		t.Fatalf("%s: Dissect says %v, DecodeFromBytes says %v", name, err, got)
	}
	if !reflect.DeepEqual(m, plain) {
		t.Fatalf("%s: Dissect and DecodeFromBytes differ", name)
	}
	var trace wire.Trace
	if _ = used.Dissect(b, &trace); !sameMessage(used, m) {
		t.Fatalf("%s: a used struct differs from a fresh one:\n%+v\n%+v", name, used, m)
	}
	for _, s := range trace.Spans {
		_ = s.Field.Value(b[s.Offset : s.Offset+s.Length])
	}
}

// FuzzConversation gives any bytes to both sides: nothing panics, each byte is
// owned once, and the items do not depend on how the bytes were cut.
func FuzzConversation(f *testing.F) {
	for _, r := range goRuns {
		rec := r.record()
		f.Add(rec.Bytes(capture.Client), rec.Bytes(capture.Server), uint16(7))
	}
	f.Add([]byte{22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff}, []byte{21, 3, 3, 0, 2, 2, 40, 0}, uint16(1))
	f.Fuzz(func(t *testing.T, client, server []byte, size uint16) {
		n := int(size) + 1
		decode := func(n int) []*handshake.Item {
			items, _ := decodeFed(t, func(c *handshake.Conversation) {
				for _, s := range []struct {
					from  capture.Side
					bytes []byte
				}{{capture.Client, client}, {capture.Server, server}} {
					for b := s.bytes; len(b) > 0; b = b[min(n, len(b)):] {
						c.Feed(s.from, b[:min(n, len(b))], 0)
					}
				}
			})
			return items
		}
		items := decode(1 << 30)
		account(t, items, capture.Client, client)
		account(t, items, capture.Server, server)
		if !reflect.DeepEqual(items, decode(n)) {
			t.Fatalf("cuts of %d bytes give other items", n)
		}
		for _, it := range items {
			_, _ = it.Find("extensions/key_share/group[1]")
		}
	})
}

// FuzzRecords gives any bytes to the layer of gopacket.
func FuzzRecords(f *testing.F) {
	f.Add(frame()[peertest.PacketHeaders:])
	f.Fuzz(func(t *testing.T, b []byte) {
		var r handshake.Records
		_ = r.DecodeFromBytes(b, gopacket.NilDecodeFeedback)
		n := len(r.Rest)
		for _, rec := range r.Records {
			n += len(rec.Bytes)
		}
		if n != len(b) {
			t.Fatalf("%d bytes of %d", n, len(b))
		}
		_ = gopacket.NewPacket(b, handshake.LayerTypeRecords, gopacket.NoCopy).Layers()
	})
}
