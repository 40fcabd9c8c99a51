package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// MessageHash takes the place of the first ClientHello in the transcript behind a
// HelloRetryRequest: RFC 8446 §4.4.1. It never crosses the wire. Its slices alias
// the input.
type MessageHash struct {
	layer
	Hash []byte // as long as the hash of the cipher suite: 32 or 48 bytes
}

var fMessageHash = wire.Field{Name: "hash", Ref: "RFC 8446 §4.4.1",
	Mean: "The hash of the first ClientHello, which stands for it where both sides compute the hash of the handshake."}

// LayerType implements gopacket.Layer.
func (*MessageHash) LayerType() gopacket.LayerType { return LayerTypeMessageHash }

// CanDecode implements gopacket.DecodingLayer.
func (*MessageHash) CanDecode() gopacket.LayerClass { return LayerTypeMessageHash }

// Spec implements Message.
func (*MessageHash) Spec() string { return "RFC 8446 §4.4.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *MessageHash) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *MessageHash) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *MessageHash) parse(c *wire.Cursor) {
	*m = MessageHash{}
	_, body := readHeader(c)
	m.Hash = readHash(c, &fMessageHash)
	c.Widen(body)
}
