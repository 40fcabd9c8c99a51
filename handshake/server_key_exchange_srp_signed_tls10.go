package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeSRPSignedTLS10 is the server's half of a key exchange by
// password in TLS 1.0 and 1.1, signed with the key of a certificate: RFC 5054
// §2.8.2. Its slices alias the input.
type ServerKeyExchangeSRPSignedTLS10 struct {
	layer
	ServerSRPParams
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeSRPSignedTLS10) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeSRPSignedTLS10
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeSRPSignedTLS10) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeSRPSignedTLS10
}

// Spec implements Message.
func (*ServerKeyExchangeSRPSignedTLS10) Spec() string { return "RFC 5054 §2.8.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeSRPSignedTLS10) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeSRPSignedTLS10) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeSRPSignedTLS10) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeSRPSignedTLS10{}
	_, body := readHeader(c)
	start := c.Offset()
	m.ServerSRPParams = readSRPParams(c)
	m.Signed = c.Since(start)
	m.Signature = readServerSignatureTLS10(c)
	c.Widen(body)
}
