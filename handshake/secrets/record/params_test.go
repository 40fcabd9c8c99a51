package record_test

import (
	"crypto"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

func TestSuitesHaveTheLengthsOfTheirCiphers(t *testing.T) {
	for _, c := range []struct {
		version registry.Version
		suite   registry.CipherSuite
		want    record.Params
	}{
		{registry.VersionTLS12, registry.TLS_RSA_WITH_AES_128_GCM_SHA256, record.Params{Name: "AES_128_GCM", Kind: record.AEAD, Key: 16, Final: 16, IV: 4, Explicit: 8, Tag: 16}},
		{registry.VersionTLS13, registry.TLS_AES_256_GCM_SHA384, record.Params{Name: "AES_256_GCM", Kind: record.AEAD, Key: 32, Final: 32, IV: 12, Tag: 16}},
		{registry.VersionTLS12, 0xc0a0, record.Params{Name: "AES_128_CCM_8", Kind: record.AEAD, Key: 16, Final: 16, IV: 4, Explicit: 8, Tag: 8}},
		{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, record.Params{Name: "CHACHA20_POLY1305", Kind: record.AEAD, Key: 32, Final: 32, IV: 12, Tag: 16}},
		{registry.VersionTLS13, registry.TLS_SHA384_SHA384, record.Params{Name: "SHA384", Kind: record.AEAD, Key: 48, Final: 48, IV: 48, Tag: 48}},
		{registry.VersionTLS10, registry.TLS_RSA_WITH_AES_256_CBC_SHA, record.Params{Name: "AES_256_CBC", Kind: record.Block, MACHash: crypto.SHA1, MAC: 20, Key: 32, Final: 32, IV: 16, Block: 16}},
		{registry.VersionTLS11, registry.TLS_RSA_WITH_AES_256_CBC_SHA, record.Params{Name: "AES_256_CBC", Kind: record.Block, MACHash: crypto.SHA1, MAC: 20, Key: 32, Final: 32, Explicit: 16, Block: 16}},
		{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, record.Params{Name: "AES_256_CBC", Kind: record.Block, MACHash: crypto.SHA384, MAC: 48, Key: 32, Final: 32, Explicit: 16, Block: 16}},
		{registry.VersionSSL30, 0x0004, record.Params{Name: "RC4_128", Kind: record.Stream, MACHash: crypto.MD5, MAC: 16, Key: 16, Final: 16}},
		{registry.VersionSSL30, 0x0008, record.Params{Name: "DES40_CBC", Kind: record.Block, MACHash: crypto.SHA1, MAC: 20, Key: 5, Final: 8, Export: true, IV: 8, Block: 8}},
		{registry.VersionTLS10, 0x0003, record.Params{Name: "RC4_40", Kind: record.Stream, MACHash: crypto.MD5, MAC: 16, Key: 5, Final: 16, Export: true}},
		{registry.VersionTLS10, 0x0062, record.Params{Name: "DES_CBC", Kind: record.Block, MACHash: crypto.SHA1, MAC: 20, Key: 8, Final: 8, Export: true, IV: 8, Block: 8}},
		{registry.VersionTLS12, 0x003b, record.Params{Name: "NULL", MACHash: crypto.SHA256, MAC: 32}},
		{registry.VersionTLS12, registry.TLS_NULL_WITH_NULL_NULL, record.Params{Name: "NULL"}},
	} {
		if got, err := record.ParamsOf(c.version, c.suite); err != nil || got != c.want {
			t.Errorf("%s in %s:\ngot  %+v, %v\nwant %+v", c.suite, c.version, got, err, c.want)
		}
	}
}

// missing are the ciphers whose records are not opened: all others are.
var missing = []string{
	"28147_CNT_IMIT", "AEGIS_128L", "AEGIS_256", "ASCONAEAD128",
	"CAMELLIA_128_CBC", "CAMELLIA_128_GCM", "CAMELLIA_256_CBC", "CAMELLIA_256_GCM",
	"CHACHA20_POLY1305 (draft)", "FORTEZZA_CBC", "IDEA_CBC",
	"KUZNYECHIK_CTR_OMAC", "KUZNYECHIK_MGM_L", "KUZNYECHIK_MGM_S", "MAGMA_CTR_OMAC", "MAGMA_MGM_L", "MAGMA_MGM_S",
	"RC2_CBC_40", "RC2_CBC_56",
}

// Of every suite that there is, it is known whether its records are opened, and if
// not, for want of which cipher.
func TestEverySuiteIsOpenedOrItsCipherIsMissing(t *testing.T) {
	var found []string
	for n := range math.MaxUint16 + 1 {
		s := registry.CipherSuite(n)
		if !s.Known() || s.Encryption() == "" {
			continue
		}
		opened, cipher := false, ""
		for _, v := range versions {
			p, err := record.ParamsOf(v, s)
			var reason *record.UnsupportedError
			switch {
			case err == nil:
				opened = true
				if _, err := record.New(v, s, record.Keys{MAC: make([]byte, p.MAC), Key: make([]byte, p.Final), IV: make([]byte, p.IV)}, record.Options{}); err != nil {
					t.Errorf("%s in %s: %v", s, v, err)
				}
			case !errors.As(err, &reason) || reason.Suite != s || reason.Version != v || reason.Reason == "":
				t.Errorf("%s in %s: %v", s, v, err)
			case reason.Cipher != "":
				cipher = reason.Cipher
			}
		}
		if opened == (cipher != "") {
			t.Errorf("%s: opened %t, and %q is missing", s, opened, cipher)
		}
		if cipher != "" && !slices.Contains(found, cipher) {
			found = append(found, cipher)
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, missing) {
		t.Errorf("missing are %q", found)
	}
	var listed []string
	for _, c := range record.Coverages() {
		if c.Missing != "" {
			listed = append(listed, c.Encryption)
		}
		if len(c.Suites) == 0 || strings.Count(record.Table(), "| "+c.Encryption+" |") != 1 {
			t.Errorf("%s has %d suites, or no row", c.Encryption, len(c.Suites))
		}
	}
	if !slices.Equal(listed, missing) {
		t.Errorf("listed as missing are %q", listed)
	}
}

func TestVersionsRefuseSuitesThatTheyDoNotHave(t *testing.T) {
	for _, c := range []struct {
		version registry.Version
		suite   registry.CipherSuite
		reason  string
	}{
		{registry.VersionTLS11, registry.TLS_RSA_WITH_AES_128_GCM_SHA256, "no AEAD"},
		{registry.VersionTLS12, registry.TLS_AES_128_GCM_SHA256, "does not have the suite"},
		{registry.VersionTLS13, registry.TLS_RSA_WITH_AES_128_GCM_SHA256, "does not have the suite"},
		{registry.VersionTLS13, registry.TLS_RSA_WITH_AES_128_CBC_SHA, "does not have the suite"},
		{0x7f0f, registry.TLS_RSA_WITH_AES_128_CBC_SHA, "does not have the suite"},
		{0x7f10, registry.TLS_RSA_WITH_AES_128_GCM_SHA256, "does not have the suite"},
		{0x7f0d, registry.TLS_AES_128_GCM_SHA256, "from 14 on"},
		{0x7f1d, registry.TLS_AES_128_GCM_SHA256, "SSL 3.0 to TLS 1.3"},
		{registry.VersionSSL30, registry.TLS_RSA_WITH_AES_128_CBC_SHA256, "MD5 and SHA-1"},
		{registry.VersionSSL20, registry.TLS_RSA_WITH_RC4_128_SHA, "SSL 3.0 to TLS 1.3"},
		{registry.VersionDTLS12, registry.TLS_RSA_WITH_AES_128_GCM_SHA256, "SSL 3.0 to TLS 1.3"},
		{registry.VersionTLCP11, 0xe013, "SSL 3.0 to TLS 1.3"},
		{0, 0, "SSL 3.0 to TLS 1.3"},
		{registry.VersionTLS12, registry.TLS_FALLBACK_SCSV, "not known"},
		{registry.VersionTLS13, 0x1a1a, "not known"},
		{registry.VersionTLS12, 0xffff, "not known"},
		{registry.VersionTLS12, 0xc07a, "no CAMELLIA_128_GCM"},
	} {
		_, err := record.ParamsOf(c.version, c.suite)
		var unsupported *record.UnsupportedError
		if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s in %s: %v, not %q", c.suite, c.version, err, c.reason)
		}
	}
}

// A key of a wrong length is told by its lengths, not by its bytes.
func TestKeysOfAWrongLengthAreRefused(t *testing.T) {
	secret := []byte("a key that nobody may see")
	right := record.Keys{MAC: make([]byte, 20), Key: make([]byte, 16), IV: make([]byte, 16)}
	for name, keys := range map[string]record.Keys{
		"MAC key has 25 bytes": {MAC: secret, Key: right.Key, IV: right.IV},
		"key has 25 bytes":     {MAC: right.MAC, Key: secret, IV: right.IV},
		"IV has 25 bytes":      {MAC: right.MAC, Key: right.Key, IV: secret},
		"key has 0 bytes":      {MAC: right.MAC, IV: right.IV},
	} {
		_, err := record.New(registry.VersionTLS10, registry.TLS_RSA_WITH_AES_128_CBC_SHA, keys, record.Options{})
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), string(secret)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
