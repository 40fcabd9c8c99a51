package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// NextProtocol says which application protocol the client chose, in the forerunner
// of ALPN: draft-agl-tls-nextprotoneg-04 §3. Its slices alias the input.
type NextProtocol struct {
	layer
	Selected []byte
	Padding  []byte
}

var (
	fNextLength = wire.Field{Name: "selected_protocol_length", Ref: "draft-agl-tls-nextprotoneg-04 §3", Filter: "tls.handshake.npn_selected_protocol_len", Text: wire.Number,
		Mean: "How many bytes the name has."}
	fNextProtocol = wire.Field{Name: "selected_protocol", Ref: "draft-agl-tls-nextprotoneg-04 §3", Filter: "tls.handshake.npn_selected_protocol", Text: wire.Plain,
		Mean: "The protocol that the client will speak. It need not be one that the server has offered."}
	fNextPaddingLength = wire.Field{Name: "padding_length", Ref: "draft-agl-tls-nextprotoneg-04 §3", Filter: "tls.handshake.npn_padding_len", Text: wire.Number,
		Mean: "How many bytes of padding follow."}
	fNextPadding = wire.Field{Name: "padding", Ref: "draft-agl-tls-nextprotoneg-04 §3", Filter: "tls.handshake.npn_padding", Text: wire.Count,
		Mean: "Zero bytes, so that the length of the encrypted message does not tell the protocol."}
)

// LayerType implements gopacket.Layer.
func (*NextProtocol) LayerType() gopacket.LayerType { return LayerTypeNextProtocol }

// CanDecode implements gopacket.DecodingLayer.
func (*NextProtocol) CanDecode() gopacket.LayerClass { return LayerTypeNextProtocol }

// Spec implements Message.
func (*NextProtocol) Spec() string { return "draft-agl-tls-nextprotoneg-04 §3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *NextProtocol) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *NextProtocol) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *NextProtocol) parse(c *wire.Cursor) {
	*m = NextProtocol{}
	_, body := readHeader(c)
	m.Selected = c.Data8(&fNextLength, &fNextProtocol)
	m.Padding = c.Data8(&fNextPaddingLength, &fNextPadding)
	c.Widen(body)
}
