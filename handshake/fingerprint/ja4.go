package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// JA4 returns the client's JA4, for example t13d1516h2_8daaf6152771_e5627efa2ab1:
// what can be read at a glance, then the first twelve digits of the SHA-256 of the
// sorted cipher suites, and of the sorted extensions with the signature algorithms
// in the client's order. Source: github.com/FoxIO-LLC/ja4, technical_details/JA4.md.
//
// The text leaves two things open. Where the first name in ALPN is GREASE, the
// first that is none counts, since GREASE is to be ignored anywhere. And a draft of
// TLS 1.3 (0x7f..) is the highest value offered and has no name there: "00".
func JA4(h *handshake.ClientHello) string {
	suites, extensions := lists(h)
	b := appendSummary(make([]byte, 0, 36), h)
	b = appendHash(append(b, '_'), suites)
	b = appendHash(append(b, '_'), extensions)
	return string(b)
}

// JA4Raw returns JA4_r: JA4 with the lists themselves in place of their hashes.
func JA4Raw(h *handshake.ClientHello) string {
	suites, extensions := lists(h)
	b := appendSummary(make([]byte, 0, 12+len(suites)+len(extensions)), h)
	b = append(append(b, '_'), suites...)
	b = append(append(b, '_'), extensions...)
	return string(b)
}

// appendSummary appends the part that people read, always ten characters:
// t13d1516h2.
func appendSummary(b []byte, h *handshake.ClientHello) []byte {
	suites, extensions := 0, 0
	for _, s := range h.CipherSuites {
		if !registry.IsGREASE16(uint16(s)) {
			suites++
		}
	}
	for _, e := range h.Extensions {
		if !registry.IsGREASE16(uint16(e.Type)) {
			extensions++
		}
	}
	b = append(b, transport(h))
	b = append(b, versionDigits(highest(h))...)
	if h.Has(registry.ExtServerName) {
		b = append(b, 'd')
	} else {
		b = append(b, 'i')
	}
	b = appendCount(b, suites)
	b = appendCount(b, extensions)
	return appendALPN(b, h.ALPN)
}

// transport is what the hello itself says of what carries it.
func transport(h *handshake.ClientHello) byte {
	switch {
	case h.Has(registry.ExtQUICTransportParameters): // RFC 9001 §8.2: in QUIC always, elsewhere never
		return 'q'
	case h.LegacyVersion>>8 == registry.VersionDTLS12>>8:
		return 'd'
	}
	return 't'
}

// highest is the greatest version offered, as a number.
func highest(h *handshake.ClientHello) registry.Version {
	if !h.Has(registry.ExtSupportedVersions) {
		return h.LegacyVersion
	}
	var high registry.Version
	for _, v := range h.SupportedVersions {
		if !registry.IsGREASE16(uint16(v)) {
			high = max(high, v)
		}
	}
	return high
}

func versionDigits(v registry.Version) string {
	switch v {
	case registry.VersionTLS13:
		return "13"
	case registry.VersionTLS12:
		return "12"
	case registry.VersionTLS11:
		return "11"
	case registry.VersionTLS10:
		return "10"
	case registry.VersionSSL30:
		return "s3"
	case registry.VersionSSL20:
		return "s2"
	case registry.VersionDTLS10:
		return "d1"
	case registry.VersionDTLS12:
		return "d2"
	case registry.VersionDTLS13:
		return "d3"
	}
	return "00"
}

// appendCount appends two digits; more than 99 are 99.
func appendCount(b []byte, n int) []byte {
	n = min(n, 99)
	return append(b, '0'+byte(n/10), '0'+byte(n%10))
}

// appendALPN appends the first and the last character of the first name; of its
// hexadecimal form, where one of the two is neither letter nor digit.
func appendALPN(b []byte, names [][]byte) []byte {
	for _, name := range names {
		if registry.IsGREASEALPN(name) {
			continue
		}
		if len(name) == 0 {
			break
		}
		first, last := name[0], name[len(name)-1]
		if !alphanumeric(first) || !alphanumeric(last) {
			const digits = "0123456789abcdef"
			first, last = digits[first>>4], digits[last&15]
		}
		return append(b, first, last)
	}
	return append(b, "00"...)
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// lists returns what is hashed: the suites, sorted, and the extensions, sorted and
// without those that the summary tells of, with the signature algorithms.
func lists(h *handshake.ClientHello) (suites, extensions []byte) {
	var room [128]uint16 // hellos have fewer
	values := room[:0]
	for _, s := range h.CipherSuites {
		values = append(values, uint16(s))
	}
	slices.Sort(values)
	suites = appendHex(make([]byte, 0, 5*len(values)), values)

	values = values[:0]
	for _, e := range h.Extensions {
		if e.Type != registry.ExtServerName && e.Type != registry.ExtALPN {
			values = append(values, uint16(e.Type))
		}
	}
	slices.Sort(values)
	extensions = appendHex(make([]byte, 0, 5*len(values)+5*len(h.SignatureSchemes)), values)

	values = values[:0]
	for _, s := range h.SignatureSchemes {
		if !registry.IsGREASE16(uint16(s)) {
			values = append(values, uint16(s))
		}
	}
	if len(values) > 0 {
		extensions = appendHex(append(extensions, '_'), values)
	}
	return suites, extensions
}

// appendHex appends four digits for each value that is no GREASE, with commas
// between them.
func appendHex(b []byte, values []uint16) []byte {
	begun := false
	for _, v := range values {
		if registry.IsGREASE16(v) {
			continue
		}
		if begun {
			b = append(b, ',')
		}
		b = hex.AppendEncode(b, []byte{byte(v >> 8), byte(v)})
		begun = true
	}
	return b
}

// appendHash appends twelve digits; zeros for an empty list.
func appendHash(b, list []byte) []byte {
	if len(list) == 0 {
		return append(b, "000000000000"...)
	}
	sum := sha256.Sum256(list)
	return hex.AppendEncode(b, sum[:6])
}
