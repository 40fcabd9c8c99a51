package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// FinishedSSL30 ends the handshake of one side in SSL 3.0: RFC 6101 §5.6.9. Its
// slices alias the input.
type FinishedSSL30 struct {
	layer
	MD5 []byte // 16 bytes
	SHA []byte // 20 bytes
}

var (
	fFinishedMD5 = wire.Field{Name: "md5_hash", Ref: "RFC 6101 §5.6.9", Filter: "tls.handshake.md5_hash",
		Mean: "MD5 over all handshake messages so far, the sender and the master secret."}
	fFinishedSHA = wire.Field{Name: "sha_hash", Ref: "RFC 6101 §5.6.9", Filter: "tls.handshake.sha_hash",
		Mean: "SHA-1 over the same: SSL 3.0 did not want to trust one hash alone."}
)

// LayerType implements gopacket.Layer.
func (*FinishedSSL30) LayerType() gopacket.LayerType { return LayerTypeFinishedSSL30 }

// CanDecode implements gopacket.DecodingLayer.
func (*FinishedSSL30) CanDecode() gopacket.LayerClass { return LayerTypeFinishedSSL30 }

// Spec implements Message.
func (*FinishedSSL30) Spec() string { return "RFC 6101 §5.6.9" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *FinishedSSL30) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *FinishedSSL30) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *FinishedSSL30) parse(c *wire.Cursor) {
	*m = FinishedSSL30{}
	_, body := readHeader(c)
	m.MD5 = c.Bytes(&fFinishedMD5, 16)
	m.SHA = c.Bytes(&fFinishedSHA, 20)
	c.Widen(body)
}
