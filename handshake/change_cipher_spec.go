package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ChangeCipherSpec is one byte: up to TLS 1.2 it says that the sender's next
// record is encrypted (RFC 5246 §7.1); in TLS 1.3 it means nothing and stands
// there for middleboxes (RFC 8446 §D.4).
type ChangeCipherSpec struct {
	layer
}

var fChangeCipherSpec = wire.Field{Name: "type", Ref: "RFC 5246 §7.1", Filter: "tls.change_cipher_spec", Text: wire.Number,
	Mean: "Always 1. Up to TLS 1.2: from my next record on I encrypt. In TLS 1.3: nothing, for the sake of old middleboxes."}

// LayerType implements gopacket.Layer.
func (*ChangeCipherSpec) LayerType() gopacket.LayerType { return LayerTypeChangeCipherSpec }

// CanDecode implements gopacket.DecodingLayer.
func (*ChangeCipherSpec) CanDecode() gopacket.LayerClass { return LayerTypeChangeCipherSpec }

// Spec implements Message.
func (*ChangeCipherSpec) Spec() string { return "RFC 5246 §7.1" }

// DecodeFromBytes reads one record's content.
func (m *ChangeCipherSpec) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ChangeCipherSpec) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ChangeCipherSpec) parse(c *wire.Cursor) { c.Uint8(&fChangeCipherSpec) }
