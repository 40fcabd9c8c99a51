package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeDHE is the client's half of a Diffie-Hellman exchange:
// RFC 5246 §7.4.7.2. Its slices alias the input.
type ClientKeyExchangeDHE struct {
	layer
	Public []byte // big-endian
}

var (
	fDHYcLength = wire.Field{Name: "dh_yc_length", Ref: "RFC 5246 §7.4.7.2", Filter: "tls.handshake.yc_len", Text: wire.Number,
		Mean: "How many bytes the public value has."}
	fDHYc = wire.Field{Name: "dh_yc", Min: 1, Ref: "RFC 5246 §7.4.7.2", Filter: "tls.handshake.yc", Text: wire.Count,
		Mean: "The client's public value: the generator raised to the client's secret exponent, modulo dh_p."}
)

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeDHE) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangeDHE }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeDHE) CanDecode() gopacket.LayerClass { return LayerTypeClientKeyExchangeDHE }

// Spec implements Message.
func (*ClientKeyExchangeDHE) Spec() string { return "RFC 5246 §7.4.7.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeDHE) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeDHE) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeDHE) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeDHE{}
	_, body := readHeader(c)
	m.Public = c.Data16(&fDHYcLength, &fDHYc)
	c.Widen(body)
}
