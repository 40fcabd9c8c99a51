package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeImplicit is empty: the client's half of the exchange stood in
// its certificate already (RFC 5246 §7.4.7.2, RFC 4492 §5.7).
type ClientKeyExchangeImplicit struct {
	layer
}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeImplicit) LayerType() gopacket.LayerType {
	return LayerTypeClientKeyExchangeImplicit
}

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeImplicit) CanDecode() gopacket.LayerClass {
	return LayerTypeClientKeyExchangeImplicit
}

// Spec implements Message.
func (*ClientKeyExchangeImplicit) Spec() string { return "RFC 5246 §7.4.7.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeImplicit) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeImplicit) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeImplicit) parse(c *wire.Cursor) {
	_, body := readHeader(c)
	c.Widen(body)
}
