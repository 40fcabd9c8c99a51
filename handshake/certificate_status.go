package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateStatus is a fresh proof that the server's certificate has not been
// revoked, fetched by the server itself, up to TLS 1.2: RFC 6066 §8, and for the
// whole chain RFC 6961 §2.2. Its slices alias the input.
type CertificateStatus struct {
	layer
	Type      registry.StatusType
	Responses [][]byte // each in DER; of a list, empty where the server has none for that certificate
}

var (
	fCertStatusType = wire.Field{Name: "status_type", Ref: "RFC 6066 §8", Filter: "tls.handshake.extensions_status_request_type", Text: wire.Named[registry.StatusType],
		Mean: "1: one response for one certificate. 2: a list, one for each certificate of the chain."}
	fOCSPLength = wire.Field{Name: "ocsp_response_length", Ref: "RFC 6066 §8", Filter: "tls.handshake.ocsp_response_len", Text: wire.Number,
		Mean: "How many bytes the response has."}
	fOCSP = wire.Field{Name: "ocsp_response", Min: 1, Ref: "RFC 6960 §4.2.1", Text: wire.Count,
		Mean: "What the authority says of the certificate, signed, with the time for which it holds; in DER."}
	fOCSPListLength = wire.Field{Name: "ocsp_response_list_length", Ref: "RFC 6961 §2.2", Filter: "tls.handshake.ocsp_response_list_len", Text: wire.Number,
		Mean: "How many bytes all responses take."}
	fOCSPList = wire.Field{Name: "ocsp_response_list", Min: 1, Ref: "RFC 6961 §2.2", Text: wire.Count,
		Mean: "A response for each certificate of the chain, in its order."}
	fStatusUnknown = wire.Field{Name: "response", Ref: "RFC 6066 §8", Text: wire.Count,
		Mean: "An answer of a kind that no specification describes."}
)

// LayerType implements gopacket.Layer.
func (*CertificateStatus) LayerType() gopacket.LayerType { return LayerTypeCertificateStatus }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateStatus) CanDecode() gopacket.LayerClass { return LayerTypeCertificateStatus }

// Spec implements Message.
func (*CertificateStatus) Spec() string { return "RFC 6066 §8, RFC 6961 §2.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateStatus) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateStatus) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateStatus) parse(c *wire.Cursor) {
	*m = CertificateStatus{Responses: m.Responses[:0]}
	_, body := readHeader(c)
	m.Type = registry.StatusType(c.Uint8(&fCertStatusType))
	switch m.Type {
	case registry.StatusOCSP:
		m.readResponse(c)
	case registry.StatusOCSPMulti:
		list := c.Vector24(&fOCSPListLength, &fOCSPList)
		for c.Len() > 0 {
			m.readResponse(c)
		}
		c.End(list)
	default:
		if c.Len() > 0 {
			c.Opaque(&fStatusUnknown, c.Len())
		}
	}
	c.Widen(body)
}

// readResponse reads a response with its length. In a list it may be empty.
func (m *CertificateStatus) readResponse(c *wire.Cursor) {
	n := c.Uint24(&fOCSPLength)
	if n == 0 && m.Type == registry.StatusOCSPMulti {
		if c.Err() == nil {
			m.Responses = append(m.Responses, nil)
		}
		return
	}
	if r := readOCSPResponseDER(c, &fOCSP, n); r != nil {
		m.Responses = append(m.Responses, r)
	}
}
