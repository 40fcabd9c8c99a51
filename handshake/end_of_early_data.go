package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// EndOfEarlyData says that the client's next records are under the keys of the
// handshake: RFC 8446 §4.5. It has no body.
type EndOfEarlyData struct {
	layer
}

// LayerType implements gopacket.Layer.
func (*EndOfEarlyData) LayerType() gopacket.LayerType { return LayerTypeEndOfEarlyData }

// CanDecode implements gopacket.DecodingLayer.
func (*EndOfEarlyData) CanDecode() gopacket.LayerClass { return LayerTypeEndOfEarlyData }

// Spec implements Message.
func (*EndOfEarlyData) Spec() string { return "RFC 8446 §4.5" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *EndOfEarlyData) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *EndOfEarlyData) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *EndOfEarlyData) parse(c *wire.Cursor) {
	_, body := readHeader(c)
	c.Widen(body)
}
