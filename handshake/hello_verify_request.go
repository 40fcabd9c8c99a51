package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// HelloVerifyRequest asks the client of a datagram connection to greet again with
// a cookie: RFC 6347 §4.2.1. It is read with the header of TLS, without the
// fragment fields of DTLS. Its slices alias the input.
type HelloVerifyRequest struct {
	layer
	Version registry.Version
	Cookie  []byte // 0 to 255 bytes
}

var (
	fVerifyVersion = wire.Field{Name: "server_version", Ref: "RFC 6347 §4.2.1", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
		Mean: "The version of DTLS. A client must not take it for the version that the server will choose."}
	fVerifyCookieLength = wire.Field{Name: "cookie_length", Ref: "RFC 6347 §4.2.1", Text: wire.Number,
		Mean: "How many bytes the cookie has."}
	fVerifyCookie = wire.Field{Name: "cookie", Ref: "RFC 6347 §4.2.1", Text: wire.Count,
		Mean: "Bytes to bring back: who can do so receives packets at the address that it sends from."}
)

// LayerType implements gopacket.Layer.
func (*HelloVerifyRequest) LayerType() gopacket.LayerType { return LayerTypeHelloVerifyRequest }

// CanDecode implements gopacket.DecodingLayer.
func (*HelloVerifyRequest) CanDecode() gopacket.LayerClass { return LayerTypeHelloVerifyRequest }

// Spec implements Message.
func (*HelloVerifyRequest) Spec() string { return "RFC 6347 §4.2.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *HelloVerifyRequest) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *HelloVerifyRequest) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *HelloVerifyRequest) parse(c *wire.Cursor) {
	*m = HelloVerifyRequest{}
	_, body := readHeader(c)
	m.Version = registry.Version(c.Uint16(&fVerifyVersion))
	m.Cookie = c.Data8(&fVerifyCookieLength, &fVerifyCookie)
	c.Widen(body)
}
