package jsonl_test

import (
	"testing"

	. "github.com/tlsteach/tlsteach/handshake/jsonl"
)

func BenchmarkAppendItem(b *testing.B) {
	for _, o := range []struct {
		name string
		Options
	}{{"brief", Options{}}, {"explain", Options{Explain: true}}} {
		b.Run(o.name, func(b *testing.B) {
			items := all(b)
			var line []byte
			size := 0
			for _, it := range items {
				size += len(AppendItem(nil, between, it, o.Options))
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, it := range items {
					line = AppendItem(line[:0], between, it, o.Options)
				}
			}
		})
	}
}
