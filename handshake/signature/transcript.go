package signature

import (
	"crypto"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// TranscriptHash is the hash of handshake messages in TLS 1.3, each with its four
// header bytes: RFC 8446 §4.4.1. Where the second is a HelloRetryRequest, the first
// ClientHello is replaced by a message with its hash ([secrets.MessageHash]), as
// there. The error says that no suite of TLS 1.3 has this hash, or that the first
// ClientHello is empty.
func TranscriptHash(h crypto.Hash, messages ...[]byte) ([]byte, error) {
	if !h.Available() {
		return nil, &UnsupportedError{"a transcript hash by " + h.String()}
	}
	if len(messages) > 1 && handshake.IsHelloRetry(messages[1]) {
		first, err := secrets.MessageHash(h, messages[0])
		if err != nil {
			return nil, err
		}
		messages = append([][]byte{first.Output("message_hash")}, messages[1:]...)
	}
	return sum(h, messages...), nil
}
