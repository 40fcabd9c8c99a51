package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateTLS12 is the server's or the client's chain up to TLS 1.2
// (RFC 5246 §7.4.2), or a bare public key in its place (RFC 7250 §3). Its slices
// alias the input.
type CertificateTLS12 struct {
	layer
	Certificates [][]byte // each in DER, the sender's own first
	PublicKey    []byte   // in DER; nil where there are certificates
}

var (
	fCertListLength = wire.Field{Name: "certificate_list_length", Ref: "RFC 5246 §7.4.2", Filter: "tls.handshake.certificates_length",
		Text: wire.Number, Mean: "How many bytes all certificates take together."}
	fCertList = wire.Field{Name: "certificate_list", Ref: "RFC 5246 §7.4.2", Filter: "tls.handshake.certificates",
		Text: wire.Count, Mean: "The sender's certificate first; each one after it certifies the one before. Empty: a client that has none."}
	fCertLength = wire.Field{Name: "certificate_length", Ref: "RFC 5246 §7.4.2", Filter: "tls.handshake.certificate_length",
		Text: wire.Number, Mean: "How many bytes this certificate has."}
	fCert = wire.Field{Name: "certificate", Min: 1, Ref: "RFC 5280 §4.1", Filter: "tls.handshake.certificate",
		Text: der.CertificateText, Mean: "A name and a public key, signed, in DER: by an authority, or by the key itself."}
	fBareKeyLength = wire.Field{Name: "subject_public_key_info_length", Ref: "RFC 7250 §3", Filter: "tls.handshake.certificate_length",
		Text: wire.Number, Mean: "How many bytes the public key has: it stands in the place of all certificates."}
)

// LayerType implements gopacket.Layer.
func (*CertificateTLS12) LayerType() gopacket.LayerType { return LayerTypeCertificateTLS12 }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateTLS12) CanDecode() gopacket.LayerClass { return LayerTypeCertificateTLS12 }

// Spec implements Message.
func (*CertificateTLS12) Spec() string { return "RFC 5246 §7.4.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateTLS12) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateTLS12) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateTLS12) parse(c *wire.Cursor) {
	*m = CertificateTLS12{Certificates: m.Certificates[:0]}
	_, body := readHeader(c)
	if b := c.Ahead(); len(b) > 3 && isPublicKey(b[3:]) { // in a list, another length stands there
		n := c.Uint24(&fBareKeyLength)
		m.PublicKey = readPublicKeyDER(c, &fEntryKey, n)
		c.Widen(body)
		return
	}
	list := c.Vector24(&fCertListLength, &fCertList)
	for c.Len() > 0 {
		n := c.Uint24(&fCertLength)
		if cert := readCertificateDER(c, &fCert, n); cert != nil {
			m.Certificates = append(m.Certificates, cert)
		}
	}
	c.End(list)
	c.Widen(body)
}
