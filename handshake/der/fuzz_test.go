package der_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake/der"
)

// FuzzCertificate gives any bytes to every entrance: nothing panics, the leaves
// tile, a reading with a trace and one without end alike, and every text renders.
func FuzzCertificate(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.der)
	}
	f.Add(extended(tlv(0x30, tlv(0xa5, tlv(5)), []byte{0xbf, 0x83, 0x77, 2, 5, 0})))
	f.Add(sctList())
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, f := range readers {
			r, _ := read(t, b, f.read)
			if longest := r.render(); longest > 1000+20*len(b) {
				t.Fatalf("a text of %d characters for %d bytes", longest, len(b))
			}
		}
		if len(b) > 1 {
			_, _ = read(t, b[:len(b)-1], cut(b, len(b)))
		}
		// What is damaged inside a certificate is reached only through whole ones.
		_, _ = read(t, extended(b), der.Certificate)
	})
}
