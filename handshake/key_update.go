package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// KeyUpdate says that the sender's next record is under a new key: RFC 8446 §4.6.3.
type KeyUpdate struct {
	layer
	Request registry.KeyUpdateRequest
}

var fKeyUpdate = wire.Field{Name: "request_update", Ref: "RFC 8446 §4.6.3", Filter: "tls.handshake.key_update.request_update", Text: wire.Named[registry.KeyUpdateRequest],
	Mean: "Whether the other side is to change its key too."}

// LayerType implements gopacket.Layer.
func (*KeyUpdate) LayerType() gopacket.LayerType { return LayerTypeKeyUpdate }

// CanDecode implements gopacket.DecodingLayer.
func (*KeyUpdate) CanDecode() gopacket.LayerClass { return LayerTypeKeyUpdate }

// Spec implements Message.
func (*KeyUpdate) Spec() string { return "RFC 8446 §4.6.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *KeyUpdate) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *KeyUpdate) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *KeyUpdate) parse(c *wire.Cursor) {
	*m = KeyUpdate{}
	_, body := readHeader(c)
	m.Request = registry.KeyUpdateRequest(c.Uint8(&fKeyUpdate))
	c.Widen(body)
}
