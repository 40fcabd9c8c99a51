package packets

import (
	"testing"
	"time"

	"github.com/google/gopacket/layers"
)

// TestHolesOfManyConnectionsKeepNoMemory leaves a page of every connection behind a
// hole, after a thousand that came in their order: what gopacket takes for them must
// not stay for the one, nor the lists.
func TestHolesOfManyConnectionsKeepNoMemory(t *testing.T) {
	var s Summary
	tab := newTable(&strict{t: t}, &s)
	send := func(port uint16, seq uint32, data []byte) {
		f := &finder{src: address{10, 0, 0, 1}, dst: address{10, 0, 0, 2}}
		f.tcp.SrcPort, f.tcp.DstPort, f.tcp.Seq, f.tcp.SYN = layers.TCPPort(1024+port), 443, seq, data == nil
		f.tcp.Payload = data
		tab.segment(f, time.Unix(1, 0))
	}
	for port := range uint16(600) {
		send(port, 0, nil)
		for seq := uint32(900); seq > 1; seq-- {
			send(port, seq, []byte{1})
		}
		send(port, 2000, []byte{1}) // behind a hole
		send(port, 1, []byte{1})
		h := &tab.latest.halves[FromA]
		if len(h.spans) != 1 || cap(h.spans) > maxSpare {
			t.Fatalf("connection %d: %d spans, room for %d", port, len(h.spans), cap(h.spans))
		}
		if used, size := pages(t, tab); used > maxPages-ballastPages || size != 3072 {
			t.Fatalf("connection %d: %d pages of %d are used", port, used, size)
		}
	}
	tab.end()
}

func TestAListGivesBackItsMemory(t *testing.T) {
	long := make([]int, 1000)
	for _, tt := range []struct{ length, most int }{{1000, 1000}, {500, 1000}, {200, 256}, {1, maxSpare}, {0, 0}} {
		if got := spare(long[:tt.length]); len(got) != tt.length || cap(got) > tt.most {
			t.Errorf("of %d: length %d, room for %d", tt.length, len(got), cap(got))
		}
	}
}
