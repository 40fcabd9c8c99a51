package fingerprint_test

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// What Chrome sent in the example of FoxIO's text.
var (
	chromeSuites = []registry.CipherSuite{0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035}
	chromeTypes  = []registry.ExtensionType{0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015}
	chromeSigns  = []registry.SignatureScheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601}
)

// Each is in FoxIO's text of JA4, or in the results that its repository holds for
// captures (named in parentheses).
func TestPublishedJA4(t *testing.T) {
	const suites = "002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
	const signs = "0403,0804,0401,0503,0805,0501,0806,0601"
	for _, test := range []struct {
		name, ja4, raw string
		hello          *handshake.ClientHello
	}{
		{"the example", "t13d1516h2_8daaf6152771_e5627efa2ab1",
			"t13d1516h2_" + suites + "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_" + signs,
			offer(0x0303, chromeSuites, chromeTypes, versions(0x0304, 0x0303), alpn("h2", "http/1.1"), signatures(chromeSigns...))},
		{"the example with GREASE everywhere", "t13d1516h2_8daaf6152771_e5627efa2ab1",
			"t13d1516h2_" + suites + "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_" + signs,
			offer(0x0303, append([]registry.CipherSuite{0x0a0a}, chromeSuites...), append([]registry.ExtensionType{0xfafa, 0x1a1a}, chromeTypes...),
				versions(0xdada, 0x0304, 0x0303), alpn("\x8a\x8a", "h2"), signatures(append([]registry.SignatureScheme{0x5a5a}, chromeSigns...)...))},
		{"no signature algorithms", "t13d1516h2_8daaf6152771_6d807ffa2a79",
			"t13d1516h2_" + suites + "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01",
			offer(0x0303, chromeSuites, chromeTypes, versions(0x0304), alpn("h2"))},
		{"signature algorithms with GREASE (sigalg-grease.pcapng)", "t13d1517h2_8daaf6152771_cb7bf5808d99",
			"t13d1517h2_" + suites + "_0005,000a,000b,000d,0012,0017,001b,0023,002b,002d,0033,44cd,ca34,fe0d,ff01_0904,0905,0906," + signs,
			offer(0x0303, chromeSuites, []registry.ExtensionType{0xfe0d, 0x0010, 0x0017, 0x0033, 0x44cd, 0xff01, 0x000a, 0x000d, 0x0023, 0x002b, 0x000b, 0xca34, 0x002d, 0x0000, 0x0005, 0x001b, 0x0012},
				versions(0x0304), alpn("h2"), signatures(append([]registry.SignatureScheme{0x2a2a, 0x0904, 0x0905, 0x0906}, chromeSigns...)...))},
		{"a pre-shared key (latest.pcapng)", "t13d1516h2_8daaf6152771_9b887d9acb53",
			"t13d1516h2_" + suites + "_0005,000a,000b,000d,0012,0017,001b,0023,0029,002b,002d,0033,4469,ff01_" + signs,
			offer(0x0303, chromeSuites, []registry.ExtensionType{0x000d, 0x0010, 0x0000, 0x000b, 0x0023, 0x4469, 0xff01, 0x0033, 0x000a, 0x002d, 0x002b, 0x0005, 0x0017, 0x0012, 0x001b, 0x0029},
				versions(0x0304), alpn("h2"), signatures(chromeSigns...))},
		{"TLS 1.2 without ALPN (latest.pcapng)", "t12d190800_d83cc789557e_7af1ed941c26",
			"t12d190800_000a,002f,0035,003c,003d,009c,009d,c009,c00a,c013,c014,c023,c024,c027,c028,c02b,c02c,c02f,c030_0005,000a,000b,000d,0017,0023,ff01_0804,0805,0806,0401,0501,0201,0403,0503,0203,0202,0601,0603",
			offer(0x0303, []registry.CipherSuite{0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a},
				[]registry.ExtensionType{0x0000, 0x0005, 0x000a, 0x000b, 0x000d, 0x0023, 0x0017, 0xff01},
				signatures(0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202, 0x0601, 0x0603))},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := fingerprint.JA4(test.hello); got != test.ja4 {
				t.Errorf("JA4 %s, want %s", got, test.ja4)
			}
			if got := fingerprint.JA4Raw(test.hello); got != test.raw {
				t.Errorf("JA4_r %s, want %s", got, test.raw)
			}
		})
	}
}

// The rules of the readable part, one at a time.
func TestJA4Summary(t *testing.T) {
	many := make([]registry.CipherSuite, 120)
	for _, test := range []struct {
		name, want string
		hello      *handshake.ClientHello
	}{
		{"an empty hello", "t00i000000_000000000000_000000000000", new(handshake.ClientHello)},
		{"legacy version", "t12i0000", offer(0x0303, nil, nil)},
		{"SSL 3.0", "ts3i0000", offer(0x0300, nil, nil)},
		{"SSL 2.0", "ts2i0000", offer(0x0002, nil, nil)},
		{"DTLS 1.2", "dd2i0000", offer(0xfefd, nil, nil)},
		{"DTLS 1.0", "dd1i0000", offer(0xfeff, nil, nil)},
		{"QUIC", "q13i0002", offer(0x0303, nil, []registry.ExtensionType{43, 57}, versions(0x0304))},
		{"supported_versions in any order", "t13i0001", offer(0x0303, nil, []registry.ExtensionType{43}, versions(0x0302, 0x0304, 0x0301))},
		{"supported_versions of GREASE only", "t00i0001", offer(0x0303, nil, []registry.ExtensionType{43}, versions(0x0a0a))},
		{"a draft of TLS 1.3", "t00i0001", offer(0x0303, nil, []registry.ExtensionType{43}, versions(0x7f17, 0x0303))},
		{"more than 99 suites", "t12i9900", offer(0x0303, many, nil)},
		{"signalling suites count", "t12i0300", offer(0x0303, []registry.CipherSuite{0x00ff, 0x5600, 0xfe00, 0x0a0a}, nil)},
		{"ALPN http/1.1", "t12i0000h1", offer(0x0303, nil, nil, alpn("http/1.1"))},
		{"ALPN of one letter", "t12i0000qq", offer(0x0303, nil, nil, alpn("q"))},
		{"ALPN with an empty name first", "t12i000000", offer(0x0303, nil, nil, alpn("", "h2"))},
		{"ALPN ab", "t12i0000ab", offer(0x0303, nil, nil, alpn("\xab"))},
		{"ALPN abcd", "t12i0000ad", offer(0x0303, nil, nil, alpn("\xab\xcd"))},
		{"ALPN 30ab", "t12i00003b", offer(0x0303, nil, nil, alpn("\x30\xab"))},
		{"ALPN 3031abcd", "t12i00003d", offer(0x0303, nil, nil, alpn("\x30\x31\xab\xcd"))},
		{"ALPN 30abcd31", "t12i000001", offer(0x0303, nil, nil, alpn("\x30\xab\xcd\x31"))},
		{"ALPN of GREASE only", "t12i000000", offer(0x0303, nil, nil, alpn("\x0a\x0a"))},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := fingerprint.JA4(test.hello); !strings.HasPrefix(got, test.want) {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// Calling must not change the hello: its lists are sorted elsewhere.
func TestFingerprintsLeaveTheHelloAlone(t *testing.T) {
	h := offer(0x0303, []registry.CipherSuite{3, 2, 1}, []registry.ExtensionType{9, 8}, signatures(2, 1))
	fingerprint.JA4(h)
	fingerprint.JA3(h)
	if h.CipherSuites[0] != 3 || h.Extensions[0].Type != 9 || h.SignatureSchemes[0] != 2 {
		t.Errorf("now %v %v %v", h.CipherSuites, h.Extensions, h.SignatureSchemes)
	}
}

func BenchmarkFingerprints(b *testing.B) {
	h := offer(0x0303, chromeSuites, chromeTypes, versions(0x0304, 0x0303), alpn("h2", "http/1.1"), signatures(chromeSigns...), groups(29, 23, 24), points(0))
	b.ReportAllocs()
	for b.Loop() {
		fingerprint.JA3(h)
		fingerprint.JA4(h)
	}
}
