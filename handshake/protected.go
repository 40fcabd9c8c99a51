package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Protected is the body of an encrypted record: RFC 8446 §5.2, RFC 5246 §6.2.3.
// Without a secret nothing of it can be read, unless the suite encrypts with
// NULL; that is not looked into here.
type Protected struct {
	layer
	Type       registry.ContentType // of its record: the caller says it, and decoding leaves it as it is
	Ciphertext []byte
}

var (
	fEncryptedRecord = wire.Field{Name: "encrypted_record", Ref: "RFC 8446 §5.2", Filter: "tls.app_data", Text: wire.Count,
		Mean: "Encrypted content, with what the cipher adds: a tag or a MAC, up to TLS 1.2 often a nonce or an IV. In TLS 1.3 the true content type is inside."}
	fEncryptedHandshake = wire.Field{Name: "encrypted_record", Ref: "RFC 5246 §6.2.3", Filter: "tls.handshake", Text: wire.Count,
		Mean: "An encrypted handshake message, usually Finished."}
	fEncryptedAlert = wire.Field{Name: "encrypted_record", Ref: "RFC 5246 §6.2.3", Filter: "tls.alert_message", Text: wire.Count,
		Mean: "An encrypted alert, usually close_notify."}
)

// LayerType implements gopacket.Layer.
func (*Protected) LayerType() gopacket.LayerType { return LayerTypeProtected }

// CanDecode implements gopacket.DecodingLayer.
func (*Protected) CanDecode() gopacket.LayerClass { return LayerTypeProtected }

// Spec implements Message.
func (*Protected) Spec() string { return "RFC 8446 §5.2, RFC 5246 §6.2.3" }

// DecodeFromBytes reads one record's body.
func (m *Protected) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
// The type of the record says under which field.
func (m *Protected) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *Protected) parse(c *wire.Cursor) {
	field := &fEncryptedRecord
	switch m.Type {
	case registry.ContentHandshake:
		field = &fEncryptedHandshake
	case registry.ContentAlert:
		field = &fEncryptedAlert
	}
	m.Ciphertext = c.Opaque(field, c.Len())
}
