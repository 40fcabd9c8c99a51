package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateVerifyTLS10 proves in SSL 3.0, TLS 1.0 and 1.1 that the client holds
// the key of its certificate; the key alone says how it signed: RFC 4346 §7.4.8.
// Its slices alias the input.
type CertificateVerifyTLS10 struct {
	layer
	Signature []byte
}

var (
	fVerifyLengthTLS10 = wire.Field{Name: "signature_length", Ref: "RFC 4346 §7.4.8", Filter: "tls.handshake.client_cert_vrfy.sig_len", Text: wire.Number,
		Mean: "How many bytes the signature has."}
	fVerifySignatureTLS10 = wire.Field{Name: "signature", Ref: "RFC 4346 §7.4.8", Filter: "tls.handshake.client_cert_vrfy.sig", Text: wire.Count,
		Mean: "Made over hashes of the handshake messages before this one: MD5 and SHA-1 together with an RSA key, SHA-1 with any other."}
)

// LayerType implements gopacket.Layer.
func (*CertificateVerifyTLS10) LayerType() gopacket.LayerType { return LayerTypeCertificateVerifyTLS10 }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateVerifyTLS10) CanDecode() gopacket.LayerClass {
	return LayerTypeCertificateVerifyTLS10
}

// Spec implements Message.
func (*CertificateVerifyTLS10) Spec() string { return "RFC 4346 §7.4.8" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateVerifyTLS10) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateVerifyTLS10) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateVerifyTLS10) parse(c *wire.Cursor) {
	*m = CertificateVerifyTLS10{}
	_, body := readHeader(c)
	m.Signature = readSignature(c, &fVerifyLengthTLS10, &fVerifySignatureTLS10)
	c.Widen(body)
}
