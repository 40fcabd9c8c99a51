package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// FinishedTLS13 ends the handshake of one side in TLS 1.3: RFC 8446 §4.4.4. Its
// slices alias the input.
type FinishedTLS13 struct {
	layer
	VerifyData []byte // as long as the hash of the cipher suite: 32 or 48 bytes
}

var fVerifyDataTLS13 = wire.Field{Name: "verify_data", Ref: "RFC 8446 §4.4.4", Filter: "tls.handshake.verify_data", Text: wire.Count,
	Mean: "A MAC over all handshake messages so far, under a key that only the two sides can compute: where they saw different messages, it does not match."}

// LayerType implements gopacket.Layer.
func (*FinishedTLS13) LayerType() gopacket.LayerType { return LayerTypeFinishedTLS13 }

// CanDecode implements gopacket.DecodingLayer.
func (*FinishedTLS13) CanDecode() gopacket.LayerClass { return LayerTypeFinishedTLS13 }

// Spec implements Message.
func (*FinishedTLS13) Spec() string { return "RFC 8446 §4.4.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *FinishedTLS13) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *FinishedTLS13) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *FinishedTLS13) parse(c *wire.Cursor) {
	*m = FinishedTLS13{}
	_, body := readHeader(c)
	m.VerifyData = readHash(c, &fVerifyDataTLS13)
	c.Widen(body)
}

// readHash reads what is as long as the hash of a cipher suite of TLS 1.3: 32
// bytes, or 48 with SHA-384.
func readHash(c *wire.Cursor, f *wire.Field) []byte {
	n := 32
	if c.Len() > n {
		n = 48
	}
	return c.Bytes(f, n)
}
