package signature

import (
	"bytes"
	"crypto"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TranscriptHash is the hash of handshake messages in TLS 1.3, each with its four
// header bytes: RFC 8446 §4.4.1. Where the second is a HelloRetryRequest, the first
// ClientHello is replaced by its hash, as there.
func TranscriptHash(h crypto.Hash, messages ...[]byte) []byte {
	w := h.New()
	if len(messages) > 1 && isRetry(messages[1]) {
		first := sum(h, messages[0])
		w.Write([]byte{byte(registry.HandshakeMessageHash), 0, 0, byte(len(first))})
		w.Write(first)
		messages = messages[1:]
	}
	for _, m := range messages {
		w.Write(m)
	}
	return w.Sum(nil)
}

// isRetry says whether a ServerHello is a HelloRetryRequest: its random is
// SHA-256("HelloRetryRequest"), RFC 8446 §4.1.3.
func isRetry(message []byte) bool {
	const random = handshake.HeaderLength + 2
	return len(message) >= random+32 && registry.HandshakeType(message[0]) == registry.HandshakeServerHello &&
		bytes.Equal(message[random:random+32], sum(crypto.SHA256, []byte("HelloRetryRequest")))
}
