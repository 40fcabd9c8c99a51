package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeDHEPSK names a pre-shared key and is the client's half of a
// Diffie-Hellman exchange: RFC 4279 §3. Its slices alias the input.
type ClientKeyExchangeDHEPSK struct {
	layer
	Identity []byte
	Public   []byte // big-endian
}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeDHEPSK) LayerType() gopacket.LayerType {
	return LayerTypeClientKeyExchangeDHEPSK
}

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeDHEPSK) CanDecode() gopacket.LayerClass {
	return LayerTypeClientKeyExchangeDHEPSK
}

// Spec implements Message.
func (*ClientKeyExchangeDHEPSK) Spec() string { return "RFC 4279 §3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeDHEPSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeDHEPSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeDHEPSK) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeDHEPSK{}
	_, body := readHeader(c)
	m.Identity = readPSKName(c)
	m.Public = c.Data16(&fDHYcLength, &fDHYc)
	c.Widen(body)
}
