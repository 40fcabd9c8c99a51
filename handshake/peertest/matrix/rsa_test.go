package matrix

import (
	"crypto/rsa"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
)

// judgeRSA decodes what crossed with nothing but the server's key: it opens the key
// transport, and of all else nothing.
func judgeRSA(t *testing.T, l *lab, results []*result) {
	t.Helper()
	keys := &handshake.Keys{RSA: []*rsa.PrivateKey{l.RSA.PrivateKey.(*rsa.PrivateKey)}}
	opened := 0
	for _, r := range results {
		if _, reach := r.exempt(); reach == neverAgreed {
			continue
		}
		items, _ := handshake.DecodeWith(r.recording, keys)
		check := untouched
		if r.suite.KeyExchange() == "RSA" && r.missing() == "" {
			check, opened = r.opened, opened+1
		}
		if err := check(items); err != nil {
			t.Errorf("%s: with the RSA key alone: %v", r.cell, err)
		}
	}
	if opened == 0 {
		t.Error("the RSA key opened no session")
	}
	t.Logf("%d sessions are opened by the RSA key alone", opened)
}

// untouched says whether nothing was opened, and each closed item says what would.
func untouched(items []*handshake.Item) error {
	for _, it := range items {
		switch {
		case it.Decrypted || it.Err != nil:
			return fmt.Errorf("%s %s: decrypted %v, %v", it.From, it.Kind, it.Decrypted, it.Err)
		case it.Protected && it.Kind != handshake.KindRecord && it.Missing == "":
			return fmt.Errorf("%s %s does not say what would open it", it.From, it.Kind)
		}
	}
	return nil
}
