package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ApplicationData is what the application sent, in a record that is not
// encrypted: no honest peer sends it so.
type ApplicationData struct {
	layer
	Data []byte
}

var fApplicationData = wire.Field{Name: "application_data", Ref: "RFC 8446 §5.1", Filter: "tls.app_data", Text: wire.Count,
	Mean: "The application's bytes."}

// LayerType implements gopacket.Layer.
func (*ApplicationData) LayerType() gopacket.LayerType { return LayerTypeApplicationData }

// CanDecode implements gopacket.DecodingLayer.
func (*ApplicationData) CanDecode() gopacket.LayerClass { return LayerTypeApplicationData }

// Spec implements Message.
func (*ApplicationData) Spec() string { return "RFC 8446 §5.1" }

// DecodeFromBytes reads one record's body.
func (m *ApplicationData) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ApplicationData) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ApplicationData) parse(c *wire.Cursor) { m.Data = c.Bytes(&fApplicationData, c.Len()) }
