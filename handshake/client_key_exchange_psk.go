package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangePSK names the pre-shared key that the client uses: RFC 4279 §2.
// Its slices alias the input.
type ClientKeyExchangePSK struct {
	layer
	Identity []byte
}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangePSK) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangePSK }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangePSK) CanDecode() gopacket.LayerClass { return LayerTypeClientKeyExchangePSK }

// Spec implements Message.
func (*ClientKeyExchangePSK) Spec() string { return "RFC 4279 §2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangePSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangePSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangePSK) parse(c *wire.Cursor) {
	*m = ClientKeyExchangePSK{}
	_, body := readHeader(c)
	m.Identity = readPSKName(c)
	c.Widen(body)
}
