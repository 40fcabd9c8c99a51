package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeECDHE is the server's half of an elliptic-curve key exchange
// in TLS 1.2, signed: RFC 8422 §5.4. Its slices alias the input.
type ServerKeyExchangeECDHE struct {
	layer
	ServerECDHParams
	Scheme    registry.SignatureScheme
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeECDHE) LayerType() gopacket.LayerType { return LayerTypeServerKeyExchangeECDHE }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeECDHE) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeECDHE
}

// Spec implements Message.
func (*ServerKeyExchangeECDHE) Spec() string { return "RFC 8422 §5.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeECDHE) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeECDHE) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeECDHE) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeECDHE{}
	_, body := readHeader(c)
	start := c.Offset()
	if m.ServerECDHParams = readECDHParams(c); m.Public != nil { // a curve of an unknown kind swallows the rest
		m.Signed = c.Since(start)
		m.Scheme, m.Signature = readServerSignature(c)
	}
	c.Widen(body)
}
