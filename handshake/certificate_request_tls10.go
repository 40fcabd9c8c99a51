package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateRequestTLS10 asks the client for a certificate in SSL 3.0, TLS 1.0
// and 1.1: RFC 4346 §7.4.4. Its slices alias the input.
type CertificateRequestTLS10 struct {
	layer
	Types       []registry.ClientCertificateType
	Authorities [][]byte // each a name in DER
}

// LayerType implements gopacket.Layer.
func (*CertificateRequestTLS10) LayerType() gopacket.LayerType {
	return LayerTypeCertificateRequestTLS10
}

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateRequestTLS10) CanDecode() gopacket.LayerClass {
	return LayerTypeCertificateRequestTLS10
}

// Spec implements Message.
func (*CertificateRequestTLS10) Spec() string { return "RFC 4346 §7.4.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateRequestTLS10) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateRequestTLS10) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateRequestTLS10) parse(c *wire.Cursor) {
	*m = CertificateRequestTLS10{Types: m.Types[:0], Authorities: m.Authorities[:0]}
	_, body := readHeader(c)
	m.Types = readClientTypes(c, m.Types)
	m.Authorities = readRequestAuthorities(c, m.Authorities)
	c.Widen(body)
}
