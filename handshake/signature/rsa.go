package signature

import (
	"crypto/rsa"
	"fmt"
	"math/big"
)

// maxBits bounds the numbers of RSA: the longest that OpenSSL takes.
const maxBits = 16384

// rsaPublic raises a signature to the public exponent: RSAVP1 and I2OSP of RFC 8017
// §5.2.2, §4.1. The block is as long as the modulus; nil where there is none.
func rsaPublic(e *Evaluation, key *rsa.PublicKey, sig []byte) (block []byte) {
	if key.N == nil || key.N.Sign() <= 0 {
		e.fails("the modulus is not a positive number")
		return nil
	}
	if key.N.BitLen() > maxBits {
		e.fails(fmt.Sprintf("the modulus has %d bits; at most %d are taken", key.N.BitLen(), maxBits))
		return nil
	}
	size := key.Size()
	e.number("n", "given", key.N, size)
	e.number("e", "given", big.NewInt(int64(key.E)), 1)
	if wrong := senseless(key); wrong != "" {
		e.fails(wrong)
		return nil
	}
	if len(sig) != size {
		e.fails(fmt.Sprintf("the signature has %d bytes, and the modulus %d", len(sig), size))
		return nil
	}
	s := new(big.Int).SetBytes(sig)
	e.number("s", "given", s, size)
	if s.Cmp(key.N) >= 0 {
		e.fails("s is not below n")
		return nil
	}
	m := s.Exp(s, big.NewInt(int64(key.E)), key.N)
	e.number("m", "s^e mod n", m, size)
	return m.FillBytes(make([]byte, size))
}

// senseless says why no signature can be made or trusted with such a key.
func senseless(key *rsa.PublicKey) string {
	switch {
	case key.N.Bit(0) == 0:
		return "the modulus is even, and so no product of two odd primes"
	case key.E < 2:
		return "the exponent is below 2: then anybody can sign"
	case key.E&1 == 0:
		return "the exponent is even, and so has no inverse"
	case key.E > 1<<31-1:
		return "the exponent has more than 31 bits"
	}
	return ""
}
