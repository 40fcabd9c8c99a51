package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Fields that both hellos share: RFC 8446 §4.1.2 and §4.1.3.
var (
	fLegacyVersion = wire.Field{Name: "legacy_version", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.version",
		Text: wire.Named[registry.Version],
		Mean: "The version field of TLS 1.2 and before. TLS 1.3 leaves 0303 in it for good and says its version in the extension supported_versions."}
	fRandom = wire.Field{Name: "random", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.random",
		Text: wire.Count, Mean: "32 bytes from a secure random generator, fresh for this connection. They are public."}
	fSessionIDLength = wire.Field{Name: "legacy_session_id_length", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.session_id_length", Text: wire.Number, Mean: "How many bytes of session ID follow: 0 to 32."}
	fSessionID = wire.Field{Name: "legacy_session_id", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.session_id",
		Text: wire.Count, Mean: "Up to TLS 1.2 the name of a session to resume. In TLS 1.3 it means nothing: a client fills it so that old middleboxes see a hello of the shape they know."}
	fExtensionsLength = wire.Field{Name: "extensions_length", Ref: "RFC 8446 §4.2",
		Filter: "tls.handshake.extensions_length", Text: wire.Number, Mean: "How many bytes all extensions take together."}
	fExtensions = wire.Field{Name: "extensions", Ref: "RFC 8446 §4.2", Text: wire.Count,
		Mean: "What was added to TLS after its first hello: each is a type, a length and a body."}
)

// Fields of one hello only.
var (
	fCipherSuitesLength = wire.Field{Name: "cipher_suites_length", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.cipher_suites_length", Text: wire.Number, Mean: "How many bytes the list of suites takes: two for each."}
	fCipherSuites = wire.Field{Name: "cipher_suites", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.ciphersuites",
		Text: wire.Count, Mean: "The cipher suites that the client can use, the one it likes best first."}
	fCipherSuite = wire.Field{Name: "cipher_suite", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.ciphersuite",
		Text: wire.Named[registry.CipherSuite], Mean: "A set of algorithms under one number. In TLS 1.3 it names the record cipher and the hash only."}
	fCompressionLength = wire.Field{Name: "legacy_compression_methods_length", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.comp_methods_length", Text: wire.Number, Mean: "How many compression methods follow, a byte each."}
	fCompressions = wire.Field{Name: "legacy_compression_methods", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.comp_methods", Text: wire.Count, Mean: "TLS 1.3 allows one entry: no compression."}
	fCompression = wire.Field{Name: "legacy_compression_method", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.comp_method", Text: wire.Named[registry.CompressionMethod],
		Mean: "00 is no compression. Compression before encryption let an attacker learn plaintext from lengths, so it is no longer used."}
)

// hello is what stands at the start of both hellos.
type hello struct {
	Version   registry.Version // legacy_version: TLS 1.2 in a TLS 1.3 hello
	Random    []byte           // 32 bytes
	SessionID []byte           // legacy_session_id: 0 to 32 bytes
}

func (h *hello) read(c *wire.Cursor) {
	h.Version = registry.Version(c.Uint16(&fLegacyVersion))
	h.Random = c.Bytes(&fRandom, 32)
	h.SessionID = readSessionID(c)
}

func readSessionID(c *wire.Cursor) []byte {
	n := int(c.Uint8(&fSessionIDLength))
	if n > 32 {
		c.Fail(&fSessionID, n, "a session ID has at most 32 bytes")
	}
	return c.Bytes(&fSessionID, n)
}
