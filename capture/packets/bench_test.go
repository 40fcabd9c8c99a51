package packets

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"
)

// discard is a Handler whose streams do nothing.
type discard struct{ ignore }

func (d discard) Open(*Connection) Stream { return d }
func (discard) Secrets(uint32, io.Reader) {}

// handshakes is a capture of n connections of 12 packets, as TLS handshakes
// have them, some of them at a time.
func handshakes(t testing.TB, n int) []byte {
	var frames []frame
	for i := range n {
		d := newDialog(t)
		d.port = uint16(1024 + i%60000)
		d.first = [2]uint32{uint32(i) * 7919, uint32(i) * 104729}
		d.open()
		d.send(FromA, "A", strings.Repeat("c", 300))
		d.send(FromB, "A", "")
		d.send(FromB, "A", strings.Repeat("s", 1400))
		d.send(FromB, "A", strings.Repeat("s", 900))
		d.send(FromA, "A", "")
		d.send(FromA, "A", strings.Repeat("f", 74))
		d.send(FromB, "A", strings.Repeat("t", 200))
		d.close()
		for k := range d.frames {
			d.frames[k].at = began.Add(time.Duration(i*12+k) * 100 * time.Microsecond)
		}
		frames = append(frames, d.frames...)
	}
	const together = 16 // connections whose packets are mixed
	for at := 0; at+together*13 <= len(frames); at += together * 13 {
		mixed := make([]frame, 0, together*13)
		for k := range 13 {
			for c := range together {
				mixed = append(mixed, frames[at+c*13+k])
			}
		}
		copy(frames[at:], mixed)
	}
	return pcapFile(1, frames...)
}

// BenchmarkRead reads 9,000 connections, 117,000 packets.
func BenchmarkRead(b *testing.B) {
	file := handshakes(b, 9000)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		s, err := Read(context.Background(), bytes.NewReader(file), discard{})
		if err != nil || s.Connections != 9000 || s.Missing != 0 {
			b.Fatal(s, err)
		}
	}
}

// A packet costs no allocation: a connection of many takes as many as one of
// few.
func TestNoAllocationAPacket(t *testing.T) {
	count := func(packets int) float64 {
		d := newDialog(t).open()
		for range packets {
			d.send(FromA, "A", "question")
			d.send(FromB, "A", "answer")
		}
		file := pcapFile(1, d.frames...)
		return testing.AllocsPerRun(5, func() {
			if _, err := Read(context.Background(), bytes.NewReader(file), discard{}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(10), count(3000); many > few+5 { // the runtime has some of its own
		t.Errorf("%v allocations for 20 packets, %v for 6000", few, many)
	}
}
