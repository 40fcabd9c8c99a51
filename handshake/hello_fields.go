package handshake

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// helloFields describe how both hellos begin. Their names, sections and meanings
// differ from one hello to the other.
type helloFields struct{ version, random, sessionIDLength, sessionID wire.Field }

var clientFields = helloFields{
	version: wire.Field{Name: "legacy_version", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
		Mean: "Up to TLS 1.2 the newest version that the client offers. TLS 1.3 leaves 0303 in it for good and offers its versions in the extension supported_versions."},
	random: wire.Field{Name: "random", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.random", Text: wire.Count,
		Mean: "32 bytes from a secure random generator, fresh for this connection. They are public."},
	sessionIDLength: wire.Field{Name: "legacy_session_id_length", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.session_id_length",
		Text: wire.Number, Mean: "How many bytes of session ID follow: 0 to 32."},
	sessionID: wire.Field{Name: "legacy_session_id", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.session_id", Text: wire.Count,
		Mean: "Up to TLS 1.2 it can name a session to go on with. In TLS 1.3 it means nothing: a client may fill it so that old middleboxes see a hello of the shape they know."},
}

var serverFields = helloFields{
	version: wire.Field{Name: "legacy_version", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
		Mean: "Up to TLS 1.2 the version that the server chose. In TLS 1.3 it is 0303 for good, and the choice stands in the extension supported_versions."},
	random: wire.Field{Name: "random", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.random", Text: serverRandom,
		Mean: "32 bytes, fresh for this connection, and public. A server that could do better than the version it chose says so in the last eight: the letters DOWNGRD and 01 or 00."},
	sessionIDLength: wire.Field{Name: "legacy_session_id_echo_length", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.session_id_length",
		Text: wire.Number, Mean: "How many bytes of session ID follow: 0 to 32."},
	sessionID: wire.Field{Name: "legacy_session_id_echo", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.session_id", Text: wire.Count,
		Mean: "In TLS 1.3 a copy of the client's. Up to TLS 1.2 the name under which the server keeps the session; empty where it keeps none."},
}

var retryFields = helloFields{
	version: serverFields.version,
	random: wire.Field{Name: "random", Ref: "RFC 8446 §4.1.3", Filter: "tls.handshake.random", Text: wire.Count,
		Mean: "Not random: the SHA-256 of the word HelloRetryRequest, by which the message is told from a ServerHello."},
	sessionIDLength: serverFields.sessionIDLength,
	sessionID:       serverFields.sessionID,
}

// serverRandom names the mark against downgrades: RFC 8446 §4.1.3.
func serverRandom(b []byte) string {
	if at := len(b) - 8; at >= 0 && string(b[at:at+7]) == "DOWNGRD" && b[at+7] <= 1 {
		return fmt.Sprintf("%s, the last 8: DOWNGRD %02x", wire.Count(b), b[at+7])
	}
	return wire.Count(b)
}

// Fields of one hello only.
var (
	fCipherSuitesLength = wire.Field{Name: "cipher_suites_length", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.cipher_suites_length", Text: wire.Number, Mean: "How many bytes the list of suites takes: two for each."}
	fCipherSuites = wire.Field{Name: "cipher_suites", Min: 2, Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.ciphersuites",
		Text: wire.Count, Mean: "The cipher suites that the client can use, the one it likes best first."}
	fCipherSuite = wire.Field{Name: "cipher_suite", Ref: "RFC 8446 §4.1.2", Filter: "tls.handshake.ciphersuite",
		Text: wire.Named[registry.CipherSuite], Mean: "A set of algorithms under one number. In TLS 1.3 it names the record cipher and the hash only."}
	fCompressionLength = wire.Field{Name: "legacy_compression_methods_length", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.comp_methods_length", Text: wire.Number, Mean: "How many compression methods follow, a byte each."}
	fCompressions = wire.Field{Name: "legacy_compression_methods", Min: 1, Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.comp_methods", Text: wire.Count, Mean: "TLS 1.3 allows one entry: no compression."}
	fCompression = wire.Field{Name: "legacy_compression_method", Ref: "RFC 8446 §4.1.2",
		Filter: "tls.handshake.comp_method", Text: wire.Named[registry.CompressionMethod],
		Mean: "00 is no compression. Compression before encryption let an attacker learn plaintext from lengths, so it is no longer used."}
)

// readHelloStart reads what stands at the start of both hellos.
func readHelloStart(c *wire.Cursor, f *helloFields) (version registry.Version, random, sessionID []byte) {
	version = registry.Version(c.Uint16(&f.version))
	random = c.Bytes(&f.random, 32)
	n := int(c.Uint8(&f.sessionIDLength))
	if n > 32 {
		c.Fail(&f.sessionID, n, "a session ID has at most 32 bytes")
	}
	return version, random, c.Bytes(&f.sessionID, n)
}
