package handshake

import (
	"fmt"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateURL says where to fetch the client's certificates, in the place of
// the certificates themselves: RFC 6066 §5. Its slices alias the input.
type CertificateURL struct {
	layer
	Type uint8 // 0: each its own URL, the client's first; 1: one URL for all of them
	URLs []URLAndHash
}

var (
	fChainType = wire.Field{Name: "type", Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url_type", Text: chainTypeText,
		Mean: "0: each certificate has a URL of its own; 1: one URL leads to the whole chain."}
	fURLsLength = wire.Field{Name: "url_and_hash_list_length", Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url.url_hash_len", Text: wire.Number,
		Mean: "How many bytes the list takes."}
	fURLs = wire.Field{Name: "url_and_hash_list", Min: 1, Ref: "RFC 6066 §5", Text: wire.Count,
		Mean: "Where the server may fetch what it needs."}
	gURLAndHash = wire.Field{Name: "url_and_hash", Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url.url_hash", Text: wire.Count,
		Mean: "One URL, and the hash of what is to be found there."}
	fURLLength = wire.Field{Name: "url_length", Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url.url_len", Text: wire.Number,
		Mean: "How many bytes the URL has."}
	fURL = wire.Field{Name: "url", Min: 1, Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url.url", Text: wire.Plain,
		Mean: "Where to fetch it, by HTTP."}
	fURLPadding = wire.Field{Name: "padding", Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url.padding", Text: wire.Number,
		Mean: "Always 1. Earlier it said whether a hash follows; now one always does."}
	fURLHash = wire.Field{Name: "sha1_hash", Ref: "RFC 6066 §5", Filter: "tls.handshake.cert_url.sha1",
		Mean: "SHA-1 of what stands at the URL, so that nobody can put something else there."}
)

// LayerType implements gopacket.Layer.
func (*CertificateURL) LayerType() gopacket.LayerType { return LayerTypeCertificateURL }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateURL) CanDecode() gopacket.LayerClass { return LayerTypeCertificateURL }

// Spec implements Message.
func (*CertificateURL) Spec() string { return "RFC 6066 §5" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateURL) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateURL) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateURL) parse(c *wire.Cursor) {
	*m = CertificateURL{URLs: m.URLs[:0]}
	_, body := readHeader(c)
	m.Type = c.Uint8(&fChainType)
	list := c.Vector16(&fURLsLength, &fURLs)
	for c.Len() > 0 {
		g := c.Open(&gURLAndHash)
		u := URLAndHash{URL: c.Data16(&fURLLength, &fURL)}
		c.Uint8(&fURLPadding)
		u.SHA1 = c.Bytes(&fURLHash, 20)
		c.Close(g)
		if c.Err() == nil {
			m.URLs = append(m.URLs, u)
		}
	}
	c.End(list)
	c.Widen(body)
}

// A URLAndHash is a place and the SHA-1 hash, 20 bytes, of what stands there.
type URLAndHash struct {
	URL  []byte
	SHA1 []byte
}

func chainTypeText(b []byte) string {
	switch b[0] {
	case 0:
		return "individual_certs"
	case 1:
		return "pkipath"
	}
	return fmt.Sprintf("unknown (0x%02x)", b[0])
}
