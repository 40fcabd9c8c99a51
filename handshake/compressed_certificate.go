package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CompressedCertificate is the body of a Certificate message of TLS 1.3, made
// shorter: RFC 8879 §4. It is not expanded here. Its slices alias the input.
type CompressedCertificate struct {
	layer
	Algorithm    registry.CertificateCompression
	Uncompressed int // how many bytes it claims to have when expanded
	Compressed   []byte
}

var (
	fCertCompression = wire.Field{Name: "algorithm", Ref: "RFC 8879 §4", Filter: "tls.compress_certificate.algorithm", Text: wire.Named[registry.CertificateCompression],
		Mean: "How the certificates were made shorter: one of the ways that the receiver has offered."}
	fUncompressedLength = wire.Field{Name: "uncompressed_length", Ref: "RFC 8879 §4", Filter: "tls.compress_certificate.uncompressed_length", Text: wire.Number,
		Mean: "How many bytes the expanded message has; a receiver refuses to make more of it."}
	fCompressedLength = wire.Field{Name: "compressed_certificate_message_length", Ref: "RFC 8879 §4", Filter: "tls.compress_certificate.compressed_certificate_message.length", Text: wire.Number,
		Mean: "How many bytes follow."}
	fCompressed = wire.Field{Name: "compressed_certificate_message", Min: 1, Ref: "RFC 8879 §4", Filter: "tls.compress_certificate.compressed_certificate_message", Text: wire.Count,
		Mean: "The Certificate message without its header, compressed."}
)

// LayerType implements gopacket.Layer.
func (*CompressedCertificate) LayerType() gopacket.LayerType { return LayerTypeCompressedCertificate }

// CanDecode implements gopacket.DecodingLayer.
func (*CompressedCertificate) CanDecode() gopacket.LayerClass { return LayerTypeCompressedCertificate }

// Spec implements Message.
func (*CompressedCertificate) Spec() string { return "RFC 8879 §4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CompressedCertificate) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CompressedCertificate) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CompressedCertificate) parse(c *wire.Cursor) {
	*m = CompressedCertificate{}
	_, body := readHeader(c)
	m.Algorithm = registry.CertificateCompression(c.Uint16(&fCertCompression))
	m.Uncompressed = c.Uint24(&fUncompressedLength)
	m.Compressed = c.Opaque(&fCompressed, c.Uint24(&fCompressedLength))
	c.Widen(body)
}
