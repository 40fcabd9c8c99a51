package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions that are a plain list of code points.
var (
	gSupportedGroups = wire.Field{Name: "supported_groups", Ref: "RFC 8446 §4.2.7", Text: wire.Count,
		Mean: "In which mathematical groups the client can agree on a key, the one it likes best first."}
	fGroupsLength = wire.Field{Name: "named_group_list_length", Ref: "RFC 8446 §4.2.7",
		Filter: "tls.handshake.extensions_supported_groups_length", Text: wire.Number, Mean: "How many bytes the list takes: two for each group."}
	fGroups = wire.Field{Name: "named_group_list", Min: 2, Ref: "RFC 8446 §4.2.7", Filter: "tls.handshake.extensions_supported_groups",
		Text: wire.Count, Mean: "The list of groups."}
	fGroup = wire.Field{Name: "named_group", Ref: "RFC 8446 §4.2.7", Filter: "tls.handshake.extensions_supported_group",
		Text: wire.Named[registry.Group], Mean: "A group for key exchange: an elliptic curve, a finite field, or a post-quantum hybrid."}

	gPointFormats = wire.Field{Name: "ec_point_formats", Ref: "RFC 8422 §5.1.2", Text: wire.Count,
		Mean: "How points on a curve may be written. Only the uncompressed form is still used; TLS 1.3 has no need of the extension."}
	fPointFormatsLength = wire.Field{Name: "ec_point_format_list_length", Ref: "RFC 8422 §5.1.2",
		Filter: "tls.handshake.extensions_ec_point_formats_length", Text: wire.Number, Mean: "How many formats follow, a byte each."}
	fPointFormats = wire.Field{Name: "ec_point_format_list", Min: 1, Ref: "RFC 8422 §5.1.2",
		Filter: "tls.handshake.extensions_ec_point_formats", Text: wire.Count, Mean: "The list of formats."}
	fPointFormat = wire.Field{Name: "ec_point_format", Ref: "RFC 8422 §5.1.2",
		Filter: "tls.handshake.extensions_ec_point_format", Text: wire.Named[registry.ECPointFormat], Mean: "00 is uncompressed: both coordinates in full."}

	gSignatureAlgorithms = wire.Field{Name: "signature_algorithms", Ref: "RFC 8446 §4.2.3", Text: wire.Count,
		Mean: "Which signatures the client can check: with these the server may prove that it holds its key."}
	gSignatureAlgorithmsCert = wire.Field{Name: "signature_algorithms_cert", Ref: "RFC 8446 §4.2.3", Text: wire.Count,
		Mean: "Which signatures the client can check inside certificates, where that differs."}
	fSchemesLength = wire.Field{Name: "supported_signature_algorithms_length", Ref: "RFC 8446 §4.2.3",
		Filter: "tls.handshake.sig_hash_alg_len", Text: wire.Number, Mean: "How many bytes the list takes: two for each scheme."}
	fSchemes = wire.Field{Name: "supported_signature_algorithms", Min: 2, Ref: "RFC 8446 §4.2.3",
		Filter: "tls.handshake.sig_hash_algs", Text: wire.Count, Mean: "The list of signature schemes."}
	fScheme = wire.Field{Name: "signature_scheme", Ref: "RFC 8446 §4.2.3", Filter: "tls.handshake.sig_hash_alg",
		Text: wire.Named[registry.SignatureScheme], Mean: "A way to sign: the kind of key, the padding or curve, and the hash."}

	gSupportedVersions = wire.Field{Name: "supported_versions", Ref: "RFC 8446 §4.2.1", Text: wire.Count,
		Mean: "The versions that the client really offers. Where this extension stands, the version field of the hello is not used."}
	fVersionsLength = wire.Field{Name: "versions_length", Ref: "RFC 8446 §4.2.1",
		Filter: "tls.handshake.extensions.supported_versions_len", Text: wire.Number, Mean: "How many bytes the list takes: two for each version."}
	fVersions = wire.Field{Name: "versions", Min: 2, Ref: "RFC 8446 §4.2.1", Text: wire.Count, Mean: "The versions offered, the one liked best first."}
	fVersion  = wire.Field{Name: "version", Ref: "RFC 8446 §4.2.1", Filter: "tls.handshake.extensions.supported_version",
		Text: wire.Named[registry.Version], Mean: "A version of TLS. 0304 is TLS 1.3: the numbering goes on from SSL 3.0, which was 0300."}
	fSelectedVersion = wire.Field{Name: "selected_version", Ref: "RFC 8446 §4.2.1", Filter: "tls.handshake.extensions.supported_version",
		Text: wire.Named[registry.Version], Mean: "The version that the server chose: this one counts, not the version field."}

	gPSKModes = wire.Field{Name: "psk_key_exchange_modes", Ref: "RFC 8446 §4.2.9", Text: wire.Count,
		Mean: "How a pre-shared key may be used when the client comes back: alone, or with a fresh key exchange."}
	fPSKModesLength = wire.Field{Name: "ke_modes_length", Ref: "RFC 8446 §4.2.9",
		Filter: "tls.extension.psk_ke_modes_length", Text: wire.Number, Mean: "How many modes follow, a byte each."}
	fPSKModes = wire.Field{Name: "ke_modes", Min: 1, Ref: "RFC 8446 §4.2.9", Text: wire.Count, Mean: "The list of modes."}
	fPSKMode  = wire.Field{Name: "ke_mode", Ref: "RFC 8446 §4.2.9", Filter: "tls.extension.psk_ke_mode",
		Text: wire.Named[registry.PSKMode], Mean: "psk_ke: the shared key alone. psk_dhe_ke: together with a fresh key exchange, which keeps forward secrecy."}
)

// append16 reads code points of two bytes.
func append16[T ~uint16](into []T, b []byte) []T {
	for ; len(b) >= 2; b = b[2:] {
		into = append(into, T(b[0])<<8|T(b[1]))
	}
	return into
}

// append8 reads code points of one byte.
func append8[T ~uint8](into []T, b []byte) []T {
	for _, v := range b {
		into = append(into, T(v))
	}
	return into
}

func readSupportedGroups(c *wire.Cursor, into []registry.Group) []registry.Group {
	return append16(into, c.List16(&fGroupsLength, &fGroups, &fGroup, 2))
}

// readGroups reads the list where the message keeps nothing of it.
func readGroups(c *wire.Cursor) {
	c.List16(&fGroupsLength, &fGroups, &fGroup, 2)
}

func readPointFormats(c *wire.Cursor, into []registry.ECPointFormat) []registry.ECPointFormat {
	return append8(into, c.List8(&fPointFormatsLength, &fPointFormats, &fPointFormat, 1))
}

func readSignatureSchemes(c *wire.Cursor, into []registry.SignatureScheme) []registry.SignatureScheme {
	return append16(into, c.List16(&fSchemesLength, &fSchemes, &fScheme, 2))
}

func readSupportedVersions(c *wire.Cursor, into []registry.Version) []registry.Version {
	return append16(into, c.List8(&fVersionsLength, &fVersions, &fVersion, 2))
}

func readPSKModes(c *wire.Cursor, into []registry.PSKMode) []registry.PSKMode {
	return append8(into, c.List8(&fPSKModesLength, &fPSKModes, &fPSKMode, 1))
}
