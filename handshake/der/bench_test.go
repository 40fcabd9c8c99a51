package der_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

func BenchmarkCertificate(b *testing.B) {
	for _, s := range samples()[:4] {
		for _, kind := range []struct {
			name  string
			trace *wire.Trace
		}{{"decode", nil}, {"dissect", new(wire.Trace)}} {
			b.Run(s.name+"/"+kind.name, func(b *testing.B) {
				b.SetBytes(int64(len(s.der)))
				b.ReportAllocs()
				for b.Loop() {
					c := wire.Read(s.der, kind.trace)
					der.Certificate(&c)
					if c.Done() != nil {
						b.Fatal(c.Err())
					}
				}
			})
		}
	}
}
