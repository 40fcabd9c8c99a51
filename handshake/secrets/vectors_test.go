package secrets

import (
	"bytes"
	"crypto/mlkem"
	"encoding/hex"
	"encoding/pem"
	"os/exec"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

func TestPrimesOfRFC7919AreOpenSSLs(t *testing.T) {
	openssl := peer.Need(t, "openssl")
	for _, g := range []registry.Group{registry.GroupFFDHE2048, registry.GroupFFDHE3072, registry.GroupFFDHE4096, registry.GroupFFDHE6144, registry.GroupFFDHE8192} {
		text, err := exec.Command(openssl, "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:"+g.String()).Output()
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(text)
		if block == nil {
			t.Fatalf("openssl says %s", text)
		}
		p := FFDHEPrime(g)
		if field, _ := fieldOf(g); len(p) != field.bits/8 || !bytes.Contains(block.Bytes, p) {
			t.Errorf("the prime of %v is another", g)
		}
	}
	if FFDHEPrime(registry.GroupX25519) != nil {
		t.Error("X25519 has a prime of RFC 7919")
	}
}

// Drafts before 20 had another prefix before their labels. The values are of
// draft-ietf-tls-tls13-vectors of January 2017, which followed draft 18.
func TestDraft18HasOtherLabels(t *testing.T) {
	secret, err := hex.DecodeString("43cbfa4fbef771255871fe62bd2b8f901f49843f7391514b5cddda0173e08157")
	if err != nil {
		t.Fatal(err)
	}
	keys, d, err := TrafficKeys(0x7f12, registry.TLS_AES_128_GCM_SHA256, secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		name, want string
		got        []byte
	}{
		{"key info", "00100c544c5320312e332c206b657900", d[0].Input("info")},
		{"key", "bca795f096a8c80d2d909425b883454d", keys.Key},
		{"iv info", "000c0b544c5320312e332c20697600", d[1].Input("info")},
		{"iv", "26a19cb8557c5ee042a9960c", keys.IV},
	} {
		if hex.EncodeToString(v.got) != v.want {
			t.Errorf("%s is %x, want %s", v.name, v.got, v.want)
		}
	}
}

func TestVersionAndSuiteDecideTheHash(t *testing.T) {
	const sha256, sha384, md5sha1, none = "SHA256", "SHA384", "MD5-SHA1", ""
	for _, tc := range []struct {
		version registry.Version
		suite   registry.CipherSuite
		want    string
	}{
		{registry.VersionSSL30, registry.TLS_RSA_WITH_RC4_128_SHA, md5sha1},
		{registry.VersionTLS10, registry.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, md5sha1},
		{registry.VersionTLS11, registry.TLS_RSA_WITH_AES_128_CBC_SHA, md5sha1},
		{registry.VersionTLS12, registry.TLS_RSA_WITH_AES_128_CBC_SHA, sha256},
		{registry.VersionTLS12, registry.TLS_RSA_WITH_RC4_128_SHA, sha256},
		{registry.VersionTLS12, 0x0004, sha256}, // RSA_WITH_RC4_128_MD5
		{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, sha256},
		{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, sha384},
		{registry.VersionTLS12, 0xc09c, sha256}, // RSA_WITH_AES_128_CCM: its name has no hash
		{registry.VersionTLS12, 0xc0af, sha256}, // ECDHE_ECDSA_WITH_AES_256_CCM_8
		{registry.VersionTLS13, registry.TLS_AES_128_CCM_8_SHA256, sha256},
		{registry.VersionTLS13, registry.TLS_AES_256_GCM_SHA384, sha384},
		{0x7f17, registry.TLS_AES_256_GCM_SHA384, sha384}, // draft 23
		{0xfb1a, registry.TLS_AES_128_GCM_SHA256, sha256}, // draft 26, by Facebook
		{0x7f0f, registry.TLS_AES_128_GCM_SHA256, none},
		{registry.VersionTLS13, registry.TLS_RSA_WITH_AES_128_CBC_SHA, none},
		{registry.VersionTLS12, registry.TLS_AES_128_GCM_SHA256, none},
		{registry.VersionTLS12, 0xc102, none}, // GOSTR341112_256_WITH_28147_CNT_IMIT
		{registry.VersionTLS13, registry.TLS_SM4_GCM_SM3, none},
		{registry.VersionTLS12, 0xeeee, none},
		{registry.VersionSSL20, registry.TLS_RSA_WITH_RC4_128_SHA, none},
		{registry.VersionDTLS12, registry.TLS_RSA_WITH_AES_128_CBC_SHA, none},
	} {
		h, err := HashOf(tc.version, tc.suite)
		switch {
		case tc.want == none && err == nil:
			t.Errorf("%v with %v has the hash %v", tc.version, tc.suite, h)
		case tc.want != none && (err != nil || hashName(h) != tc.want):
			t.Errorf("%v with %v has the hash %v (%v), want %s", tc.version, tc.suite, h, err, tc.want)
		}
	}
}

// TLS 1.2 leaves off the leading zeros of a secret, TLS 1.3 keeps them: RFC 5246
// §8.1.2, RFC 8446 §7.4.1. About one secret in 256 has one.
func TestTLS12StripsLeadingZerosAndTLS13KeepsThem(t *testing.T) {
	p := FFDHEPrime(registry.GroupFFDHE2048)
	share := make([]byte, len(p))
	share[len(share)-1] = 2
	private := []byte{7, 0xf0} // 2^2032, of 2033 bits: one zero byte in front
	long, err := SharedSecret(registry.GroupFFDHE2048, private, share)
	if err != nil {
		t.Fatal(err)
	}
	short, err := DHE(p, private, share)
	if err != nil {
		t.Fatal(err)
	}
	if len(long.Output) != 256 || long.Output[0] != 0 || !bytes.Equal(long.Output[1:], short.Output) || short.Output[0] != 1 {
		t.Errorf("TLS 1.3 has %d bytes, TLS 1.2 has %d", len(long.Output), len(short.Output))
	}
}

// Each of ML-KEM's groups alone: what a server encapsulated to the client's key.
func TestMLKEMOfASeedAgrees(t *testing.T) {
	seed := bytesFor(mlkem.SeedSize, 50)
	key768, err := mlkem.NewDecapsulationKey768(seed)
	if err != nil {
		t.Fatal(err)
	}
	key1024, err := mlkem.NewDecapsulationKey1024(seed)
	if err != nil {
		t.Fatal(err)
	}
	for g, encapsulate := range map[registry.Group]func() (shared, ciphertext []byte){
		registry.GroupMLKEM768: key768.EncapsulationKey().Encapsulate, registry.GroupMLKEM1024: key1024.EncapsulationKey().Encapsulate,
	} {
		want, ciphertext := encapsulate()
		s, err := SharedSecret(g, seed, ciphertext)
		if err != nil || !bytes.Equal(s.Output, want) {
			t.Errorf("%v: %v", g, err)
		}
	}
}

func TestAPSKStandsBehindTheOtherSecret(t *testing.T) {
	for name, tc := range map[string]struct {
		other, psk []byte
		want       string
	}{
		"alone":      {nil, []byte{0xaa, 0xbb, 0xcc}, "0003000000" + "0003aabbcc"},  // RFC 4279 §2
		"with ECDHE": {[]byte{1, 2, 3, 4}, []byte{0xaa}, "000401020304" + "0001aa"}, // RFC 5489 §2
		"with zeros": {make([]byte, 2), []byte{0xaa, 0xbb, 0xcc}, "00020000" + "0003aabbcc"},
	} {
		s, err := PreMasterPSK(tc.other, tc.psk)
		if err != nil || hex.EncodeToString(s.Output) != tc.want {
			t.Errorf("%s: %x (%v), want %s", name, s.Output, err, tc.want)
		}
	}
}
