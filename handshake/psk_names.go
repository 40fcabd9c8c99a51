package handshake

import "github.com/tlsteach/tlsteach/handshake/wire"

// What both sides say of a pre-shared key up to TLS 1.2: RFC 4279.
var (
	fPSKHintLength = wire.Field{Name: "psk_identity_hint_length", Ref: "RFC 4279 §2", Filter: "tls.handshake.hint_len", Text: wire.Number,
		Mean: "How many bytes the hint has; 0 where the server gives none."}
	fPSKHint = wire.Field{Name: "psk_identity_hint", Ref: "RFC 4279 §2", Filter: "tls.handshake.hint", Text: wire.Plain,
		Mean: "A text that helps the client to choose among the keys that it shares with servers."}
	fPSKNameLength = wire.Field{Name: "psk_identity_length", Ref: "RFC 4279 §2", Filter: "tls.handshake.identity_len", Text: wire.Number,
		Mean: "How many bytes the name has."}
	fPSKName = wire.Field{Name: "psk_identity", Ref: "RFC 4279 §2", Filter: "tls.handshake.identity", Text: wire.Plain,
		Mean: "The name of the key that the client uses; the key itself is never sent."}
)

func readPSKHint(c *wire.Cursor) []byte { return c.Data16(&fPSKHintLength, &fPSKHint) }

func readPSKName(c *wire.Cursor) []byte { return c.Data16(&fPSKNameLength, &fPSKName) }
