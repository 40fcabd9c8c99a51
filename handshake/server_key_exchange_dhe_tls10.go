package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeDHETLS10 is the server's half of a Diffie-Hellman exchange in
// SSL 3.0, TLS 1.0 and 1.1, signed: RFC 4346 §7.4.3. Its slices alias the input.
type ServerKeyExchangeDHETLS10 struct {
	layer
	ServerDHParams
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeDHETLS10) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeDHETLS10
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeDHETLS10) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeDHETLS10
}

// Spec implements Message.
func (*ServerKeyExchangeDHETLS10) Spec() string { return "RFC 4346 §7.4.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeDHETLS10) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeDHETLS10) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeDHETLS10) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeDHETLS10{}
	_, body := readHeader(c)
	start := c.Offset()
	m.ServerDHParams = readDHParams(c)
	m.Signed = c.Since(start)
	m.Signature = readServerSignatureTLS10(c)
	c.Widen(body)
}
