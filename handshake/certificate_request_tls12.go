package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateRequestTLS12 asks the client for a certificate in TLS 1.2: RFC 5246
// §7.4.4. Its slices alias the input.
type CertificateRequestTLS12 struct {
	layer
	Types       []registry.ClientCertificateType
	Schemes     []registry.SignatureScheme
	Authorities [][]byte // each a name in DER
}

var (
	fRequestSchemesLength = wire.Field{Name: "supported_signature_algorithms_length", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.sig_hash_alg_len", Text: wire.Number,
		Mean: "How many bytes the list takes: two for each."}
	fRequestSchemes = wire.Field{Name: "supported_signature_algorithms", Min: 2, Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.sig_hash_algs", Text: wire.Count,
		Mean: "Which signatures the server can check, the one it likes best first."}
	fRequestScheme = wire.Field{Name: "signature_algorithm", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.sig_hash_alg", Text: wire.Named[registry.SignatureScheme],
		Mean: "A hash and a kind of key."}
)

// LayerType implements gopacket.Layer.
func (*CertificateRequestTLS12) LayerType() gopacket.LayerType {
	return LayerTypeCertificateRequestTLS12
}

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateRequestTLS12) CanDecode() gopacket.LayerClass {
	return LayerTypeCertificateRequestTLS12
}

// Spec implements Message.
func (*CertificateRequestTLS12) Spec() string { return "RFC 5246 §7.4.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateRequestTLS12) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateRequestTLS12) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateRequestTLS12) parse(c *wire.Cursor) {
	*m = CertificateRequestTLS12{Types: m.Types[:0], Schemes: m.Schemes[:0], Authorities: m.Authorities[:0]}
	_, body := readHeader(c)
	m.Types = readClientTypes(c, m.Types)
	m.Schemes = append16(m.Schemes, c.List16(&fRequestSchemesLength, &fRequestSchemes, &fRequestScheme, 2))
	m.Authorities = readRequestAuthorities(c, m.Authorities)
	c.Widen(body)
}
