package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeDHEPSK is a hint which pre-shared key to use, and the server's
// half of a Diffie-Hellman exchange, which the key vouches for: RFC 4279 §3. Its
// slices alias the input.
type ServerKeyExchangeDHEPSK struct {
	layer
	Hint []byte
	ServerDHParams
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeDHEPSK) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeDHEPSK
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeDHEPSK) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeDHEPSK
}

// Spec implements Message.
func (*ServerKeyExchangeDHEPSK) Spec() string { return "RFC 4279 §3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeDHEPSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeDHEPSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeDHEPSK) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeDHEPSK{}
	_, body := readHeader(c)
	m.Hint = readPSKHint(c)
	m.ServerDHParams = readDHParams(c)
	c.Widen(body)
}
