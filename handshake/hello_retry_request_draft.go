package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// HelloRetryRequestDraft asks for another ClientHello in drafts 16 to 18 of
// TLS 1.3, where it had a number of its own: draft-ietf-tls-tls13-18 §4.1.4. Its slices
// alias the input.
type HelloRetryRequestDraft struct {
	layer
	draftRetry
}

// LayerType implements gopacket.Layer.
func (*HelloRetryRequestDraft) LayerType() gopacket.LayerType { return LayerTypeHelloRetryRequestDraft }

// CanDecode implements gopacket.DecodingLayer.
func (*HelloRetryRequestDraft) CanDecode() gopacket.LayerClass {
	return LayerTypeHelloRetryRequestDraft
}

// Spec implements Message.
func (*HelloRetryRequestDraft) Spec() string { return "draft-ietf-tls-tls13-18 §4.1.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *HelloRetryRequestDraft) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *HelloRetryRequestDraft) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *HelloRetryRequestDraft) parse(c *wire.Cursor) {
	m.draftRetry = draftRetry{Extensions: m.Extensions[:0]}
	_, body := readHeader(c)
	m.readVersion(c)
	m.readExtensions(c)
	c.Widen(body)
}
