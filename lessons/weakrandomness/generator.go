package weakrandomness

import (
	"crypto/sha256"
	"encoding/binary"
)

// A generator gives bytes that all follow from its seed: one block of 32 bytes after
// the other, each SHA-256 of the seed and of the block's number in four bytes. There
// is nothing wrong with SHA-256: what is weak is a seed that can be guessed.
type generator struct {
	seed []byte
	next uint32
	rest []byte // of the last block
}

// block is one block of what a seed gives.
func block(seed []byte, n uint32) [sha256.Size]byte {
	var room [64]byte
	return sha256.Sum256(binary.BigEndian.AppendUint32(append(room[:0], seed...), n))
}

// Read gives the next bytes. A draw of one byte does not advance it: Go makes those
// by chance, and the same seed is to give the same bytes on every run.
func (g *generator) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	for n := 0; n < len(p); {
		if len(g.rest) == 0 {
			b := block(g.seed, g.next)
			g.next++
			g.rest = b[:]
		}
		copied := copy(p[n:], g.rest)
		n, g.rest = n+copied, g.rest[copied:]
	}
	return len(p), nil
}

// small is a number as a seed, in four bytes.
func small(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// The blocks of a client's generator, by what becomes of them. Every draw of a
// ClientHello takes one, the ML-KEM seed two.
const (
	randomBlock = iota
	sessionIDBlock
	privateKeyBlock
	mlkemSeedBlock
)

func privateKey(seed []byte) []byte {
	b := block(seed, privateKeyBlock)
	return b[:]
}

func mlkemSeed(seed []byte) []byte {
	a, b := block(seed, mlkemSeedBlock), block(seed, mlkemSeedBlock+1)
	return append(a[:], b[:]...)
}
