package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeSRPSigned is the server's half of a key exchange by password in
// TLS 1.2, signed with the key of a certificate: RFC 5054 §2.8.2. Its slices alias
// the input.
type ServerKeyExchangeSRPSigned struct {
	layer
	ServerSRPParams
	Scheme    registry.SignatureScheme
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeSRPSigned) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeSRPSigned
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeSRPSigned) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeSRPSigned
}

// Spec implements Message.
func (*ServerKeyExchangeSRPSigned) Spec() string { return "RFC 5054 §2.8.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeSRPSigned) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeSRPSigned) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeSRPSigned) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeSRPSigned{}
	_, body := readHeader(c)
	start := c.Offset()
	m.ServerSRPParams = readSRPParams(c)
	m.Signed = c.Since(start)
	m.Scheme, m.Signature = readServerSignature(c)
	c.Widen(body)
}
