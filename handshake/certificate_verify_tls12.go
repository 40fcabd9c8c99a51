package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateVerifyTLS12 proves in TLS 1.2 that the client holds the key of its
// certificate: RFC 5246 §7.4.8. Its slices alias the input.
type CertificateVerifyTLS12 struct {
	layer
	Scheme    registry.SignatureScheme
	Signature []byte
}

var (
	fVerifySchemeTLS12 = wire.Field{Name: "algorithm", Ref: "RFC 5246 §7.4.8", Filter: "tls.handshake.sig_hash_alg", Text: wire.Named[registry.SignatureScheme],
		Mean: "How the client signed."}
	fVerifyLengthTLS12 = wire.Field{Name: "signature_length", Ref: "RFC 5246 §7.4.8", Filter: "tls.handshake.client_cert_vrfy.sig_len", Text: wire.Number,
		Mean: "How many bytes the signature has."}
	fVerifySignatureTLS12 = wire.Field{Name: "signature", Ref: "RFC 5246 §7.4.8", Filter: "tls.handshake.client_cert_vrfy.sig", Text: wire.Count,
		Mean: "Made over all handshake messages before this one: so the client proves that it holds the key of its certificate."}
)

// LayerType implements gopacket.Layer.
func (*CertificateVerifyTLS12) LayerType() gopacket.LayerType { return LayerTypeCertificateVerifyTLS12 }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateVerifyTLS12) CanDecode() gopacket.LayerClass {
	return LayerTypeCertificateVerifyTLS12
}

// Spec implements Message.
func (*CertificateVerifyTLS12) Spec() string { return "RFC 5246 §7.4.8" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateVerifyTLS12) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateVerifyTLS12) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateVerifyTLS12) parse(c *wire.Cursor) {
	*m = CertificateVerifyTLS12{}
	_, body := readHeader(c)
	m.Scheme = registry.SignatureScheme(c.Uint16(&fVerifySchemeTLS12))
	m.Signature = readSignature(c, &fVerifyLengthTLS12, &fVerifySignatureTLS12)
	c.Widen(body)
}
