package signature

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"fmt"
	"math/big"
	"slices"

	"filippo.io/edwards25519"
)

// ed25519Equation is the verification of RFC 8032 §5.1.7, without the cofactor, as
// crypto/ed25519 and OpenSSL do it.
func ed25519Equation(e *Evaluation, key ed25519.PublicKey, sig []byte) {
	e.Ref = "RFC 8032 §5.1.7"
	if len(key) != ed25519.PublicKeySize {
		e.fails(fmt.Sprintf("the public key has %d bytes instead of 32", len(key)))
		return
	}
	e.given("A", Point, key)
	if len(sig) != ed25519.SignatureSize {
		e.fails(fmt.Sprintf("the signature has %d bytes instead of 64", len(sig)))
		return
	}
	e.step("R", "the first 32 bytes of the signature", Point, sig[:32])
	e.number("S", "the last 32 bytes, little-endian", littleEndian(sig[32:]), 32)
	e.number("L", "the order of the base point", order25519, 32)
	h := sum(crypto.SHA512, sig[:32], key, e.Content)
	e.step("h", "SHA-512(R ‖ A ‖ content)", Bytes, h)
	// The error cannot come: h has 64 bytes.
	k, err := new(edwards25519.Scalar).SetUniformBytes(h)
	if err != nil {
		e.fails(err.Error())
		return
	}
	e.number("k", "h mod L, little-endian", littleEndian(k.Bytes()), 32)
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(sig[32:])
	if err != nil {
		e.fails("S is not below L")
		return
	}
	a, err := new(edwards25519.Point).SetBytes(key)
	if err != nil {
		e.fails("A is no point of the curve")
		return
	}
	left := new(edwards25519.Point).ScalarBaseMult(s)
	e.step("[S]B", "S times the base point", Point, left.Bytes())
	ka := new(edwards25519.Point).ScalarMult(k, a)
	e.step("[k]A", "k times the public key", Point, ka.Bytes())
	r, err := new(edwards25519.Point).SetBytes(sig[:32])
	if err != nil {
		e.fails("R is no point of the curve")
		return
	}
	right := new(edwards25519.Point).Add(r, ka)
	e.step("R + [k]A", "R + [k]A", Point, right.Bytes())
	if !bytes.Equal(r.Bytes(), sig[:32]) {
		e.fails("R is not written in the one form that is allowed")
	}
	e.concludes(left.Equal(right) == 1, "[S]B is not R + [k]A")
}

var order25519, _ = new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)

func littleEndian(b []byte) *big.Int {
	b = bytes.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}
