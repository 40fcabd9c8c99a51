package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeECDHAnon is the server's half of an elliptic-curve key exchange
// that nobody signed: RFC 4492 §5.4. Whoever is on the path can take the server's
// place. Its slices alias the input.
type ServerKeyExchangeECDHAnon struct {
	layer
	ServerECDHParams
}

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeECDHAnon) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeECDHAnon
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeECDHAnon) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeECDHAnon
}

// Spec implements Message.
func (*ServerKeyExchangeECDHAnon) Spec() string { return "RFC 4492 §5.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeECDHAnon) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeECDHAnon) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeECDHAnon) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeECDHAnon{}
	_, body := readHeader(c)
	m.ServerECDHParams = readECDHParams(c)
	c.Widen(body)
}
