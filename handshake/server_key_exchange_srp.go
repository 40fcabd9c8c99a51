package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeSRP is the server's half of a key exchange by password, without
// a certificate: RFC 5054 §2.8.2. Its slices alias the input.
type ServerKeyExchangeSRP struct {
	layer
	ServerSRPParams
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeSRP) LayerType() gopacket.LayerType { return LayerTypeServerKeyExchangeSRP }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeSRP) CanDecode() gopacket.LayerClass { return LayerTypeServerKeyExchangeSRP }

// Spec implements Message.
func (*ServerKeyExchangeSRP) Spec() string { return "RFC 5054 §2.8.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeSRP) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeSRP) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeSRP) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeSRP{}
	_, body := readHeader(c)
	m.ServerSRPParams = readSRPParams(c)
	c.Widen(body)
}
