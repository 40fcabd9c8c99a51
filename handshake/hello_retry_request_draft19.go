package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// HelloRetryRequestDraft19 asks for another ClientHello in drafts 19 to 21 of
// TLS 1.3, which added the cipher suite: draft-ietf-tls-tls13-19 §4.1.4. Its slices alias
// the input.
type HelloRetryRequestDraft19 struct {
	layer
	draftRetry
	CipherSuite registry.CipherSuite
}

// LayerType implements gopacket.Layer.
func (*HelloRetryRequestDraft19) LayerType() gopacket.LayerType {
	return LayerTypeHelloRetryRequestDraft19
}

// CanDecode implements gopacket.DecodingLayer.
func (*HelloRetryRequestDraft19) CanDecode() gopacket.LayerClass {
	return LayerTypeHelloRetryRequestDraft19
}

// Spec implements Message.
func (*HelloRetryRequestDraft19) Spec() string { return "draft-ietf-tls-tls13-19 §4.1.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *HelloRetryRequestDraft19) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *HelloRetryRequestDraft19) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *HelloRetryRequestDraft19) parse(c *wire.Cursor) {
	*m = HelloRetryRequestDraft19{draftRetry: draftRetry{Extensions: m.Extensions[:0]}}
	_, body := readHeader(c)
	m.readVersion(c)
	m.CipherSuite = registry.CipherSuite(c.Uint16(&fChosenSuite))
	m.readExtensions(c)
	c.Widen(body)
}
