package signature

import (
	"fmt"
	"math/big"
)

// Bounds of DSA, in bits: FIPS 186-4 §4.2 has at most 3072 and 256. Longer ones cost
// their reader seconds.
const (
	maxDSABits   = 4096 // of p, g and y
	maxOrderBits = 256  // of q
)

// dsaEquation is the verification of FIPS 186-4 §4.7. The signature is Dss-Sig-Value
// in DER: RFC 3279 §2.2.2.
func dsaEquation(e *Evaluation, key *DSAKey, digest, sig []byte) error {
	e.Ref = "FIPS 186-4 §4.7"
	for _, x := range []*big.Int{key.P, key.Q, key.G, key.Y} {
		if x == nil || x.Sign() <= 0 {
			e.fails("a number of the key is not positive")
			return nil
		}
	}
	if n := max(key.P.BitLen(), key.G.BitLen(), key.Y.BitLen()); n > maxDSABits {
		return &UnsupportedError{fmt.Sprintf("a DSA key of %d bits; at most %d are taken", n, maxDSABits)}
	}
	if n := key.Q.BitLen(); n > maxOrderBits {
		return &UnsupportedError{fmt.Sprintf("a DSA key whose q has %d bits; at most %d are taken", n, maxOrderBits)}
	}
	size, wide := (key.Q.BitLen()+7)/8, (key.P.BitLen()+7)/8
	e.number("p", "given", key.P, wide)
	e.number("n", "given: q, the order of g", key.Q, size)
	e.number("g", "given", key.G, wide)
	e.number("y", "given", key.Y, wide)
	r, s, ok := pairOf(e, sig, key.Q, size)
	if !ok {
		return nil
	}
	z := leftmost(digest, key.Q.BitLen())
	e.number("e", "as many bits of hash as q has", z, size)
	u1, u2, ok := halves(e, z, r, s, key.Q, size)
	if !ok {
		e.fails("s has no inverse: q is no prime")
		return nil
	}
	a := new(big.Int).Exp(key.G, u1, key.P)
	e.number("g^u1", "g^u1 mod p", a, wide)
	b := new(big.Int).Exp(key.Y, u2, key.P)
	e.number("y^u2", "y^u2 mod p", b, wide)
	v := a.Mul(a, b)
	v.Mod(v, key.P)
	v.Mod(v, key.Q)
	e.number("v", "(g^u1 · y^u2 mod p) mod n", v, size)
	e.concludes(v.Cmp(r) == 0, "v is not r")
	return nil
}
