package registry

import "fmt"

// A Version is a protocol version as hellos and records carry it.
type Version uint16

// Versions. DTLS counts downwards.
const (
	VersionSSL20  Version = 0x0002 // RFC 6101 §E
	VersionSSL30  Version = 0x0300 // RFC 6101
	VersionTLS10  Version = 0x0301 // RFC 2246
	VersionTLS11  Version = 0x0302 // RFC 4346
	VersionTLS12  Version = 0x0303 // RFC 5246
	VersionTLS13  Version = 0x0304 // RFC 8446
	VersionTLCP11 Version = 0x0101 // GB/T 38636, China's TLCP
	VersionDTLS10 Version = 0xfeff // RFC 4347
	VersionDTLS12 Version = 0xfefd // RFC 6347
	VersionDTLS13 Version = 0xfefc // RFC 9147
)

// Draft returns the number of the draft of TLS 1.3 that v stands for. Drafts
// were deployed as 0x7f00 plus their number. Source: RFC 8446's drafts, §4.2.1.
func (v Version) Draft() (number int, ok bool) {
	if v>>8 == 0x7f && v&0xff >= 1 && v&0xff <= 28 {
		return int(v & 0xff), true
	}
	return 0, false
}

// String returns the version as people write it: "TLS 1.2", "TLS 1.3 draft 23".
func (v Version) String() string {
	if n, ok := v.Draft(); ok {
		return fmt.Sprintf("TLS 1.3 draft %d", n)
	}
	return greased16(versions, nil, uint16(v))
}

// Known reports whether the version has a name; GREASE does not.
func (v Version) Known() bool {
	_, draft := v.Draft()
	return draft || known(versions, nil, uint16(v))
}

// IANA keeps no registry of versions.
var versions = []name{
	{0x0002, "SSL 2.0"},
	{0x0100, "DTLS 1.0 (OpenSSL before 0.9.8f)"},
	{0x0101, "TLCP 1.1"},
	{0x0300, "SSL 3.0"},
	{0x0301, "TLS 1.0"},
	{0x0302, "TLS 1.1"},
	{0x0303, "TLS 1.2"},
	{0x0304, "TLS 1.3"},
	{0xfb17, "TLS 1.3 draft 23 (Facebook)"},
	{0xfb1a, "TLS 1.3 draft 26 (Facebook)"},
	{0xfefc, "DTLS 1.3"},
	{0xfefd, "DTLS 1.2"},
	{0xfeff, "DTLS 1.0"},
}
