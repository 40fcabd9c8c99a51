package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// EncryptedExtensions are the server's answers that crossed in the clear before
// TLS 1.3: RFC 8446 §4.3.1. Its slices alias the input.
type EncryptedExtensions struct {
	layer
	Extensions []Extension // in the order of the wire, unknown ones too

	ALPN            [][]byte // one entry: the protocol chosen
	SupportedGroups []registry.Group
	RetryConfigs    []ECHConfig // keys for another try, where the server could not open the hidden hello
}

// LayerType implements gopacket.Layer.
func (*EncryptedExtensions) LayerType() gopacket.LayerType { return LayerTypeEncryptedExtensions }

// CanDecode implements gopacket.DecodingLayer.
func (*EncryptedExtensions) CanDecode() gopacket.LayerClass { return LayerTypeEncryptedExtensions }

// Spec implements Message.
func (*EncryptedExtensions) Spec() string { return "RFC 8446 §4.3.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *EncryptedExtensions) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *EncryptedExtensions) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *EncryptedExtensions) parse(c *wire.Cursor) {
	*m = EncryptedExtensions{Extensions: m.Extensions[:0], ALPN: m.ALPN[:0],
		SupportedGroups: m.SupportedGroups[:0], RetryConfigs: m.RetryConfigs[:0]}
	_, body := readHeader(c)
	x := beginExtensions(c, inEncryptedExtensions, m.Extensions)
	for x.next(c) {
		m.readExtension(c, x.Type)
	}
	m.Extensions = x.end(c)
	c.Widen(body)
}

func (m *EncryptedExtensions) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtSupportedGroups:
		m.SupportedGroups = readSupportedGroups(c, m.SupportedGroups)
	case registry.ExtALPN:
		m.ALPN = readALPN(c, m.ALPN)
	case registry.ExtECH:
		m.RetryConfigs = readECHConfigs(c, m.RetryConfigs)
	default:
		readExtension(c, inEncryptedExtensions, t)
	}
}

// Has says whether the extension stands in the message.
func (m *EncryptedExtensions) Has(t registry.ExtensionType) bool {
	return hasExtension(m.Extensions, t)
}
