package ledger

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"
	"sync"
)

// A replay gives a draw once more, to an operation that is done again.
type replay struct {
	b     []byte
	asked int // reads of more than one byte
}

var errPlayed = errors.New("the draw is used up")

// Read answers a read of the draw's length with the draw, and one of a byte, which
// Go makes by chance, with 0.
func (r *replay) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	r.asked++
	if len(p) != len(r.b) || r.asked > 1 {
		return 0, errPlayed
	}
	return copy(p, r.b), nil
}

// replays says whether crypto/ecdsa draws from the reader it is given: it does so
// only with the setting cryptocustomrand=1.
var replays = sync.OnceValue(func() bool {
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), append(make([]byte, 31), 1))
	if err != nil {
		return false
	}
	digest := sha256.Sum256(nil)
	a, errA := ecdsa.SignASN1(&replay{b: make([]byte, 32)}, key, digest[:])
	b, errB := ecdsa.SignASN1(&replay{b: make([]byte, 32)}, key, digest[:])
	return errA == nil && errB == nil && bytes.Equal(a, b)
})
