package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeDHE is the server's half of a Diffie-Hellman exchange in
// TLS 1.2, signed: RFC 5246 §7.4.3. Its slices alias the input.
type ServerKeyExchangeDHE struct {
	layer
	ServerDHParams
	Scheme    registry.SignatureScheme
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeDHE) LayerType() gopacket.LayerType { return LayerTypeServerKeyExchangeDHE }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeDHE) CanDecode() gopacket.LayerClass { return LayerTypeServerKeyExchangeDHE }

// Spec implements Message.
func (*ServerKeyExchangeDHE) Spec() string { return "RFC 5246 §7.4.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeDHE) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeDHE) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeDHE) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeDHE{}
	_, body := readHeader(c)
	start := c.Offset()
	m.ServerDHParams = readDHParams(c)
	m.Signed = c.Since(start)
	m.Scheme, m.Signature = readServerSignature(c)
	c.Widen(body)
}
