package handshake_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// BenchmarkConversation reads whole connections, every byte named.
func BenchmarkConversation(b *testing.B) {
	for _, r := range goRuns {
		switch r.name {
		case "tls12 rsa certificate", "tls12 rsa key transport", "tls13":
		default:
			continue
		}
		rec := r.record()
		b.Run(r.name, func(b *testing.B) {
			b.SetBytes(int64(len(rec.Bytes(capture.Client)) + len(rec.Bytes(capture.Server))))
			b.ReportAllocs()
			memory := handshake.NewMemory()
			for b.Loop() {
				c := handshake.NewConversation(func(*handshake.Item) {})
				c.Reuse(memory)
				for _, e := range rec.Events {
					if e.Kind == capture.Data {
						c.Feed(e.From, e.Data, e.At)
					}
				}
				c.End(0)
			}
		})
	}
}
