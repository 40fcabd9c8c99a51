package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerHelloDraft is the server's choice in drafts 16 to 21 of TLS 1.3, which had
// neither session ID nor compression: draft-ietf-tls-tls13-18 §4.1.3. Its slices alias
// the input.
type ServerHelloDraft struct {
	layer
	Version     registry.Version // the draft that the server chose
	Random      []byte           // 32 bytes
	CipherSuite registry.CipherSuite
	Extensions  []Extension // in the order of the wire, unknown ones too
	KeyShare    KeyShare    // the zero value where the extension is absent
	PSKIdentity uint16      // which of the client's keys, where pre_shared_key stands
}

var (
	fDraftVersion = wire.Field{Name: "version", Ref: "draft-ietf-tls-tls13-18 §4.1.3", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
		Mean: "The draft of TLS 1.3 that the server chose: 7f and the number of the draft."}
	fDraftRandom = wire.Field{Name: "random", Ref: "draft-ietf-tls-tls13-18 §4.1.3", Filter: "tls.handshake.random", Text: wire.Count,
		Mean: "32 bytes, fresh for this connection, and public."}
)

// LayerType implements gopacket.Layer.
func (*ServerHelloDraft) LayerType() gopacket.LayerType { return LayerTypeServerHelloDraft }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerHelloDraft) CanDecode() gopacket.LayerClass { return LayerTypeServerHelloDraft }

// Spec implements Message.
func (*ServerHelloDraft) Spec() string { return "draft-ietf-tls-tls13-18 §4.1.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerHelloDraft) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerHelloDraft) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerHelloDraft) parse(c *wire.Cursor) {
	*m = ServerHelloDraft{Extensions: m.Extensions[:0]}
	_, body := readHeader(c)
	m.Version = registry.Version(c.Uint16(&fDraftVersion))
	m.Random = c.Bytes(&fDraftRandom, 32)
	m.CipherSuite = registry.CipherSuite(c.Uint16(&fChosenSuite))
	x := beginExtensions(c, inServerHello, m.Extensions)
	for x.next(c) {
		m.readExtension(c, x.Type)
	}
	m.Extensions = x.end(c)
	c.Widen(body)
}

func (m *ServerHelloDraft) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtKeyShare, registry.ExtKeyShareDraft:
		m.KeyShare = readKeyShareEntry(c, inServerHello)
	case registry.ExtPreSharedKey:
		m.PSKIdentity = c.Uint16(&fPSKSelected)
	default:
		readExtension(c, inServerHello, t)
	}
}
