package record_test

import (
	"bytes"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Whatever a body is: nothing panics, it is not written to, and it opens only where
// nothing is authenticated. A record that comes behind it opens all the same.
func FuzzOpen(f *testing.F) {
	all := distinct(uses())
	for i := range all {
		f.Add(uint16(i), uint8(23), uint16(0x0303), make([]byte, 64))
		f.Add(uint16(i), uint8(22), uint16(0x0301), []byte{})
	}
	f.Fuzz(func(t *testing.T, n uint16, typ uint8, version uint16, body []byte) {
		u := all[int(n)%len(all)]
		sealer, opener := u.pair(t)
		before := bytes.Clone(body)
		_, err := opener.Open([]byte("before"), registry.ContentType(typ), registry.Version(version), body)
		if null := u.suite == registry.TLS_NULL_WITH_NULL_NULL; (err == nil) != null && len(body) < 1<<16 {
			t.Fatalf("%s: %v", u, err)
		}
		if !bytes.Equal(body, before) {
			t.Fatalf("%s writes to the body", u)
		}
		_, other := u.pair(t)
		other.Skip(body)
		if err != nil {
			if _, err := opener.Open(nil, registry.ContentApplicationData, u.header(), u.seal(t, sealer)); err != nil {
				t.Fatalf("%s: %v", u, err)
			}
		}
	})
}
