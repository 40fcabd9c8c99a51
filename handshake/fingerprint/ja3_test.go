package fingerprint_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// The first two are those of github.com/salesforce/ja3.
func TestJA3(t *testing.T) {
	for _, test := range []struct {
		name, text, md5 string
		hello           *handshake.ClientHello
	}{
		{"published, with extensions", "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0", "ada70206e40642a3e4461f35503241d5",
			offer(0x0301, []registry.CipherSuite{47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4}, []registry.ExtensionType{0, 10, 11},
				groups(23, 24, 25), points(0))},
		{"published, without extensions", "769,4-5-10-9-100-98-3-6-19-18-99,,,", "de350869b8c85de67a350c8d186f11e6",
			offer(0x0301, []registry.CipherSuite{4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99}, nil)},
		{"GREASE is left out, first, last and alone", "771,4865,10-11,,0", "",
			offer(0x0303, []registry.CipherSuite{0x0a0a, 4865, 0xfafa}, []registry.ExtensionType{0x1a1a, 10, 0x2a2a, 11, 0x3a3a},
				groups(0x4a4a), points(0))},
		{"the order is the client's", "771,2-1,11-10,25-23,2-0", "",
			offer(0x0303, []registry.CipherSuite{2, 1}, []registry.ExtensionType{11, 10}, groups(25, 23), points(2, 0))},
		{"the version is not that of supported_versions", "771,4865,43,,", "",
			offer(0x0303, []registry.CipherSuite{4865}, []registry.ExtensionType{43}, versions(0x0304))},
		{"nothing", "0,,,,", "", new(handshake.ClientHello)},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, md5 := fingerprint.JA3(test.hello)
			if text != test.text {
				t.Errorf("%s, want %s", text, test.text)
			}
			if test.md5 != "" && md5 != test.md5 {
				t.Errorf("%s, want %s", md5, test.md5)
			}
		})
	}
}

func TestJA3S(t *testing.T) {
	for _, test := range []struct {
		name, text, md5 string
		extensions      []registry.ExtensionType
	}{
		// The text is Salesforce's example. The digest printed beside it there
		// (4835b1…) is not the MD5 of that text; this is md5sum's.
		{"published", "769,47,65281-0-11-35-5-16", "836ce314215654b5b1f85f97c73e506f", []registry.ExtensionType{65281, 0, 11, 35, 5, 16}},
		{"without extensions", "769,47,", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := new(handshake.ServerHello)
			h.LegacyVersion, h.CipherSuite, h.Extensions = 0x0301, 47, list(test.extensions)
			text, md5 := fingerprint.JA3S(h)
			if text != test.text || test.md5 != "" && md5 != test.md5 {
				t.Errorf("%s %s, want %s %s", text, md5, test.text, test.md5)
			}
		})
	}
}

// offer is a hello with these values.
func offer(v registry.Version, suites []registry.CipherSuite, extensions []registry.ExtensionType, say ...func(*handshake.ClientHello)) *handshake.ClientHello {
	h := new(handshake.ClientHello)
	h.LegacyVersion, h.CipherSuites, h.Extensions = v, suites, list(extensions)
	for _, f := range say {
		f(h)
	}
	return h
}

func list(types []registry.ExtensionType) (out []handshake.Extension) {
	for _, t := range types {
		out = append(out, handshake.Extension{Type: t})
	}
	return out
}

func groups(g ...registry.Group) func(*handshake.ClientHello) {
	return func(h *handshake.ClientHello) { h.SupportedGroups = g }
}

func points(p ...registry.ECPointFormat) func(*handshake.ClientHello) {
	return func(h *handshake.ClientHello) { h.PointFormats = p }
}

func versions(v ...registry.Version) func(*handshake.ClientHello) {
	return func(h *handshake.ClientHello) { h.SupportedVersions = v }
}

func signatures(s ...registry.SignatureScheme) func(*handshake.ClientHello) {
	return func(h *handshake.ClientHello) { h.SignatureSchemes = s }
}

func alpn(names ...string) func(*handshake.ClientHello) {
	return func(h *handshake.ClientHello) {
		for _, n := range names {
			h.ALPN = append(h.ALPN, []byte(n))
		}
	}
}
