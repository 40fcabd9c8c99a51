package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientHello is the first message of a connection: RFC 8446 §4.1.2, and
// RFC 5246 §7.4.1.2 for TLS 1.2. Its slices alias the input.
type ClientHello struct {
	layer
	LegacyVersion      registry.Version       // TLS 1.2 in a TLS 1.3 hello
	Random             []byte                 // 32 bytes
	SessionID          []byte                 // legacy_session_id: 0 to 32 bytes
	CipherSuites       []registry.CipherSuite // in the client's order
	CompressionMethods []registry.CompressionMethod
	Extensions         []Extension // in the order of the wire, unknown ones too

	// What the extensions say. A list is empty where its extension is absent; Has
	// tells an absent extension from an empty one.
	ServerName           []byte
	SupportedVersions    []registry.Version
	SupportedGroups      []registry.Group
	PointFormats         []registry.ECPointFormat
	SignatureSchemes     []registry.SignatureScheme
	CertSignatureSchemes []registry.SignatureScheme
	ALPN                 [][]byte
	KeyShares            []KeyShare
	PSKModes             []registry.PSKMode
	PSKIdentities        []PSKIdentity
	PSKBinders           [][]byte
	SessionTicket        []byte
	Cookie               []byte
	ECH                  ECHClientHello
}

// LayerType implements gopacket.Layer.
func (*ClientHello) LayerType() gopacket.LayerType { return LayerTypeClientHello }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientHello) CanDecode() gopacket.LayerClass { return LayerTypeClientHello }

// Spec implements Message.
func (h *ClientHello) Spec() string {
	if h.Has(registry.ExtSupportedVersions) {
		return "RFC 8446 §4.1.2"
	}
	return "RFC 5246 §7.4.1.2"
}

// DecodeFromBytes reads one message, its four header bytes included.
func (h *ClientHello) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	h.parse(&c)
	return h.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (h *ClientHello) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	h.parse(&c)
	return h.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (h *ClientHello) parse(c *wire.Cursor) {
	h.reset()
	_, body := readHeader(c)
	h.LegacyVersion, h.Random, h.SessionID = readHelloStart(c, &clientFields)
	h.CipherSuites = append16(h.CipherSuites, c.List16(&fCipherSuitesLength, &fCipherSuites, &fCipherSuite, 2))
	h.CompressionMethods = append8(h.CompressionMethods, c.List8(&fCompressionLength, &fCompressions, &fCompression, 1))
	if c.Len() > 0 { // a hello without extensions ends here: RFC 5246 §7.4.1.2
		x := beginExtensions(c, inClientHello, h.Extensions)
		for x.next(c) {
			h.readExtension(c, x.Type)
		}
		h.Extensions = x.end(c)
	}
	c.Widen(body)
}

// readExtension reads the body of one extension by the shape that it has in a
// ClientHello.
func (h *ClientHello) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtServerName:
		h.ServerName = readServerNameList(c)
	case registry.ExtSupportedGroups:
		h.SupportedGroups = readSupportedGroups(c, h.SupportedGroups)
	case registry.ExtECPointFormats:
		h.PointFormats = readPointFormats(c, h.PointFormats)
	case registry.ExtSignatureAlgorithms:
		h.SignatureSchemes = readSignatureSchemes(c, h.SignatureSchemes)
	case registry.ExtALPN:
		h.ALPN = readALPN(c, h.ALPN)
	case registry.ExtSessionTicket:
		h.SessionTicket = c.Rest(&fSessionTicket)
	case registry.ExtPreSharedKey:
		h.readPreSharedKeys(c)
	case registry.ExtSupportedVersions:
		h.SupportedVersions = readSupportedVersions(c, h.SupportedVersions)
	case registry.ExtCookie:
		h.Cookie = c.Data16(&fCookieLength, &fCookie)
	case registry.ExtPSKKeyExchangeModes:
		h.PSKModes = readPSKModes(c, h.PSKModes)
	case registry.ExtSignatureAlgorithmsCert:
		h.CertSignatureSchemes = readSignatureSchemes(c, h.CertSignatureSchemes)
	case registry.ExtKeyShare:
		h.KeyShares = readClientShares(c, h.KeyShares)
	case registry.ExtKeyShareDraft:
		if !readExtendedRandom(c, inClientHello) {
			h.KeyShares = readClientShares(c, h.KeyShares)
		}
	case registry.ExtECH:
		h.ECH = readECHClientHello(c)
	default:
		readExtension(c, inClientHello, t)
	}
}

// reset empties the struct and keeps the memory of its lists.
func (h *ClientHello) reset() {
	*h = ClientHello{
		CipherSuites: h.CipherSuites[:0], CompressionMethods: h.CompressionMethods[:0], Extensions: h.Extensions[:0],
		SupportedVersions: h.SupportedVersions[:0], SupportedGroups: h.SupportedGroups[:0], PointFormats: h.PointFormats[:0],
		SignatureSchemes: h.SignatureSchemes[:0], CertSignatureSchemes: h.CertSignatureSchemes[:0], ALPN: h.ALPN[:0],
		KeyShares: h.KeyShares[:0], PSKModes: h.PSKModes[:0], PSKIdentities: h.PSKIdentities[:0], PSKBinders: h.PSKBinders[:0],
	}
}

// Offers says whether the client offers this version: in supported_versions
// where the extension stands, else by the version field (RFC 8446 §4.2.1).
func (h *ClientHello) Offers(v registry.Version) bool {
	if !h.Has(registry.ExtSupportedVersions) {
		return h.LegacyVersion >= v
	}
	for _, o := range h.SupportedVersions {
		if o == v {
			return true
		}
	}
	return false
}

// Has says whether the extension stands in the hello.
func (h *ClientHello) Has(t registry.ExtensionType) bool { return hasExtension(h.Extensions, t) }
