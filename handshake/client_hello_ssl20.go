package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientHelloSSL20 is the first message of a connection in the form of SSL 2.0,
// which clients of later versions long sent too: RFC 6101 §E.1. Its slices alias
// the input.
type ClientHelloSSL20 struct {
	layer
	Version     registry.Version
	CipherKinds []CipherKind
	SessionID   []byte // empty, or 16 bytes
	Challenge   []byte // 16 to 32 bytes
}

var (
	fSessionLengthSSL20 = wire.Field{Name: "session_id_length", Ref: "RFC 6101 §E.1", Filter: "tls.handshake.session_id_length", Text: wire.Number,
		Mean: "How many bytes the session ID has: 0, or 16."}
	fChallengeLength = wire.Field{Name: "challenge_length", Ref: "RFC 6101 §E.1", Filter: "tls.handshake.challenge_length", Text: wire.Number,
		Mean: "How many bytes the challenge has: 16 to 32."}
	fSessionSSL20 = wire.Field{Name: "session_id", Ref: "RFC 6101 §E.1", Filter: "tls.handshake.session_id",
		Mean: "The name of an earlier session to go on with."}
	fChallenge = wire.Field{Name: "challenge", Ref: "RFC 6101 §E.1", Filter: "tls.handshake.challenge", Text: wire.Count,
		Mean: "Fresh random bytes. In SSL 3.0 and TLS they serve as the random, with zeros put before them."}
)

// LayerType implements gopacket.Layer.
func (*ClientHelloSSL20) LayerType() gopacket.LayerType { return LayerTypeClientHelloSSL20 }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientHelloSSL20) CanDecode() gopacket.LayerClass { return LayerTypeClientHelloSSL20 }

// Spec implements Message.
func (*ClientHelloSSL20) Spec() string { return "RFC 6101 §E.1" }

// DecodeFromBytes reads one record's body, its message type first.
func (m *ClientHelloSSL20) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientHelloSSL20) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientHelloSSL20) parse(c *wire.Cursor) {
	*m = ClientHelloSSL20{CipherKinds: m.CipherKinds[:0]}
	c.Uint8(&fTypeSSL20)
	m.Version = registry.Version(c.Uint16(&fVersionSSL20))
	kinds := int(c.Uint16(&fKindsLength))
	session := int(c.Uint16(&fSessionLengthSSL20))
	challenge := int(c.Uint16(&fChallengeLength))
	m.CipherKinds = readCipherKinds(c, kinds, m.CipherKinds)
	m.SessionID = c.Bytes(&fSessionSSL20, session)
	m.Challenge = c.Bytes(&fChallenge, challenge)
}
