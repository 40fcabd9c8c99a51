package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerHello is the server's choice: RFC 8446 §4.1.3, and RFC 5246 §7.4.1.3
// for TLS 1.2. Its slices alias the input.
type ServerHello struct {
	layer
	LegacyVersion     registry.Version // TLS 1.2 in a TLS 1.3 hello: Negotiated says which one counts
	Random            []byte           // 32 bytes
	SessionID         []byte           // legacy_session_id_echo: 0 to 32 bytes
	CipherSuite       registry.CipherSuite
	CompressionMethod registry.CompressionMethod
	Extensions        []Extension // in the order of the wire, unknown ones too

	SelectedVersion registry.Version // of supported_versions; 0 where it is absent
	KeyShare        KeyShare         // the zero value where the extension is absent
	PointFormats    []registry.ECPointFormat
	ALPN            [][]byte // one entry: the protocol chosen
	PSKIdentity     uint16   // which of the client's keys, where pre_shared_key stands
}

// HelloRetryRequest is a ServerHello with a certain random, by which the server
// asks for another ClientHello: RFC 8446 §4.1.4. Its slices alias the input.
type HelloRetryRequest struct {
	layer
	LegacyVersion     registry.Version // TLS 1.2
	Random            []byte           // 32 bytes, always the same
	SessionID         []byte           // legacy_session_id_echo: 0 to 32 bytes
	CipherSuite       registry.CipherSuite
	CompressionMethod registry.CompressionMethod
	Extensions        []Extension // in the order of the wire, unknown ones too

	SelectedVersion registry.Version // of supported_versions; 0 where it is absent
	SelectedGroup   registry.Group   // the share that the server wants; 0 where it does not ask for one
	Cookie          []byte
	ECHConfirmation []byte // 8 bytes, where the server opened the hidden hello
}

// LayerType implements gopacket.Layer.
func (*ServerHello) LayerType() gopacket.LayerType { return LayerTypeServerHello }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerHello) CanDecode() gopacket.LayerClass { return LayerTypeServerHello }

// Spec implements Message.
func (h *ServerHello) Spec() string {
	if h.Has(registry.ExtSupportedVersions) {
		return "RFC 8446 §4.1.3"
	}
	return "RFC 5246 §7.4.1.3"
}

// LayerType implements gopacket.Layer.
func (*HelloRetryRequest) LayerType() gopacket.LayerType { return LayerTypeHelloRetryRequest }

// CanDecode implements gopacket.DecodingLayer.
func (*HelloRetryRequest) CanDecode() gopacket.LayerClass { return LayerTypeHelloRetryRequest }

// Spec implements Message.
func (*HelloRetryRequest) Spec() string { return "RFC 8446 §4.1.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (h *ServerHello) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	h.parse(&c)
	return h.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (h *ServerHello) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	h.parse(&c)
	return h.decoded(&c, data, gopacket.NilDecodeFeedback)
}

// DecodeFromBytes reads one message, its four header bytes included.
func (h *HelloRetryRequest) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	h.parse(&c)
	return h.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (h *HelloRetryRequest) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	h.parse(&c)
	return h.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (h *ServerHello) parse(c *wire.Cursor) {
	*h = ServerHello{Extensions: h.Extensions[:0], PointFormats: h.PointFormats[:0], ALPN: h.ALPN[:0]}
	_, body := readHeader(c)
	h.LegacyVersion, h.Random, h.SessionID = readHelloStart(c, &serverFields)
	h.CipherSuite, h.CompressionMethod = readChoice(c)
	if c.Len() > 0 { // a hello without extensions ends here: RFC 5246 §7.4.1.3
		x := beginExtensions(c, inServerHello, h.Extensions)
		for x.next(c) {
			h.readExtension(c, x.Type)
		}
		h.Extensions = x.end(c)
	}
	c.Widen(body)
}

func (h *HelloRetryRequest) parse(c *wire.Cursor) {
	*h = HelloRetryRequest{Extensions: h.Extensions[:0]}
	_, body := readHeader(c)
	h.LegacyVersion, h.Random, h.SessionID = readHelloStart(c, &retryFields)
	h.CipherSuite, h.CompressionMethod = readChoice(c)
	if c.Len() > 0 {
		x := beginExtensions(c, inHelloRetryRequest, h.Extensions)
		for x.next(c) {
			h.readExtension(c, x.Type)
		}
		h.Extensions = x.end(c)
	}
	c.Widen(body)
}

func readChoice(c *wire.Cursor) (registry.CipherSuite, registry.CompressionMethod) {
	suite := registry.CipherSuite(c.Uint16(&fChosenSuite))
	return suite, registry.CompressionMethod(c.Uint8(&fChosenCompression))
}

// readExtension reads the body of one extension by the shape that it has in a
// ServerHello.
func (h *ServerHello) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtSupportedGroups: // some servers of TLS 1.2 send it: RFC 8446 §4.2.7
		readGroups(c)
	case registry.ExtECPointFormats:
		h.PointFormats = readPointFormats(c, h.PointFormats)
	case registry.ExtALPN:
		h.ALPN = readALPN(c, h.ALPN)
	case registry.ExtPreSharedKey:
		h.PSKIdentity = c.Uint16(&fPSKSelected)
	case registry.ExtSupportedVersions:
		h.SelectedVersion = registry.Version(c.Uint16(&fSelectedVersion))
	case registry.ExtKeyShare:
		h.KeyShare = readKeyShareEntry(c, inServerHello)
	case registry.ExtKeyShareDraft:
		if !readExtendedRandom(c, inServerHello) {
			h.KeyShare = readKeyShareEntry(c, inServerHello)
		}
	default:
		readExtension(c, inServerHello, t)
	}
}

// readExtension reads the body of one extension by the shape that it has in a
// HelloRetryRequest.
func (h *HelloRetryRequest) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtSupportedVersions:
		h.SelectedVersion = registry.Version(c.Uint16(&fSelectedVersion))
	case registry.ExtKeyShare, registry.ExtKeyShareDraft:
		h.SelectedGroup = registry.Group(c.Uint16(&fShareSelected))
	case registry.ExtCookie:
		h.Cookie = c.Data16(&fCookieLength, &fCookie)
	case registry.ExtECH:
		h.ECHConfirmation = c.Bytes(&fECHConfirmation, 8)
	default:
		readExtension(c, inHelloRetryRequest, t)
	}
}

var fChosenSuite = wire.Field{Name: "cipher_suite", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.ciphersuite",
	Text: wire.Named[registry.CipherSuite], Mean: "The suite that the server chose from the client's list."}

var fChosenCompression = wire.Field{Name: "legacy_compression_method", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.comp_method",
	Text: wire.Named[registry.CompressionMethod], Mean: "00: no compression."}

// Negotiated is the version that the server chose: that of supported_versions
// where the extension stands, else the version field (RFC 8446 §4.2.1).
func (h *ServerHello) Negotiated() registry.Version {
	if h.SelectedVersion != 0 {
		return h.SelectedVersion
	}
	return h.LegacyVersion
}

// Has says whether the extension stands in the hello.
func (h *ServerHello) Has(t registry.ExtensionType) bool { return hasExtension(h.Extensions, t) }

// Negotiated is the version that the server chose: that of supported_versions
// where the extension stands, else the version field (RFC 8446 §4.2.1).
func (h *HelloRetryRequest) Negotiated() registry.Version {
	if h.SelectedVersion != 0 {
		return h.SelectedVersion
	}
	return h.LegacyVersion
}

// Has says whether the extension stands in the hello.
func (h *HelloRetryRequest) Has(t registry.ExtensionType) bool { return hasExtension(h.Extensions, t) }

// helloRetryRandom is SHA-256("HelloRetryRequest"): RFC 8446 §4.1.3.
const helloRetryRandom = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91" +
	"\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"

// IsHelloRetry says whether a handshake message, its four header bytes included, is
// a HelloRetryRequest: RFC 8446 §4.1.3.
func IsHelloRetry(message []byte) bool {
	return len(message) > 0 && registry.HandshakeType(message[0]) == registry.HandshakeServerHello && isHelloRetry(message)
}

// isHelloRetry says whether a message of type server_hello is a
// HelloRetryRequest: its random stands at bytes 6 to 37.
func isHelloRetry(message []byte) bool {
	const at = HeaderLength + 2
	return len(message) >= at+32 && string(message[at:at+32]) == helloRetryRandom
}
