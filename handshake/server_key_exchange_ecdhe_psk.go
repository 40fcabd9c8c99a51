package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeECDHEPSK is a hint which pre-shared key to use, and the server's
// half of an elliptic-curve exchange, which the key vouches for: RFC 5489 §2. Its
// slices alias the input.
type ServerKeyExchangeECDHEPSK struct {
	layer
	Hint []byte
	ServerECDHParams
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeECDHEPSK) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeECDHEPSK
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeECDHEPSK) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeECDHEPSK
}

// Spec implements Message.
func (*ServerKeyExchangeECDHEPSK) Spec() string { return "RFC 5489 §2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeECDHEPSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeECDHEPSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeECDHEPSK) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeECDHEPSK{}
	_, body := readHeader(c)
	m.Hint = readPSKHint(c)
	m.ServerECDHParams = readECDHParams(c)
	c.Widen(body)
}
