package signature

import (
	"crypto/rsa"
	"fmt"
	"math/big"
)

// A Decryption is what an RSA key finds in a message encrypted by PKCS #1 v1.5:
// RFC 8017 §7.2.2. Its values are secret.
type Decryption struct {
	Steps   []Step
	EM      []byte // 00 02, the padding, 00, the message; as long as the modulus
	Padding []byte // random bytes that are not 0, at least 8
	Message []byte // for example the pre-master secret: RFC 5246 §7.4.7.1
	Reason  string // why EM is not such a block; then Padding and Message are nil. No secret is in it
}

// Decrypt raises a ciphertext to the private exponent and takes the padding apart.
// A real server must not show what it finds there: RFC 5246 §7.4.7.1. The error
// says that the key or the ciphertext is not such that a number comes out.
func Decrypt(key *rsa.PrivateKey, ciphertext []byte) (Decryption, error) {
	if key == nil || key.N == nil || key.D == nil || key.N.Sign() <= 0 || key.D.Sign() <= 0 {
		return Decryption{}, fmt.Errorf("signature: the RSA key is not whole")
	}
	if key.N.BitLen() > maxBits || key.D.BitLen() > maxBits {
		return Decryption{}, fmt.Errorf("signature: the RSA key has more than %d bits", maxBits)
	}
	size := key.Size()
	c := new(big.Int).SetBytes(ciphertext)
	if len(ciphertext) != size || c.Cmp(key.N) >= 0 {
		return Decryption{}, fmt.Errorf("signature: %d bytes are no ciphertext of an RSA key of %d bytes", len(ciphertext), size)
	}
	var e Evaluation
	e.number("n", "given", key.N, size)
	e.number("d", "given", key.D, size)
	e.number("c", "given", c, size)
	m := c.Exp(c, key.D, key.N)
	e.number("m", "c^d mod n", m, size)
	d := Decryption{EM: m.FillBytes(make([]byte, size))}
	e.step("EM", "m in as many bytes as n", Bytes, d.EM)
	if size < 11 || d.EM[0] != 0 || d.EM[1] != 2 {
		d.Steps, d.Reason = e.Steps, "EM does not begin 00 02: it was not encrypted for this key"
		return d, nil
	}
	end := 2
	for end < size && d.EM[end] != 0 {
		end++
	}
	if end == size || end < 2+8 {
		d.Steps, d.Reason = e.Steps, "the padding of EM does not end, or ends too early"
		return d, nil
	}
	d.Padding, d.Message = d.EM[2:end:end], d.EM[end+1:]
	e.step("PS", "EM behind 00 02, up to the first 00", Bytes, d.Padding)
	e.step("M", "EM behind that 00", Bytes, d.Message)
	d.Steps = e.Steps
	return d, nil
}
