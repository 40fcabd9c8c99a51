package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangePSK is the server's hint which pre-shared key to use, with a
// key exchange of PSK or RSA_PSK: RFC 4279 §2. Its slices alias the input.
type ServerKeyExchangePSK struct {
	layer
	Hint []byte
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangePSK) LayerType() gopacket.LayerType { return LayerTypeServerKeyExchangePSK }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangePSK) CanDecode() gopacket.LayerClass { return LayerTypeServerKeyExchangePSK }

// Spec implements Message.
func (*ServerKeyExchangePSK) Spec() string { return "RFC 4279 §2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangePSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangePSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangePSK) parse(c *wire.Cursor) {
	*m = ServerKeyExchangePSK{}
	_, body := readHeader(c)
	m.Hint = readPSKHint(c)
	c.Widen(body)
}
