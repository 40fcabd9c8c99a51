package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeDHAnon is the server's half of a Diffie-Hellman exchange that
// nobody signed: RFC 5246 §7.4.3. Whoever is on the path can take the server's
// place. Its slices alias the input.
type ServerKeyExchangeDHAnon struct {
	layer
	ServerDHParams
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeDHAnon) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeDHAnon
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeDHAnon) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeDHAnon
}

// Spec implements Message.
func (*ServerKeyExchangeDHAnon) Spec() string { return "RFC 5246 §7.4.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeDHAnon) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeDHAnon) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeDHAnon) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeDHAnon{}
	_, body := readHeader(c)
	m.ServerDHParams = readDHParams(c)
	c.Widen(body)
}
