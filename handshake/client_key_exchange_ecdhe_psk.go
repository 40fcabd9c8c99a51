package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeECDHEPSK names a pre-shared key and is the client's half of an
// elliptic-curve exchange: RFC 5489 §2. Its slices alias the input.
type ClientKeyExchangeECDHEPSK struct {
	layer
	Identity []byte
	Public   []byte // as the group writes it
}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeECDHEPSK) LayerType() gopacket.LayerType {
	return LayerTypeClientKeyExchangeECDHEPSK
}

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeECDHEPSK) CanDecode() gopacket.LayerClass {
	return LayerTypeClientKeyExchangeECDHEPSK
}

// Spec implements Message.
func (*ClientKeyExchangeECDHEPSK) Spec() string { return "RFC 5489 §2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeECDHEPSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeECDHEPSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeECDHEPSK) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeECDHEPSK{}
	_, body := readHeader(c)
	m.Identity = readPSKName(c)
	m.Public = c.Data8(&fClientPointLength, &fClientPoint)
	c.Widen(body)
}
