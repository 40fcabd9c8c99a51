package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateVerifyTLS13 proves in TLS 1.3 that the sender holds the key of its
// certificate: RFC 8446 §4.4.3. Its slices alias the input.
type CertificateVerifyTLS13 struct {
	layer
	Scheme    registry.SignatureScheme
	Signature []byte
}

var (
	fVerifyScheme = wire.Field{Name: "algorithm", Ref: "RFC 8446 §4.4.3", Filter: "tls.handshake.sig_hash_alg", Text: wire.Named[registry.SignatureScheme],
		Mean: "How the sender signed."}
	fVerifyLength = wire.Field{Name: "signature_length", Ref: "RFC 8446 §4.4.3", Filter: "tls.handshake.client_cert_vrfy.sig_len", Text: wire.Number,
		Mean: "How many bytes the signature has."}
	fVerifySignature = wire.Field{Name: "signature", Ref: "RFC 8446 §4.4.3", Filter: "tls.handshake.client_cert_vrfy.sig", Text: wire.Count,
		Mean: "Made with the key of the certificate over a hash of the handshake so far: so the sender proves that it holds that key."}
)

// LayerType implements gopacket.Layer.
func (*CertificateVerifyTLS13) LayerType() gopacket.LayerType { return LayerTypeCertificateVerifyTLS13 }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateVerifyTLS13) CanDecode() gopacket.LayerClass {
	return LayerTypeCertificateVerifyTLS13
}

// Spec implements Message.
func (*CertificateVerifyTLS13) Spec() string { return "RFC 8446 §4.4.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateVerifyTLS13) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateVerifyTLS13) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateVerifyTLS13) parse(c *wire.Cursor) {
	*m = CertificateVerifyTLS13{}
	_, body := readHeader(c)
	m.Scheme = registry.SignatureScheme(c.Uint16(&fVerifyScheme))
	m.Signature = readSignature(c, &fVerifyLength, &fVerifySignature)
	c.Widen(body)
}
