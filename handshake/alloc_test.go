package handshake_test

import (
	"testing"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

func TestDecodingDoesNotAllocate(t *testing.T) {
	for _, s := range samples(t) {
		m := s.fresh()
		n := testing.AllocsPerRun(20, func() { _ = m.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback) })
		if n != 0 {
			t.Errorf("%s: DecodeFromBytes allocates %v times", s.name, n)
		}
		var trace wire.Trace
		n = testing.AllocsPerRun(20, func() { _ = m.Dissect(s.bytes, &trace) })
		if n != 0 {
			t.Errorf("%s: Dissect allocates %v times", s.name, n)
		}
	}
}

func BenchmarkClientHello(b *testing.B) {
	s := message(b, "client_hello_openssl") // 312 bytes
	b.Run("decode", func(b *testing.B) {
		var h handshake.ClientHello
		b.SetBytes(int64(len(s.bytes)))
		b.ReportAllocs()
		for b.Loop() {
			_ = h.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback)
		}
	})
	b.Run("dissect", func(b *testing.B) {
		var h handshake.ClientHello
		var trace wire.Trace
		b.SetBytes(int64(len(s.bytes)))
		b.ReportAllocs()
		for b.Loop() {
			_ = h.Dissect(s.bytes, &trace)
		}
	})
}
