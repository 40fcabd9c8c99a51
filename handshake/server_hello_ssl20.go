package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerHelloSSL20 is the server's answer in SSL 2.0, with its certificate in it:
// draft-hickman-netscape-ssl-00 §5.6.1. Its slices alias the input.
type ServerHelloSSL20 struct {
	layer
	SessionIDHit bool
	Version      registry.Version
	Certificate  []byte // in DER; empty where the session goes on
	CipherKinds  []CipherKind
	ConnectionID []byte // 16 to 32 bytes
}

var (
	fSessionHit = wire.Field{Name: "session_id_hit", Ref: "draft-hickman-netscape-ssl-00 §5.6.1", Filter: "tls.handshake.session_id_hit", Text: wire.Number,
		Mean: "1 where the server goes on with the session that the client named."}
	fCertTypeSSL20 = wire.Field{Name: "certificate_type", Ref: "draft-hickman-netscape-ssl-00 §5.6.1", Filter: "tls.handshake.cert_type", Text: wire.Number,
		Mean: "1: an X.509 certificate. 0 where none is sent."}
	fServerVersionSSL20 = wire.Field{Name: "server_version", Ref: "draft-hickman-netscape-ssl-00 §5.6.1", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
		Mean: "The version of the protocol that the server speaks."}
	fCertLengthSSL20 = wire.Field{Name: "certificate_length", Ref: "draft-hickman-netscape-ssl-00 §5.6.1", Filter: "tls.handshake.certificate_length", Text: wire.Number,
		Mean: "How many bytes the certificate has."}
	fConnectionIDLengthSSL20 = wire.Field{Name: "connection_id_length", Ref: "draft-hickman-netscape-ssl-00 §5.6.1", Filter: "tls.handshake.connection_id_length", Text: wire.Number,
		Mean: "How many bytes the connection ID has."}
	fConnectionIDSSL20 = wire.Field{Name: "connection_id", Ref: "draft-hickman-netscape-ssl-00 §5.6.1", Filter: "tls.handshake.connection_id", Text: wire.Count,
		Mean: "Fresh random bytes of the server."}
)

// LayerType implements gopacket.Layer.
func (*ServerHelloSSL20) LayerType() gopacket.LayerType { return LayerTypeServerHelloSSL20 }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerHelloSSL20) CanDecode() gopacket.LayerClass { return LayerTypeServerHelloSSL20 }

// Spec implements Message.
func (*ServerHelloSSL20) Spec() string { return "draft-hickman-netscape-ssl-00 §5.6.1" }

// DecodeFromBytes reads one record's body, its message type first.
func (m *ServerHelloSSL20) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerHelloSSL20) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerHelloSSL20) parse(c *wire.Cursor) {
	*m = ServerHelloSSL20{CipherKinds: m.CipherKinds[:0]}
	c.Uint8(&fTypeSSL20)
	m.SessionIDHit = c.Uint8(&fSessionHit) != 0
	c.Uint8(&fCertTypeSSL20)
	m.Version = registry.Version(c.Uint16(&fServerVersionSSL20))
	cert := int(c.Uint16(&fCertLengthSSL20))
	kinds := int(c.Uint16(&fKindsLength))
	id := int(c.Uint16(&fConnectionIDLengthSSL20))
	if cert > 0 {
		m.Certificate = readCertificateDER(c, &fCert, cert)
	}
	m.CipherKinds = readCipherKinds(c, kinds, m.CipherKinds)
	m.ConnectionID = c.Bytes(&fConnectionIDSSL20, id)
}
