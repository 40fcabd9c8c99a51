// Package ccm is the mode of operation CCM (counter with CBC-MAC) of RFC 3610
// over a block cipher, as the AES_CCM suites of RFC 6655 and RFC 7251 use it.
//
// Promise: an AEAD of [New] computes what RFC 3610 says, for all of its lengths of
// nonce and tag, allocates nothing once its output has room, and hands out no
// plaintext whose tag does not match.
//
// Limits: additional data is shorter than 2^16 - 2^8 bytes, of which TLS needs 13.
// An AEAD keeps its working blocks, so two goroutines may not use one at a time.
//
// The standard library has the cipher, and not this mode.
package ccm

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"slices"
)

const blockSize = 16

// maxAdditional is where RFC 3610 §2.2 goes on to a longer way to write lengths.
const maxAdditional = 1<<16 - 1<<8

var errOpen = errors.New("ccm: the tag does not match")

type ccm struct {
	block      cipher.Block
	nonce, tag int

	chain   [blockSize]byte // T of §2.2: the CBC-MAC so far
	used    int             // bytes of chain that the next byte of input goes behind
	counter [blockSize]byte // A_i of §2.3
	stream  [blockSize]byte // S_i of §2.3
	mask    [blockSize]byte // S_0, which encrypts the tag
}

// New returns CCM over a cipher with blocks of 16 bytes. nonce is the length of
// nonces in bytes, 7 to 13 (15-L in RFC 3610), tag that of tags, 4 to 16 and even
// (M). A plaintext is shorter than 2^(8*(15-nonce)) bytes.
func New(block cipher.Block, nonce, tag int) (cipher.AEAD, error) {
	switch {
	case block.BlockSize() != blockSize:
		return nil, errors.New("ccm: blocks must be 16 bytes long")
	case nonce < 7 || nonce > 13:
		return nil, errors.New("ccm: nonces must be 7 to 13 bytes long")
	case tag < 4 || tag > 16 || tag%2 != 0:
		return nil, errors.New("ccm: tags must be 4, 6, 8, 10, 12, 14 or 16 bytes long")
	}
	return &ccm{block: block, nonce: nonce, tag: tag}, nil
}

// NonceSize returns the length of nonces in bytes.
func (c *ccm) NonceSize() int { return c.nonce }

// Overhead returns the length of tags in bytes.
func (c *ccm) Overhead() int { return c.tag }

// Seal appends ciphertext and tag to dst. Like the AEADs of the standard library
// it panics on a nonce or an input of a length that cannot be.
func (c *ccm) Seal(dst, nonce, plaintext, additional []byte) []byte {
	if !c.fits(nonce, len(plaintext), additional) {
		panic("ccm: a nonce, plaintext or additional data of a wrong length")
	}
	at := len(dst)
	dst = slices.Grow(dst, len(plaintext)+c.tag)[:at+len(plaintext)+c.tag]
	c.begin(nonce, len(plaintext), additional)
	c.absorb(plaintext)
	c.xor(dst[at:], plaintext)
	c.finish()
	copy(dst[at+len(plaintext):], c.chain[:c.tag])
	return dst
}

// Open appends the plaintext to dst, if the tag at the end of ciphertext matches.
func (c *ccm) Open(dst, nonce, ciphertext, additional []byte) ([]byte, error) {
	n := len(ciphertext) - c.tag
	if n < 0 || !c.fits(nonce, n, additional) {
		return nil, errOpen
	}
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	c.begin(nonce, n, additional)
	c.xor(dst[at:], ciphertext[:n])
	c.absorb(dst[at:])
	c.finish()
	if subtle.ConstantTimeCompare(c.chain[:c.tag], ciphertext[n:]) != 1 {
		clear(dst[at:])
		return nil, errOpen
	}
	return dst, nil
}

// fits reports whether the lengths are those that RFC 3610 §2 allows.
func (c *ccm) fits(nonce []byte, plaintext int, additional []byte) bool {
	bits := 8 * (blockSize - 1 - c.nonce)
	return len(nonce) == c.nonce && len(additional) < maxAdditional && (bits >= 63 || plaintext < 1<<bits)
}

// begin computes S_0, and the CBC-MAC over B_0 and the additional data:
// RFC 3610 §2.2 and §2.3.
func (c *ccm) begin(nonce []byte, plaintext int, additional []byte) {
	length := blockSize - 1 - c.nonce // L: the bytes of the length, and of the counter
	c.counter = [blockSize]byte{byte(length - 1)}
	copy(c.counter[1:], nonce)
	c.block.Encrypt(c.mask[:], c.counter[:])

	c.chain = c.counter
	c.chain[0] |= byte((c.tag - 2) / 2 << 3)
	if len(additional) > 0 {
		c.chain[0] |= 1 << 6
	}
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(plaintext))
	copy(c.chain[blockSize-length:], size[8-length:])
	c.block.Encrypt(c.chain[:], c.chain[:])
	c.used = 0
	if len(additional) > 0 {
		c.chain[0] ^= byte(len(additional) >> 8)
		c.chain[1] ^= byte(len(additional))
		c.used = 2
		c.absorb(additional)
	}
}

// absorb takes b into the CBC-MAC and pads it with zeros to a whole block.
func (c *ccm) absorb(b []byte) {
	for len(b) > 0 {
		n := subtle.XORBytes(c.chain[c.used:], c.chain[c.used:], b)
		b = b[n:]
		c.used += n
		if c.used == blockSize {
			c.block.Encrypt(c.chain[:], c.chain[:])
			c.used = 0
		}
	}
	if c.used > 0 {
		c.block.Encrypt(c.chain[:], c.chain[:])
		c.used = 0
	}
}

// xor encrypts or decrypts: RFC 3610 §2.3. The counter starts at 1 behind S_0, and
// what fits lets it never run over.
func (c *ccm) xor(dst, src []byte) {
	for len(src) > 0 {
		for i := blockSize - 1; ; i-- {
			c.counter[i]++
			if c.counter[i] != 0 {
				break
			}
		}
		c.block.Encrypt(c.stream[:], c.counter[:])
		n := subtle.XORBytes(dst, src, c.stream[:])
		dst, src = dst[n:], src[n:]
	}
}

// finish makes the encrypted tag U of what was absorbed, in chain.
func (c *ccm) finish() {
	subtle.XORBytes(c.chain[:], c.chain[:], c.mask[:])
}
