package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerHelloDone ends the server's first flight in TLS 1.2: RFC 5246 §7.4.5.
// It has no body.
type ServerHelloDone struct {
	layer
}

// LayerType implements gopacket.Layer.
func (*ServerHelloDone) LayerType() gopacket.LayerType { return LayerTypeServerHelloDone }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerHelloDone) CanDecode() gopacket.LayerClass { return LayerTypeServerHelloDone }

// Spec implements Message.
func (*ServerHelloDone) Spec() string { return "RFC 5246 §7.4.5" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerHelloDone) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerHelloDone) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerHelloDone) parse(c *wire.Cursor) {
	_, body := readHeader(c)
	c.Widen(body)
}
