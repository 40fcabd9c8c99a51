package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeECDHE is the client's half of an elliptic-curve key exchange
// in TLS 1.2: RFC 8422 §5.7. Its slices alias the input.
type ClientKeyExchangeECDHE struct {
	layer
	Public []byte // the public value, as the group writes it
}

var (
	fClientPointLength = wire.Field{Name: "ecdh_yc_length", Ref: "RFC 8422 §5.7", Filter: "tls.handshake.client_point_len",
		Text: wire.Number, Mean: "How many bytes the public value has."}
	fClientPoint = wire.Field{Name: "ecdh_yc", Min: 1, Ref: "RFC 8422 §5.7", Filter: "tls.handshake.client_point",
		Text: wire.Count, Mean: "The client's public key for this connection alone."}
)

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeECDHE) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangeECDHE }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeECDHE) CanDecode() gopacket.LayerClass {
	return LayerTypeClientKeyExchangeECDHE
}

// Spec implements Message.
func (*ClientKeyExchangeECDHE) Spec() string { return "RFC 8422 §5.7" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeECDHE) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeECDHE) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeECDHE) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeECDHE{}
	_, body := readHeader(c)
	m.Public = c.Data8(&fClientPointLength, &fClientPoint)
	c.Widen(body)
}
