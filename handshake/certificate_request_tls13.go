package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateRequestTLS13 asks the client to prove who it is: RFC 8446 §4.3.2. A
// ClientCertificateRequest, with which a client asks the server, has the same shape:
// RFC 9261 §4. Its slices alias the input.
type CertificateRequestTLS13 struct {
	layer
	Context    []byte      // empty in the handshake; after it, the name of the request
	Extensions []Extension // in the order of the wire, unknown ones too

	SignatureSchemes     []registry.SignatureScheme
	CertSignatureSchemes []registry.SignatureScheme
}

var (
	fRequestContextLength = wire.Field{Name: "certificate_request_context_length", Ref: "RFC 8446 §4.3.2",
		Filter: "tls.handshake.certificate_request_context_length", Text: wire.Number, Mean: "0 within the handshake."}
	fRequestContext = wire.Field{Name: "certificate_request_context", Ref: "RFC 8446 §4.3.2",
		Filter: "tls.handshake.certificate_request_context", Text: wire.Count,
		Mean: "The name of the request, which the answer repeats: behind the handshake a server may ask more than once."}
)

// LayerType implements gopacket.Layer.
func (*CertificateRequestTLS13) LayerType() gopacket.LayerType {
	return LayerTypeCertificateRequestTLS13
}

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateRequestTLS13) CanDecode() gopacket.LayerClass {
	return LayerTypeCertificateRequestTLS13
}

// Spec implements Message.
func (*CertificateRequestTLS13) Spec() string { return "RFC 8446 §4.3.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateRequestTLS13) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateRequestTLS13) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateRequestTLS13) parse(c *wire.Cursor) {
	*m = CertificateRequestTLS13{Extensions: m.Extensions[:0], SignatureSchemes: m.SignatureSchemes[:0],
		CertSignatureSchemes: m.CertSignatureSchemes[:0]}
	_, body := readHeader(c)
	m.Context = c.Data8(&fRequestContextLength, &fRequestContext)
	x := beginExtensions(c, inCertificateRequest, m.Extensions)
	for x.next(c) {
		m.readExtension(c, x.Type)
	}
	m.Extensions = x.end(c)
	c.Widen(body)
}

func (m *CertificateRequestTLS13) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtServerName:
		readServerNameList(c)
	case registry.ExtSignatureAlgorithms:
		m.SignatureSchemes = readSignatureSchemes(c, m.SignatureSchemes)
	case registry.ExtSignatureAlgorithmsCert:
		m.CertSignatureSchemes = readSignatureSchemes(c, m.CertSignatureSchemes)
	default:
		readExtension(c, inCertificateRequest, t)
	}
}

// Has says whether the extension stands in the message.
func (m *CertificateRequestTLS13) Has(t registry.ExtensionType) bool {
	return hasExtension(m.Extensions, t)
}
