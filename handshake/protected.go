package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Protected is the body of an encrypted record: RFC 8446 §5.2, RFC 5246 §6.2.3.
// Nothing of it can be read without a secret.
type Protected struct {
	layer
	Ciphertext []byte
}

var fEncryptedRecord = wire.Field{Name: "encrypted_record", Ref: "RFC 8446 §5.2", Filter: "tls.app_data", Text: wire.Count,
	Mean: "Ciphertext and its authentication tag. In TLS 1.3 the true content type is inside."}

// LayerType implements gopacket.Layer.
func (*Protected) LayerType() gopacket.LayerType { return LayerTypeProtected }

// CanDecode implements gopacket.DecodingLayer.
func (*Protected) CanDecode() gopacket.LayerClass { return LayerTypeProtected }

// Spec implements Message.
func (*Protected) Spec() string { return "RFC 8446 §5.2" }

// DecodeFromBytes reads one record's body.
func (m *Protected) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *Protected) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *Protected) parse(c *wire.Cursor) { m.Ciphertext = c.Opaque(&fEncryptedRecord, c.Len()) }
