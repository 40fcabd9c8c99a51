package secrets

import (
	"bytes"
	"crypto/ecdh"
	"encoding/hex"
	"fmt"
	"math/big"
	"os/exec"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// bytesFor gives n bytes that differ from place to place.
func bytesFor(n int, seed byte) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = seed + byte(i)*7
	}
	return b
}

// everyStep has a step of each function, at each version and hash.
func everyStep(t *testing.T) Derivation {
	t.Helper()
	var all Derivation
	add := func(d Derivation, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d...)
	}
	for _, suite := range []registry.CipherSuite{registry.TLS_AES_128_GCM_SHA256, registry.TLS_AES_256_GCM_SHA384} {
		h, err := HashOf(tls13Version, suite)
		if err != nil {
			t.Fatal(err)
		}
		n := h.Size()
		add(Schedule13(Inputs13{
			Version: tls13Version, Suite: suite, PSK: bytesFor(n, 1), Binder: ExternalBinder, Shared: bytesFor(32, 2), Truncated: bytesFor(n, 3),
			ClientHello: bytesFor(n, 4), ServerHello: bytesFor(n, 5), BeforeServerFinished: bytesFor(n, 6), ServerFinished: bytesFor(n, 7),
			BeforeClientFinished: bytesFor(n, 8), ClientFinished: bytesFor(n, 9),
		}))
		add(Exporter(h, bytesFor(n, 10), "EXPORTER-test label", []byte("context"), 77))
		add(Exporter(h, bytesFor(n, 10), "EXPORTER-none", nil, 16))
		add(one(ResumptionPSK(h, bytesFor(n, 11), []byte{0, 0})))
		add(one(NextTrafficSecret(h, bytesFor(n, 12))))
		add(MessageHash(h, bytesFor(300, 13)))
	}
	randoms := [2][]byte{bytesFor(32, 20), bytesFor(32, 21)}
	for _, tc := range []struct {
		version registry.Version
		suite   registry.CipherSuite
	}{
		{registry.VersionSSL30, registry.TLS_RSA_WITH_3DES_EDE_CBC_SHA},
		{registry.VersionSSL30, 0x0003}, // RSA_EXPORT_WITH_RC4_40_MD5
		{registry.VersionSSL30, 0x0008}, // RSA_EXPORT_WITH_DES40_CBC_SHA
		{registry.VersionTLS10, 0x0008},
		{registry.VersionTLS10, registry.TLS_RSA_WITH_AES_256_CBC_SHA},
		{registry.VersionTLS11, registry.TLS_RSA_WITH_AES_128_CBC_SHA},
		{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256},
		{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384},
	} {
		in := Inputs12{
			Version: tc.version, Suite: tc.suite, PreMaster: bytesFor(48, 22), ClientRandom: randoms[0], ServerRandom: randoms[1],
			BeforeClientFinished: bytesFor(500, 23), BeforeServerFinished: bytesFor(520, 24),
		}
		d, _, _, err := Schedule(in)
		add(d, err)
		if tc.version == registry.VersionSSL30 {
			continue
		}
		add(one(MasterSecret(tc.version, tc.suite, bytesFor(33, 25), randoms[0], randoms[1]))) // an odd length: halves overlap
		session, err := SessionHash(tc.version, tc.suite, bytesFor(400, 26))
		add(Derivation{session}, err)
		add(one(ExtendedMasterSecret(tc.version, tc.suite, in.PreMaster, session.Output)))
		master := bytesFor(48, 27)
		add(one(ExporterPRF(tc.version, tc.suite, master, randoms[0], randoms[1], "EXPORTER: it's a \"label\"", []byte{}, 40)))
		add(one(ExporterPRF(tc.version, tc.suite, master, randoms[0], randoms[1], "EXPORTER-label", nil, 40)))
	}
	return append(all, everyAgreement(t)...)
}

func everyAgreement(t *testing.T) Derivation {
	t.Helper()
	var all Derivation
	for g, curve := range map[registry.Group]ecdh.Curve{
		registry.GroupX25519: ecdh.X25519(), registry.GroupSecp256r1: ecdh.P256(), registry.GroupSecp384r1: ecdh.P384(), registry.GroupSecp521r1: ecdh.P521(),
	} {
		a, b := ecdhKey(t, curve, 30), ecdhKey(t, curve, 31)
		s, err := SharedSecret(g, a.Bytes(), b.PublicKey().Bytes())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	for _, g := range []registry.Group{registry.GroupFFDHE2048, registry.GroupFFDHE3072, registry.GroupFFDHE4096, registry.GroupFFDHE6144, registry.GroupFFDHE8192} {
		p := new(big.Int).SetBytes(FFDHEPrime(g))
		y := new(big.Int).Exp(big.NewInt(2), new(big.Int).SetBytes(bytesFor(28, 40)), p)
		share := y.FillBytes(make([]byte, p.BitLen()/8))
		s, err := SharedSecret(g, bytesFor(29, 41), share)
		if err != nil {
			t.Fatal(err)
		}
		old, err := DHE(p.Bytes(), bytesFor(29, 41), share)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s, old)
	}
	return all
}

func ecdhKey(t *testing.T, c ecdh.Curve, seed byte) *ecdh.PrivateKey {
	t.Helper()
	n := map[ecdh.Curve]int{ecdh.X25519(): 32, ecdh.P256(): 32, ecdh.P384(): 48, ecdh.P521(): 66}[c]
	b := bytesFor(n, seed)
	b[0] = 0 // below the order
	k, err := c.NewPrivateKey(b)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// withoutCommand are the functions that are no computation of OpenSSL's.
var withoutCommand = map[string]bool{"Concat": true, "XOR": true}

// TestOpenSSLComputesTheSame runs the command of every step, and of the parts of
// a step of each function and hash.
func TestOpenSSLComputesTheSame(t *testing.T) {
	peer.Need(t, "openssl")
	peer.Need(t, "xxd")
	bash := peer.Need(t, "bash")
	var script strings.Builder
	var steps Derivation
	seen := map[string]bool{}
	for _, s := range everyStep(t) {
		list := Derivation{s}
		if kind := s.Func + s.Hash; !seen[kind] { // the parts of one of each kind
			seen[kind] = true
			list = append(list, s.Parts()...)
		}
		for _, s := range list {
			c := s.Command()
			if c == "" {
				if !withoutCommand[s.Func] && len(s.Inputs[0].Value) > 0 {
					t.Errorf("%s by %s has no command", s.Name, s.Func)
				}
				continue
			}
			if seen[c] {
				continue
			}
			seen[c] = true
			steps = append(steps, s)
			fmt.Fprintf(&script, "{ %s; } </dev/null 2>&1 | tr -d '\\n'; echo\n", c)
		}
	}
	run := exec.Command(bash)
	run.Stdin = strings.NewReader(script.String())
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(steps) {
		t.Fatalf("%d commands printed %d lines", len(steps), len(lines))
	}
	functions := map[string]int{}
	for i, s := range steps {
		functions[s.Func+" "+s.Hash]++
		if want := hex.EncodeToString(s.Output); lines[i] != want { // digit by digit, as a reader compares them
			t.Errorf("%s by %s is %s, the command says %s\n%s", s.Name, s.Func, want, lines[i], s.Command())
		}
	}
	t.Logf("%d commands: %v", len(steps), functions)
}

func TestPartsEndInTheirStep(t *testing.T) {
	taken := 0
	for _, s := range everyStep(t) {
		d := s.Parts()
		if d == nil {
			continue
		}
		taken++
		if !bytes.Equal(d.last(), s.Output) || d[len(d)-1].Name != s.Name {
			t.Errorf("the parts of %s end in %s", s.Name, d[len(d)-1].Name)
		}
		for _, part := range d {
			if part.Func == "HMAC" && !bytes.Equal(part.Output, mac(hashNamed(part.Hash), part.Inputs)) {
				t.Errorf("%s of %s is not its HMAC", part.Name, s.Name)
			}
		}
	}
	if taken < 50 {
		t.Errorf("only %d steps have parts", taken)
	}
}

// A step is a plain value; one that somebody put together must not panic.
func TestAStepOfNoSenseHasNoCommand(t *testing.T) {
	functions := []string{"", "HKDF-Extract", "HKDF-Expand-Label", "Derive-Secret", "PRF", "HMAC", "Hash", "SSL3-Expand", "SSL3-Finished", "X25519", "ECDH-secp521r1", "DH", "Slice", "nothing"}
	for _, f := range functions {
		for n := range 4 {
			for _, hash := range []string{"", "SHA256", "MD5-SHA1", "SM3"} {
				s := Step{Func: f, Hash: hash, Inputs: make([]Input, n), Output: make([]byte, 500)}
				_, _ = s.Command(), s.Parts()
			}
		}
	}
	long, err := SessionHash(registry.VersionTLS12, 0x0a, bytesFor(1<<16, 0))
	if err != nil || long.Command() != "" {
		t.Errorf("a command of %d bytes: %v", len(long.Command()), err)
	}
	f, err := Finished(registry.VersionSSL30, 0x0a, bytesFor(48, 0), capture.Client, bytesFor(1<<16, 0))
	if err != nil || f.Command() != "" {
		t.Errorf("a command of %d bytes: %v", len(f.Command()), err)
	}
}
