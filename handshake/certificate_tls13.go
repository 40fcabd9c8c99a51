package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// CertificateTLS13 is the server's or the client's chain in TLS 1.3, where each
// certificate has extensions: RFC 8446 §4.4.2. Its slices alias the input.
type CertificateTLS13 struct {
	layer
	Context []byte // that of the request; the server's is empty
	Entries []CertificateEntry
}

// A CertificateEntry is a certificate and what was said of it.
type CertificateEntry struct {
	Data       []byte // X.509, or a bare public key (RFC 7250), in DER
	Extensions []Extension
	Credential DelegatedCredential // the zero value where the extension is absent
}

var (
	fEntriesLength = wire.Field{Name: "certificate_list_length", Ref: "RFC 8446 §4.4.2", Filter: "tls.handshake.certificates_length",
		Text: wire.Number, Mean: "How many bytes all certificates and their extensions take."}
	fEntries = wire.Field{Name: "certificate_list", Ref: "RFC 8446 §4.4.2", Filter: "tls.handshake.certificates",
		Text: wire.Count, Mean: "The sender's certificate first; each one after it should certify the one before. Empty: a client that has none."}
	gEntry       = wire.Field{Name: "certificate_entry", Ref: "RFC 8446 §4.4.2", Text: wire.Count, Mean: "A certificate and what was said of it."}
	fEntryLength = wire.Field{Name: "cert_data_length", Ref: "RFC 8446 §4.4.2", Filter: "tls.handshake.certificate_length",
		Text: wire.Number, Mean: "How many bytes this certificate has."}
	fEntryData = wire.Field{Name: "cert_data", Min: 1, Ref: "RFC 8446 §4.4.2", Filter: "tls.handshake.certificate",
		Text: der.CertificateText, Mean: "A name and a public key, signed, in DER: by an authority, or by the key itself."}
	fEntryKey = wire.Field{Name: "subject_public_key_info", Min: 1, Ref: "RFC 7250 §3", Filter: "tls.handshake.certificate",
		Text: wire.Count, Mean: "A public key alone, in DER: the peer must know it by other means."}
)

// LayerType implements gopacket.Layer.
func (*CertificateTLS13) LayerType() gopacket.LayerType { return LayerTypeCertificateTLS13 }

// CanDecode implements gopacket.DecodingLayer.
func (*CertificateTLS13) CanDecode() gopacket.LayerClass { return LayerTypeCertificateTLS13 }

// Spec implements Message.
func (*CertificateTLS13) Spec() string { return "RFC 8446 §4.4.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *CertificateTLS13) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *CertificateTLS13) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *CertificateTLS13) parse(c *wire.Cursor) {
	*m = CertificateTLS13{Entries: m.Entries[:0]}
	_, body := readHeader(c)
	m.Context = c.Data8(&fRequestContextLength, &fRequestContext)
	list := c.Vector24(&fEntriesLength, &fEntries)
	for c.Len() > 0 {
		m.readEntry(c)
	}
	c.End(list)
	c.Widen(body)
}

func (m *CertificateTLS13) readEntry(c *wire.Cursor) {
	g := c.Open(&gEntry)
	e := m.nextEntry()
	n := c.Uint24(&fEntryLength)
	e.Data = readCertificateData(c, n)
	x := beginExtensions(c, inCertificate, e.Extensions)
	for x.next(c) {
		if x.Type == registry.ExtDelegatedCredential {
			e.Credential = readDelegatedCredential(c)
		} else {
			readExtension(c, inCertificate, x.Type)
		}
	}
	e.Extensions = x.end(c)
	if e.Data == nil {
		m.Entries = m.Entries[:len(m.Entries)-1]
	}
	c.Close(g)
}

// nextEntry is one more entry, with the memory that the list of its extensions
// had the last time.
func (m *CertificateTLS13) nextEntry() *CertificateEntry {
	n := len(m.Entries)
	if n == cap(m.Entries) {
		m.Entries = append(m.Entries, CertificateEntry{})
	}
	m.Entries = m.Entries[:n+1]
	e := &m.Entries[n]
	*e = CertificateEntry{Extensions: e.Extensions[:0]}
	return e
}

// readCertificateData reads n bytes: a certificate or a bare public key. Which of
// the two was agreed on in the hellos, and the bytes tell as well.
func readCertificateData(c *wire.Cursor, n int) []byte {
	if isPublicKey(c.Ahead()) {
		return readPublicKeyDER(c, &fEntryKey, n)
	}
	return readCertificateDER(c, &fEntryData, n)
}

// isPublicKey says whether DER is a SubjectPublicKeyInfo and no certificate: of
// the first, the inner SEQUENCE begins with an object identifier.
func isPublicKey(der []byte) bool {
	inner, ok := intoSequence(der)
	if !ok {
		return false
	}
	inner, ok = intoSequence(inner)
	return ok && len(inner) > 0 && inner[0] == 0x06
}

// intoSequence steps behind the tag and the length of a SEQUENCE.
func intoSequence(der []byte) (content []byte, ok bool) {
	if len(der) < 2 || der[0] != 0x30 {
		return nil, false
	}
	head := 2
	if der[1] > 0x80 {
		head += int(der[1] & 0x7f)
	}
	if head > len(der) {
		return nil, false
	}
	return der[head:], true
}
