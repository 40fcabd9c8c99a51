package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// RequestConnectionID asks the other side of a DTLS 1.3 connection for numbers to
// address it by: RFC 9147 §9. It is read with the header of TLS.
type RequestConnectionID struct {
	layer
	Count uint8
}

var fConnectionIDs = wire.Field{Name: "num_cids", Ref: "RFC 9147 §9", Text: wire.Number,
	Mean: "How many new connection IDs the sender would like to have."}

// LayerType implements gopacket.Layer.
func (*RequestConnectionID) LayerType() gopacket.LayerType { return LayerTypeRequestConnectionID }

// CanDecode implements gopacket.DecodingLayer.
func (*RequestConnectionID) CanDecode() gopacket.LayerClass { return LayerTypeRequestConnectionID }

// Spec implements Message.
func (*RequestConnectionID) Spec() string { return "RFC 9147 §9" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *RequestConnectionID) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *RequestConnectionID) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *RequestConnectionID) parse(c *wire.Cursor) {
	*m = RequestConnectionID{}
	_, body := readHeader(c)
	m.Count = c.Uint8(&fConnectionIDs)
	c.Widen(body)
}
