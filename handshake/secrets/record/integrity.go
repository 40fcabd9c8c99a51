package record

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"hash"
)

// An integrity is the AEAD of RFC 9150 §5: the plaintext as it is, and an HMAC over
// nonce, additional data and plaintext. Nonces are as long as the hash: §6.
type integrity struct {
	hmac hash.Hash
	sum  [sha512.Size384]byte
}

func newIntegrity(size int, key []byte) cipher.AEAD {
	h := sha256.New
	if size == sha512.Size384 {
		h = sha512.New384
	}
	return &integrity{hmac: hmac.New(h, key)}
}

func (i *integrity) NonceSize() int { return i.hmac.Size() }
func (i *integrity) Overhead() int  { return i.hmac.Size() }

func (i *integrity) tag(nonce, plaintext, additional []byte) []byte {
	i.hmac.Reset()
	i.hmac.Write(nonce)
	i.hmac.Write(additional)
	i.hmac.Write(plaintext)
	return i.hmac.Sum(i.sum[:0])
}

func (i *integrity) Seal(dst, nonce, plaintext, additional []byte) []byte {
	tag := i.tag(nonce, plaintext, additional)
	return append(append(dst, plaintext...), tag...)
}

func (i *integrity) Open(dst, nonce, ciphertext, additional []byte) ([]byte, error) {
	n := len(ciphertext) - i.hmac.Size()
	if n < 0 || !hmac.Equal(i.tag(nonce, ciphertext[:n], additional), ciphertext[n:]) {
		return nil, errors.New("the HMAC does not match")
	}
	return append(dst, ciphertext[:n]...), nil
}
