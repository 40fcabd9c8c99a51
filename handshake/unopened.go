package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Unopened is a handshake message that has no parser here: its header is read,
// its body kept.
type Unopened struct {
	layer
	Type registry.HandshakeType
	Body []byte
}

// LayerType implements gopacket.Layer.
func (*Unopened) LayerType() gopacket.LayerType { return LayerTypeUnopened }

// CanDecode implements gopacket.DecodingLayer.
func (*Unopened) CanDecode() gopacket.LayerClass { return LayerTypeUnopened }

// Spec implements Message.
func (*Unopened) Spec() string { return "RFC 8446 §4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *Unopened) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *Unopened) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *Unopened) parse(c *wire.Cursor) {
	*m = Unopened{}
	t, body := readHeader(c)
	m.Type = t
	if c.Len() > 0 {
		m.Body = c.Opaque(&fUnopened, c.Len())
	}
	c.Widen(body)
}
