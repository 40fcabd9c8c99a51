package signature

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
)

// rsaPSS is RSASSA-PSS-VERIFY with EMSA-PSS-VERIFY: RFC 8017 §8.1.2, §9.1.2.
func rsaPSS(e *Evaluation, key *rsa.PublicKey, m Method, digest, sig []byte) {
	e.Ref = "RFC 8017 §8.1.2, §9.1.2"
	block := rsaPublic(e, key, sig)
	if block == nil {
		return
	}
	bits := key.N.BitLen() - 1
	size := (bits + 7) / 8 // one byte less than n where n has 8k+1 bits
	if len(block) > size && block[0] != 0 {
		e.fails("m is too long for EM")
		return
	}
	em := block[len(block)-size:]
	e.step("EM", fmt.Sprintf("m in %d bytes", size), Bytes, em)
	h := m.Hash.Size()
	if size < h+max(m.Salt, 0)+2 {
		e.fails("the modulus is too short for this hash and its salt")
		return
	}
	if em[size-1] != 0xbc {
		e.fails("EM does not end with BC: it is no signature with this key")
		return
	}
	masked, found := em[:size-h-1], em[size-h-1:size-1]
	e.step("maskedDB", fmt.Sprintf("EM[0:%d]", len(masked)), Bytes, masked)
	e.step("H", fmt.Sprintf("EM[%d:%d]", len(masked), size-1), Bytes, found)
	keep := byte(0xff >> (8*size - bits))
	if masked[0]&^keep != 0 {
		e.fails("the first bits of maskedDB are not 0")
		return
	}
	mask := mgf1(m.Mask, found, len(masked))
	e.step("dbMask", fmt.Sprintf("MGF1-%s(H, %d)", m.Mask, len(masked)), Bytes, mask)
	db := make([]byte, len(masked))
	for i := range db {
		db[i] = masked[i] ^ mask[i]
	}
	db[0] &= keep
	e.step("DB", fmt.Sprintf("maskedDB XOR dbMask, the first %d bits 0", 8*size-bits), Bytes, db)
	salt, reason := pssSalt(db, m.Salt)
	if reason != "" {
		e.fails(reason)
		return
	}
	e.step("salt", "DB behind 00 … 00 01", Bytes, salt)
	again := append(append(make([]byte, 8), digest...), salt...)
	e.step("M'", "00 00 00 00 00 00 00 00 ‖ hash ‖ salt", Bytes, again)
	hash := sum(m.Hash, again)
	e.step("H'", m.Hash.String()+"(M')", Bytes, hash)
	e.concludes(bytes.Equal(hash, found), "H' is not H")
}

// pssSalt is what stands in DB behind zeros and a 01.
func pssSalt(db []byte, want int) (salt []byte, reason string) {
	zeros := 0
	for zeros < len(db) && db[zeros] == 0 {
		zeros++
	}
	if zeros == len(db) || db[zeros] != 1 {
		return nil, "DB is not 00 … 00 01 and a salt"
	}
	salt = db[zeros+1:]
	if want != AnySalt && len(salt) != want {
		return nil, fmt.Sprintf("the salt has %d bytes instead of %d", len(salt), want)
	}
	return salt, ""
}

// mgf1 stretches a seed: RFC 8017 §B.2.1.
func mgf1(h crypto.Hash, seed []byte, n int) (mask []byte) {
	for i := uint32(0); len(mask) < n; i++ {
		mask = append(mask, sum(h, seed, binary.BigEndian.AppendUint32(nil, i))...)
	}
	return mask[:n]
}

// PSSSalt recovers the random salt of a signature with RSA-PSS, of any length. The
// digest is that of what was signed; the mask is made with the same hash. A
// signature that does not hold is an error.
func PSSSalt(pub *rsa.PublicKey, hash crypto.Hash, digest, sig []byte) ([]byte, error) {
	if !hash.Available() || len(digest) != hash.Size() {
		return nil, errors.New("signature: the digest is not as long as the hash")
	}
	var e Evaluation
	rsaPSS(&e, pub, Method{Algorithm: RSAPSS, Hash: hash, Mask: hash, Salt: AnySalt}, digest, sig)
	if !e.Holds {
		return nil, errors.New("signature: " + e.Reason)
	}
	return e.Step("salt"), nil
}
