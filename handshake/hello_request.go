package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// HelloRequest asks the client to begin a new handshake on a connection that
// stands, up to TLS 1.2: RFC 5246 §7.4.1.1. It has no body.
type HelloRequest struct {
	layer
}

// LayerType implements gopacket.Layer.
func (*HelloRequest) LayerType() gopacket.LayerType { return LayerTypeHelloRequest }

// CanDecode implements gopacket.DecodingLayer.
func (*HelloRequest) CanDecode() gopacket.LayerClass { return LayerTypeHelloRequest }

// Spec implements Message.
func (*HelloRequest) Spec() string { return "RFC 5246 §7.4.1.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *HelloRequest) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *HelloRequest) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *HelloRequest) parse(c *wire.Cursor) {
	_, body := readHeader(c)
	c.Widen(body)
}
