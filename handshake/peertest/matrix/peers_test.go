package matrix

import (
	"crypto/tls"
	"encoding/hex"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A peer is a program that speaks TLS.
type peer string

const (
	openssl peer = "openssl"
	gnutls  peer = "gnutls"
	goTLS   peer = "go" // crypto/tls
	curl    peer = "curl"
)

var versions = []registry.Version{registry.VersionTLS10, registry.VersionTLS11, registry.VersionTLS12, registry.VersionTLS13}

// suites are those that a peer speaks at each version, with the names that it has
// for them.
type suites map[registry.Version]map[registry.CipherSuite]string

func (s suites) add(v registry.Version, suite registry.CipherSuite, name string) {
	if s[v] == nil {
		s[v] = map[registry.CipherSuite]string{}
	}
	s[v][suite] = name
}

// speaks asks every peer what it speaks.
func speaks(t *testing.T) map[peer]suites {
	t.Helper()
	spoken := map[peer]suites{openssl: opensslSuites(t, opensslProviders()...), gnutls: gnutlsSuites(t), goTLS: goSuites()}
	spoken[curl] = suites{}
	plain := opensslSuites(t)
	for v, list := range plain { // its library is OpenSSL
		for suite, name := range list {
			if !strings.Contains(suite.KeyExchange(), "PSK") { // it takes no pre-shared keys
				spoken[curl].add(v, suite, name)
			}
		}
	}
	for p, s := range spoken {
		for _, v := range versions {
			if len(s[v]) == 0 {
				t.Errorf("%s speaks no suite of %s", p, v)
			}
		}
	}
	return spoken
}

var opensslVersions = map[registry.Version]string{
	registry.VersionTLS10: "-tls1", registry.VersionTLS11: "-tls1_1", registry.VersionTLS12: "-tls1_2", registry.VersionTLS13: "-tls1_3",
}

// everything13 are the suites of TLS 1.3 that OpenSSL knows.
const everything13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"

// everything12 are all those of the versions before.
const everything12 = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"

// opensslProviders bring what OpenSSL 3 keeps apart, if it is there: SEED.
var opensslProviders = sync.OnceValue(func() []string {
	args := []string{"-provider", "legacy", "-provider", "default"}
	if exec.Command("openssl", append([]string{"list", "-providers"}, args...)...).Run() != nil {
		return nil
	}
	return args
})

func opensslSuites(t *testing.T, options ...string) suites {
	t.Helper()
	s := suites{}
	line := regexp.MustCompile(`0x(..),0x(..) - (\S+)`)
	for v, flag := range opensslVersions {
		for _, m := range line.FindAllStringSubmatch(ask(t, "openssl", append(append([]string{"ciphers"}, options...), "-s", flag, "-psk", "-srp", "-V", "-ciphersuites", everything13, everything12)...), -1) {
			s.add(v, code(m[1], m[2]), m[3])
		}
	}
	return s
}

func gnutlsSuites(t *testing.T) suites {
	t.Helper()
	s := suites{}
	line := regexp.MustCompile(`(?m)^(\S+)\s+0x(..), 0x(..)\s+TLS(1\..)$`)
	for _, m := range line.FindAllStringSubmatch(ask(t, "gnutls-cli", "--list"), -1) {
		first := map[string]registry.Version{"1.0": registry.VersionTLS10, "1.2": registry.VersionTLS12, "1.3": registry.VersionTLS13}[m[4]]
		if first == 0 {
			t.Fatalf("gnutls-cli has a suite from TLS %s on", m[4])
		}
		last := registry.VersionTLS12
		if first == registry.VersionTLS13 {
			last = first
		}
		for v := first; v <= last; v++ {
			s.add(v, code(m[2], m[3]), m[1])
		}
	}
	return s
}

func goSuites() suites {
	s := suites{}
	for _, c := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		for _, v := range c.SupportedVersions {
			s.add(registry.Version(v), registry.CipherSuite(c.ID), c.Name)
		}
	}
	return s
}

func ask(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(peertest.Need(t, program), args...).Output()
	if err != nil {
		t.Fatalf("%s %s: %v", program, args, err)
	}
	return string(out)
}

func code(high, low string) registry.CipherSuite {
	b, _ := hex.DecodeString(high + low) // digits, by the expressions that found them
	return registry.CipherSuite(b[0])<<8 | registry.CipherSuite(b[1])
}

// shared are the suites that two peers have in common at a version, in order.
func shared(a, b suites, v registry.Version) (list []registry.CipherSuite) {
	for _, suite := range slices.Sorted(maps.Keys(a[v])) {
		if _, both := b[v][suite]; both {
			list = append(list, suite)
		}
	}
	return list
}
