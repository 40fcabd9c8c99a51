package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeECDHETLS10 is the server's half of an elliptic-curve key
// exchange in TLS 1.0 and 1.1, signed: RFC 4492 §5.4. Its slices alias the input.
type ServerKeyExchangeECDHETLS10 struct {
	layer
	ServerECDHParams
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeECDHETLS10) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeECDHETLS10
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeECDHETLS10) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeECDHETLS10
}

// Spec implements Message.
func (*ServerKeyExchangeECDHETLS10) Spec() string { return "RFC 4492 §5.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeECDHETLS10) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeECDHETLS10) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeECDHETLS10) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeECDHETLS10{}
	_, body := readHeader(c)
	start := c.Offset()
	if m.ServerECDHParams = readECDHParams(c); m.Public != nil { // a curve of an unknown kind swallows the rest
		m.Signed = c.Since(start)
		m.Signature = readServerSignatureTLS10(c)
	}
	c.Widen(body)
}
