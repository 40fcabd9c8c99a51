package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeSRP is the client's half of a key exchange by password:
// RFC 5054 §2.8.3. Its slices alias the input.
type ClientKeyExchangeSRP struct {
	layer
	Public []byte // big-endian
}

var (
	fSRPALength = wire.Field{Name: "srp_a_length", Ref: "RFC 5054 §2.8.3", Text: wire.Number,
		Mean: "How many bytes the public value has."}
	fSRPA = wire.Field{Name: "srp_a", Min: 1, Ref: "RFC 5054 §2.8.3", Text: wire.Count,
		Mean: "The client's public value: the generator raised to the client's secret exponent, modulo srp_n."}
)

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeSRP) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangeSRP }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeSRP) CanDecode() gopacket.LayerClass { return LayerTypeClientKeyExchangeSRP }

// Spec implements Message.
func (*ClientKeyExchangeSRP) Spec() string { return "RFC 5054 §2.8.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeSRP) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeSRP) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeSRP) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeSRP{}
	_, body := readHeader(c)
	m.Public = c.Data16(&fSRPALength, &fSRPA)
	c.Widen(body)
}
