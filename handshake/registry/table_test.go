package registry

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tables lists all, with the number of names where a dated source states one.
var tables = []struct {
	name  string
	table []name
	count int
}{
	{"cipher suites", cipherSuites, 356},
	{"extensions", extensionTypes, 64},
	{"groups", groups, 59},
	{"signature schemes", signatureSchemes, 49},
	{"alerts", alerts, 37},
	{"handshake types", handshakeTypes, 25},
	{"content types", contentTypes, 8},
	{"versions", versions, 0},
	{"alert levels", alertLevels, 0},
	{"certificate compressions", certificateCompressions, 0},
	{"certificate types", certificateTypes, 0},
	{"client certificate types", clientCertificateTypes, 0},
	{"compression methods", compressionMethods, 0},
	{"curve types", ecCurveTypes, 0},
	{"point formats", ecPointFormats, 0},
	{"hash algorithms", hashAlgorithms, 0},
	{"signature algorithms", signatureAlgorithms, 0},
	{"heartbeat modes", heartbeatModes, 0},
	{"heartbeat types", heartbeatTypes, 0},
	{"KEMs", hpkeKEMs, 0},
	{"KDFs", hpkeKDFs, 0},
	{"AEADs", hpkeAEADs, 0},
	{"PSK modes", pskModes, 0},
	{"status types", statusTypes, 0},
	{"name types", nameTypes, 0},
	{"fragment lengths", maxFragmentLengths, 0},
	{"key updates", keyUpdateRequests, 0},
	{"ECH types", echTypes, 0},
	{"SRTP profiles", srtpProfiles, 0},
	{"user mapping types", userMappingTypes, 0},
	{"authorization formats", authzFormats, 0},
	{"trusted CA types", trustedCATypes, 0},
	{"token binding keys", tokenBindingKeys, 0},
	{"cached information types", cachedInfoTypes, 0},
	{"EKT ciphers", ektCiphers, 0},
	{"statements of logs", transTypes, 0},
	{"QUIC transport parameters", quicTransportParameters, 0},
	{"unregistered cipher suites", unregisteredCipherSuites, 0},
	{"unregistered extensions", unregisteredExtensionTypes, 0},
	{"unregistered groups", unregisteredGroups, 0},
	{"unregistered handshake types", unregisteredHandshakeTypes, 0},
}

func TestTablesAreSortedAndUnique(t *testing.T) {
	for _, tt := range tables {
		if tt.count > 0 && len(tt.table) != tt.count {
			t.Errorf("%s: %d names, want %d", tt.name, len(tt.table), tt.count)
		}
		seen := map[string]bool{}
		for i, n := range tt.table {
			if i > 0 && tt.table[i-1].code >= n.code {
				t.Errorf("%s: 0x%04x stands after 0x%04x", tt.name, n.code, tt.table[i-1].code)
			}
			if n.text == "" || strings.TrimSpace(n.text) != n.text || seen[n.text] {
				t.Errorf("%s: 0x%04x has the name %q, empty, ragged or used twice", tt.name, n.code, n.text)
			}
			seen[n.text] = true
			if got, ok := find(tt.table, n.code); !ok || got != n.text {
				t.Errorf("%s: find(0x%04x) = %q, %t", tt.name, n.code, got, ok)
			}
		}
	}
}

// A value that IANA has registered since then must leave the other list.
func TestUnregisteredIsNotRegistered(t *testing.T) {
	for _, tt := range []struct {
		registered, unregistered []name
	}{
		{cipherSuites, unregisteredCipherSuites},
		{extensionTypes, unregisteredExtensionTypes},
		{groups, unregisteredGroups},
		{handshakeTypes, unregisteredHandshakeTypes},
	} {
		for _, n := range tt.unregistered {
			if text, ok := find(tt.registered, n.code); ok {
				t.Errorf("0x%04x is both %q and registered as %q", n.code, n.text, text)
			}
			if IsGREASE16(n.code) {
				t.Errorf("0x%04x %q is GREASE", n.code, n.text)
			}
		}
	}
}

func TestALPNIsSortedAndUnique(t *testing.T) {
	for i, p := range alpnProtocols {
		if i > 0 && alpnProtocols[i-1].id >= p.id {
			t.Errorf("%q stands after %q", p.id, alpnProtocols[i-1].id)
		}
		if got := ALPNProtocol([]byte(p.id)); got != p.title || got == "" {
			t.Errorf("ALPNProtocol(%q) = %q, want %q", p.id, got, p.title)
		}
	}
	if got := ALPNProtocol([]byte("h22")); got != "" {
		t.Errorf("ALPNProtocol(h22) = %q", got)
	}
}

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("go", "run", "gen.go", "-o", dir).CombinedOutput(); err != nil {
		t.Fatalf("gen.go: %v\n%s", err, out)
	}
	fresh, _ := filepath.Glob(filepath.Join(dir, "*_data.go"))
	here, _ := filepath.Glob("*_data.go")
	if len(fresh) == 0 || len(fresh) != len(here) {
		t.Fatalf("data/ makes %d files, here are %d; run go generate", len(fresh), len(here))
	}
	for _, file := range fresh {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Base(file))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what data/ says; run go generate", filepath.Base(file))
		}
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		_ = TLS_AES_128_GCM_SHA256.String()
		_ = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.KeyExchange()
		_ = HandshakeServerHelloDone.String()
		_ = ExtKeyShare.String()
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
