package signature

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// ecdsaEquation is the verification of FIPS 186-5 §6.4.2. The signature is
// Ecdsa-Sig-Value in DER: RFC 3279 §2.2.3.
func ecdsaEquation(e *Evaluation, key *ecdsa.PublicKey, m Method, digest, sig []byte) error {
	e.Ref = "FIPS 186-5 §6.4.2"
	if key.Curve == nil {
		return &UnsupportedError{"a key without a curve"}
	}
	name := key.Curve.Params().Name
	g := groups[name]
	if g == nil {
		return &UnsupportedError{"the curve " + name}
	}
	if m.Curve != "" && m.Curve != name {
		e.fails("the scheme is for " + m.Curve + ", and the key on " + name)
	}
	n := key.Curve.Params().N
	size := (n.BitLen() + 7) / 8
	q, err := key.Bytes()
	if err != nil {
		e.fails("the public key is no point of the curve")
		return nil
	}
	e.number("n", "the order of "+name, n, size)
	e.given("Q", Point, q)
	r, s, ok := pairOf(e, sig, n, size)
	if !ok {
		return nil
	}
	z := leftmost(digest, n.BitLen())
	e.number("e", fmt.Sprintf("the first %d bits of hash", min(n.BitLen(), 8*len(digest))), z, size)
	u1, u2, _ := halves(e, z, r, s, n, size) // n is prime
	p1, p2, sum, x, err := g(q, u1.FillBytes(make([]byte, size)), u2.FillBytes(make([]byte, size)))
	if err != nil {
		e.fails("the public key is no point of the curve")
		return nil
	}
	e.step("u1·G", "u1 times the base point", Point, p1)
	e.step("u2·Q", "u2 times the public key", Point, p2)
	e.step("R", "u1·G + u2·Q", Point, sum)
	if x == nil {
		e.fails("R is the point at infinity")
		return nil
	}
	v := new(big.Int).SetBytes(x)
	e.number("x", "the first coordinate of R", v, size)
	v.Mod(v, n)
	e.number("v", "x mod n", v, size)
	e.concludes(v.Cmp(r) == 0, "v is not r")
	return nil
}

// halves files w, u1 and u2, which ECDSA and DSA share. It is not ok where s has no
// inverse: a key of DSA can have an n that is no prime.
func halves(e *Evaluation, z, r, s, n *big.Int, size int) (u1, u2 *big.Int, ok bool) {
	w := new(big.Int).ModInverse(s, n)
	if w == nil {
		return nil, nil, false
	}
	e.number("w", "s^-1 mod n", w, size)
	u1 = new(big.Int).Mul(z, w)
	u1.Mod(u1, n)
	e.number("u1", "e·w mod n", u1, size)
	u2 = new(big.Int).Mul(r, w)
	u2.Mod(u2, n)
	e.number("u2", "r·w mod n", u2, size)
	return u1, u2, true
}

// pairOf reads and files r and s, which have to be from 1 to n-1.
func pairOf(e *Evaluation, sig []byte, n *big.Int, size int) (r, s *big.Int, ok bool) {
	r, s = new(big.Int), new(big.Int)
	in := cryptobyte.String(sig)
	var pair cryptobyte.String
	if !in.ReadASN1(&pair, asn1.SEQUENCE) || !in.Empty() || !pair.ReadASN1Integer(r) || !pair.ReadASN1Integer(s) || !pair.Empty() {
		e.fails("the signature is not a SEQUENCE of two INTEGERs in DER")
		return nil, nil, false
	}
	e.number("r", "given", r, size)
	e.number("s", "given", s, size)
	if !within(r, n) {
		e.fails("r is not between 1 and n-1")
		return nil, nil, false
	}
	if !within(s, n) {
		e.fails("s is not between 1 and n-1")
		return nil, nil, false
	}
	return r, s, true
}

func within(x, n *big.Int) bool { return x.Sign() > 0 && x.Cmp(n) < 0 }

// leftmost is as much of a hash as has a place below n: FIPS 186-5 §6.4.2, step 2.
func leftmost(digest []byte, bits int) *big.Int {
	z := new(big.Int).SetBytes(digest)
	if excess := 8*len(digest) - bits; excess > 0 {
		z.Rsh(z, uint(excess))
	}
	return z
}
