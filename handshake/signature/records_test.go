package signature_test

import (
	"crypto"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// opened are the items of a connection, its protected records opened by a key log,
// and the hash of its key schedule.
func opened(rec *capture.Recording, log []byte) ([]*handshake.Item, crypto.Hash) {
	var keys handshake.Keys
	keys.Log.Add(log, "key log")
	items, state := handshake.DecodeWith(rec, &keys)
	h, err := secrets.HashOf(state.Version, state.CipherSuite)
	must(err)
	return items, h
}

// transcript is the hash of messages of TLS 1.3.
func transcript(h crypto.Hash, messages ...[]byte) []byte {
	sum, err := signature.TranscriptHash(h, messages...)
	must(err)
	return sum
}
