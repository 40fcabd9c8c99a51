package registry

import "fmt"

// A CompressionMethod says how records are compressed. TLS 1.3 allows null only.
type CompressionMethod uint8

// Compression methods. Source: RFC 3749, RFC 3943.
const (
	CompressionNull    CompressionMethod = 0
	CompressionDEFLATE CompressionMethod = 1
	CompressionLZS     CompressionMethod = 64
)

// String returns the registry's name, for example "NULL".
func (c CompressionMethod) String() string { return text8(compressionMethods, nil, uint8(c)) }

// Known reports whether the method has a name.
func (c CompressionMethod) Known() bool { return known(compressionMethods, nil, uint16(c)) }

// A PSKMode says how a pre-shared key may be used. Source: RFC 8446 §4.2.9.
type PSKMode uint8

// Modes.
const (
	PSKModeKE    PSKMode = 0
	PSKModeDHEKE PSKMode = 1
)

// String returns the registry's name, for example "psk_dhe_ke".
func (m PSKMode) String() string {
	if IsGREASEPSKMode(uint8(m)) {
		return fmt.Sprintf("GREASE (0x%02x)", uint8(m))
	}
	return text8(pskModes, nil, uint8(m))
}

// Known reports whether the mode has a name; GREASE does not.
func (m PSKMode) Known() bool { return known(pskModes, nil, uint16(m)) }

// An ECPointFormat says how a point on a curve is written. Source: RFC 8422 §5.1.2.
type ECPointFormat uint8

// Point formats.
const (
	PointUncompressed    ECPointFormat = 0
	PointCompressedPrime ECPointFormat = 1
	PointCompressedChar2 ECPointFormat = 2
)

// String returns the registry's name, for example "uncompressed".
func (f ECPointFormat) String() string { return text8(ecPointFormats, nil, uint8(f)) }

// Known reports whether the format has a name.
func (f ECPointFormat) Known() bool { return known(ecPointFormats, nil, uint16(f)) }

// An ECCurveType says how a ServerKeyExchange describes its curve. Source: RFC 8422 §5.4.
type ECCurveType uint8

// Curve types.
const (
	CurveExplicitPrime ECCurveType = 1
	CurveExplicitChar2 ECCurveType = 2
	CurveNamed         ECCurveType = 3
)

// String returns the registry's name, for example "named_curve".
func (t ECCurveType) String() string { return text8(ecCurveTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t ECCurveType) Known() bool { return known(ecCurveTypes, nil, uint16(t)) }

// A NameType is a kind of server name. Source: RFC 6066 §3.
type NameType uint8

// NameHost is the only name type.
const NameHost NameType = 0

// IANA keeps no registry of name types.
var nameTypes = []name{{0, "host_name"}}

// String returns "host_name".
func (t NameType) String() string { return text8(nameTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t NameType) Known() bool { return known(nameTypes, nil, uint16(t)) }

// A MaxFragmentLength asks for shorter records. Source: RFC 6066 §4.
type MaxFragmentLength uint8

// IANA keeps no registry of these lengths.
var maxFragmentLengths = []name{{1, "2^9"}, {2, "2^10"}, {3, "2^11"}, {4, "2^12"}}

// String returns the length as RFC 6066 writes it, for example "2^9".
func (m MaxFragmentLength) String() string { return text8(maxFragmentLengths, nil, uint8(m)) }

// Known reports whether the value stands for a length.
func (m MaxFragmentLength) Known() bool { return known(maxFragmentLengths, nil, uint16(m)) }

// Bytes returns the length that the value stands for, or 0.
func (m MaxFragmentLength) Bytes() int {
	if !m.Known() {
		return 0
	}
	return 256 << m
}
