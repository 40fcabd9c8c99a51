// Package goticket opens the session tickets of crypto/tls, with the key of the
// server that made them.
//
// No standard says what is in a ticket: only its server reads it (RFC 5077 §4
// recommends a construction; RFC 8446 §4.6.1 asks for none). So this is what Go
// makes: an IV of 16 bytes, a session encrypted with AES-128-CTR, an HMAC-SHA-256 of
// both. The keys of AES and HMAC are cut out of the SHA-512 of the 32 bytes that
// tls.Config.SetSessionTicketKeys takes.
//
// Promise: nothing panics on its input, and nothing is opened whose MAC is wrong.
//
// Limits: tickets of other servers, and those that a Config.WrapSession made, are
// not opened. The Go documentation calls the encoding of the session opaque: it may
// be another one in a later release.
package goticket

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"

	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// The parts of a ticket around its ciphertext, in bytes.
const (
	IVLength  = aes.BlockSize
	MACLength = sha256.Size
)

// Prove says how a key becomes the keys of crypto/tls for tickets, and how they
// prove a ticket; nil where they do not. Its steps are ticket_keys, aes_key, hmac_key
// and ticket_mac.
func Prove(key, ticket []byte) secrets.Derivation {
	if len(ticket) < IVLength+MACLength {
		return nil
	}
	hash := sha512.Sum512(key)
	body, want := ticket[:len(ticket)-MACLength], ticket[len(ticket)-MACLength:]
	mac := hmac.New(sha256.New, hash[32:48])
	mac.Write(body)
	got := mac.Sum(nil)
	if !bytes.Equal(got, want) {
		return nil
	}
	keys := []secrets.Input{{Name: "ticket_keys", Value: hash[:]}}
	return secrets.Derivation{
		{Name: "ticket_keys", Ref: "crypto/tls", Func: "Hash", Hash: "SHA512", Inputs: []secrets.Input{{Name: "draw", Value: key}}, Output: hash[:]},
		{Name: "aes_key", Ref: "crypto/tls", Func: "Slice", Label: "[16:32]", Inputs: keys, Output: hash[16:32]},
		{Name: "hmac_key", Ref: "crypto/tls", Func: "Slice", Label: "[32:48]", Inputs: keys, Output: hash[32:48]},
		{Name: "ticket_mac", Ref: "RFC 5077 §4", Func: "HMAC", Hash: "SHA256",
			Inputs: []secrets.Input{{Name: "key", Value: hash[32:48]}, {Name: "data", Value: body}}, Output: got},
	}
}

// Open opens a ticket: the steps of Prove and one more, session, whose output is what
// is in it. ok is false where the ticket was not made with this key, or was changed.
func Open(key, ticket []byte) (steps secrets.Derivation, session []byte, ok bool) {
	if steps = Prove(key, ticket); steps == nil {
		return nil, nil, false
	}
	block, err := aes.NewCipher(steps.Output("aes_key"))
	if err != nil {
		return nil, nil, false
	}
	iv, ciphertext := ticket[:IVLength], ticket[IVLength:len(ticket)-MACLength]
	session = make([]byte, len(ciphertext))
	cipher.NewCTR(block, iv).XORKeyStream(session, ciphertext)
	return append(steps, secrets.Step{Name: "session", Ref: "RFC 5077 §4", Func: "AES-128-CTR",
		Inputs: []secrets.Input{{Name: "key", Value: steps.Output("aes_key")}, {Name: "iv", Value: iv}, {Name: "ciphertext", Value: ciphertext}},
		Output: session}), session, true
}
