package signature_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	mathrand "math/rand/v2"
	"sync"
)

// Keys, made once a run. The odd length makes EM of RSA-PSS a byte shorter than n.
var (
	rsa1024 = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1024) })
	rsa1025 = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1025) })
	rsa2048 = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	curves  = []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()}
)

func newRSA(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	must(err)
	return key
}

func newECDSA(c elliptic.Curve) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(c, rand.Reader)
	must(err)
	return key
}

func newEd25519() ed25519.PrivateKey {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(err)
	return key
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

// tampered is b with something done to it; now and then nothing.
func tampered(b []byte) []byte {
	b = append([]byte(nil), b...)
	if len(b) == 0 {
		return random(mathrand.IntN(80))
	}
	at := mathrand.IntN(len(b))
	switch mathrand.IntN(12) {
	case 0:
	case 1, 2, 3, 4:
		b[at] ^= 1 << mathrand.IntN(8)
	case 5:
		b[at] = byte(mathrand.IntN(256))
	case 6:
		b = b[:at]
	case 7:
		b = append(b, random(1+mathrand.IntN(3))...)
	case 8:
		b = append(make([]byte, 1), b...)
	case 9:
		b = append(b[:at], b[at+1:]...)
	case 10:
		clear(b[at:])
	case 11:
		b = random(len(b))
	}
	return b
}

// accepts is what the standard library says, for which a panic is a no.
func accepts(check func() bool) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return check()
}
