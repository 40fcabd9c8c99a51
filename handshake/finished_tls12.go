package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// FinishedTLS12 ends the handshake of one side in TLS 1.0 to 1.2, as its first
// protected message: RFC 5246 §7.4.9. Its slices alias the input.
type FinishedTLS12 struct {
	layer
	VerifyData []byte // 12 bytes, or more where the cipher suite says so
}

var fVerifyDataTLS12 = wire.Field{Name: "verify_data", Ref: "RFC 5246 §7.4.9", Filter: "tls.handshake.verify_data", Text: wire.Count,
	Mean: "Computed from the master secret and all handshake messages so far: where the two sides saw different messages, it does not match."}

// LayerType implements gopacket.Layer.
func (*FinishedTLS12) LayerType() gopacket.LayerType { return LayerTypeFinishedTLS12 }

// CanDecode implements gopacket.DecodingLayer.
func (*FinishedTLS12) CanDecode() gopacket.LayerClass { return LayerTypeFinishedTLS12 }

// Spec implements Message.
func (*FinishedTLS12) Spec() string { return "RFC 5246 §7.4.9" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *FinishedTLS12) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *FinishedTLS12) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *FinishedTLS12) parse(c *wire.Cursor) {
	*m = FinishedTLS12{}
	_, body := readHeader(c)
	// The length is the cipher suite's to say; none says less than 12.
	m.VerifyData = c.Bytes(&fVerifyDataTLS12, max(12, c.Len()))
	c.Widen(body)
}
