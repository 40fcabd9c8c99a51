package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// The header of every handshake message: RFC 8446 §4, RFC 5246 §7.4.
var (
	fMsgType = wire.Field{Name: "msg_type", Ref: "RFC 8446 §4", Filter: "tls.handshake.type",
		Text: func(b []byte) string { return registry.HandshakeType(b[0]).Message() },
		Mean: "Which handshake message this is."}
	fMsgLength = wire.Field{Name: "length", Ref: "RFC 8446 §4", Filter: "tls.handshake.length",
		Text: wire.Number, Mean: "How many bytes of this message follow: a handshake message has its own length, because it may share a record with others or span several."}
	fBody = wire.Field{Name: "body", Ref: "RFC 8446 §4", Text: wire.Count,
		Mean: "The body of the message, within the length that its header gives."}
	fUnopened = wire.Field{Name: "unopened_body", Text: wire.Count,
		Mean: "The body of a message that this decoder has no parser for."}
)

// HeaderLength is the length of a handshake message's header, in bytes.
const HeaderLength = 4

// readHeader reads type and length and narrows the cursor to the body, which
// ends at c.Widen. Of a message that was cut, what is there is read.
func readHeader(c *wire.Cursor) (registry.HandshakeType, wire.Limit) {
	t := registry.HandshakeType(c.Uint8(&fMsgType))
	n := c.Uint24(&fMsgLength)
	return t, c.NarrowCut(&fBody, n)
}
