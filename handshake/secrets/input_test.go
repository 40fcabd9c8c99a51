package secrets

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// secretBytes are easy to find again in a text.
func secretBytes(n int) []byte { return bytes.Repeat([]byte("s3cr"), n/4+1)[:n] }

// refused wants an error of ours that tells the place and none of the secret.
func refused(t *testing.T, name string, err error) {
	t.Helper()
	var input *InputError
	var missing *UnsupportedError
	var noRecords *record.UnsupportedError
	if !errors.As(err, &input) && !errors.As(err, &missing) && !errors.As(err, &noRecords) {
		t.Errorf("%s: the error is %v", name, err)
		return
	}
	if input != nil && (input.Step == "" || input.Input == "") {
		t.Errorf("%s: %q has no place", name, err)
	}
	for _, form := range []string{"s3cr", hex.EncodeToString([]byte("s3cr")), fmt.Sprint([]byte("s3cr"))[1:10], base64OfSecret} {
		if strings.Contains(err.Error(), form) {
			t.Errorf("%s: the text holds the secret: %q", name, err)
		}
	}
}

const base64OfSecret = "czNj"

func TestInputsOfWrongLengthAreRefused(t *testing.T) {
	const h, v12, v13, s12, s13 = crypto.SHA256, registry.VersionTLS12, registry.VersionTLS13, registry.TLS_RSA_WITH_AES_128_CBC_SHA, registry.TLS_AES_128_GCM_SHA256
	step := func(_ Step, err error) error { return err }
	steps := func(_ Derivation, err error) error { return err }
	short, good, long := secretBytes(31), secretBytes(32), secretBytes(33)
	for name, err := range map[string]error{
		"no PSK":                        step(EarlySecret(h, []byte{})),
		"a hash of no suite":            step(EarlySecret(crypto.SHA1, nil)),
		"no hash":                       step(EarlySecret(0, nil)),
		"a hash that is not there":      step(EarlySecret(crypto.BLAKE2b_256, nil)),
		"early secret short":            steps(HandshakeSecret(h, short, good)),
		"early secret nil":              steps(HandshakeSecret(h, nil, good)),
		"no shared secret":              steps(HandshakeSecret(h, good, []byte{})),
		"handshake secret long":         steps(MainSecret(h, long)),
		"transcript hash short":         step(DeriveSecret(h, good, "c hs traffic", short)),
		"transcript hash nil":           step(DeriveSecret(h, good, "c hs traffic", nil)),
		"label long":                    step(DeriveSecret(h, good, string(secretBytes(250)), good)),
		"traffic secret short":          trafficError(v13, s13, short),
		"traffic secret of TLS 1.2":     trafficError(v12, s12, good),
		"traffic secret of draft 15":    trafficError(0x7f0f, s13, good),
		"suite of another version":      trafficError(v13, s12, good),
		"suite unknown":                 trafficError(v13, 0xffff, good),
		"suite with SM3":                trafficError(v13, registry.TLS_SM4_GCM_SM3, good),
		"traffic secret long":           step(NextTrafficSecret(h, long)),
		"base key short":                step(FinishedKey(h, short)),
		"finished key short":            step(FinishedMAC(h, short, good)),
		"hash for the MAC long":         step(FinishedMAC(h, good, long)),
		"resumption secret short":       step(ResumptionPSK(h, short, nil)),
		"nonce long":                    step(ResumptionPSK(h, good, secretBytes(256))),
		"early secret of a binder":      step(BinderKey(h, short, ResumptionBinder)),
		"binder key":                    steps(Binder(h, short, good)),
		"binder hash":                   steps(Binder(h, good, short)),
		"no ClientHello":                steps(MessageHash(h, nil)),
		"exporter secret":               steps(Exporter(h, short, "label", nil, 32)),
		"exporter length":               steps(Exporter(h, good, "label", nil, 255*32+1)),
		"exporter length below zero":    steps(Exporter(h, good, "label", nil, -1)),
		"schedule of an old draft":      steps(Schedule13(Inputs13{Version: 0x7f12, Suite: s13})),
		"schedule of TLS 1.2":           steps(Schedule13(Inputs13{Version: v12, Suite: s12})),
		"schedule with a short hash":    steps(Schedule13(Inputs13{Version: v13, Suite: s13, ServerHello: short})),
		"schedule with a short binder":  steps(Schedule13(Inputs13{Version: v13, Suite: s13, PSK: good, Truncated: short})),
		"no pre-master":                 step(MasterSecret(v12, s12, nil, good, good)),
		"client random":                 step(MasterSecret(v12, s12, good, short, good)),
		"server random":                 step(MasterSecret(v12, s12, good, good, long)),
		"master in TLS 1.3":             step(MasterSecret(v13, s13, good, good, good)),
		"master in SSL 2.0":             step(MasterSecret(2, s12, good, good, good)),
		"master in DTLS":                step(MasterSecret(registry.VersionDTLS12, s12, good, good, good)),
		"session hash":                  step(ExtendedMasterSecret(v12, s12, good, short)),
		"extended in SSL 3.0":           step(ExtendedMasterSecret(registry.VersionSSL30, s12, good, secretBytes(36))),
		"master of a key block":         keyBlockError(v12, s12, secretBytes(47), good, good),
		"random of a key block":         keyBlockError(v12, s12, secretBytes(48), good, short),
		"key block of TLS 1.3":          keyBlockError(v13, s13, secretBytes(48), good, good),
		"key block without a cipher":    keyBlockError(v12, 0x0041, secretBytes(48), good, good), // Camellia
		"key block of an export suite":  keyBlockError(registry.VersionTLS11, 0x0003, secretBytes(48), good, good),
		"Finished without a side":       step(Finished(v12, s12, secretBytes(48), 0, good)),
		"Finished of a short master":    step(Finished(v12, s12, good, capture.Client, good)),
		"Finished in TLS 1.3":           step(Finished(v13, s13, secretBytes(48), capture.Client, good)),
		"Finished from a short hash":    step(finishedFromHash(v12, s12, secretBytes(48), capture.Client, short)),
		"Finished of SSL 3.0 from hash": step(finishedFromHash(registry.VersionSSL30, s12, secretBytes(48), capture.Client, secretBytes(36))),
		"exporter of SSL 3.0":           step(ExporterPRF(registry.VersionSSL30, s12, secretBytes(48), good, good, "l", nil, 20)),
		"exporter of a short master":    step(ExporterPRF(v12, s12, good, good, good, "l", nil, 20)),
		"exporter of a long context":    step(ExporterPRF(v12, s12, secretBytes(48), good, good, "l", make([]byte, 1<<16), 20)),
		"exporter of endless length":    step(ExporterPRF(v12, s12, secretBytes(48), good, good, "l", nil, 1<<30)),
		"exporter of negative length":   step(ExporterPRF(v12, s12, secretBytes(48), good, good, "l", nil, -1)),
		"PSK empty":                     step(PreMasterPSK(nil, nil)),
		"PSK long":                      step(PreMasterPSK(nil, make([]byte, 1<<16))),
		"other secret long":             step(PreMasterPSK(make([]byte, 1<<16), good)),
	} {
		refused(t, name, err)
	}
}

func trafficError(v registry.Version, s registry.CipherSuite, secret []byte) error {
	_, _, err := TrafficKeys(v, s, secret)
	return err
}

func keyBlockError(v registry.Version, s registry.CipherSuite, master, client, server []byte) error {
	_, err := NewKeyBlock(v, s, master, client, server)
	return err
}

func TestSharesOutsideOfTheirGroupAreRefused(t *testing.T) {
	fromHex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	p := new(big.Int).SetBytes(FFDHEPrime(registry.GroupFFDHE2048))
	field := func(d int64) []byte { return new(big.Int).Add(p, big.NewInt(d)).FillBytes(make([]byte, 256)) }
	small := func(n byte) []byte { return append(make([]byte, 255), n) }
	scalar := append([]byte{0}, secretBytes(31)...)
	hybrid := append(secretBytes(64), scalar...)
	type share = struct {
		name           string
		group          registry.Group
		private, share []byte
	}
	list := []share{
		{"X25519 private short", registry.GroupX25519, secretBytes(31), bytesFor(32, 1)},
		{"X25519 share short", registry.GroupX25519, secretBytes(32), bytesFor(31, 1)},
		{"X25519 share long", registry.GroupX25519, secretBytes(32), bytesFor(33, 1)},
		{"P-256 infinity", registry.GroupSecp256r1, scalar, []byte{0}},
		{"P-256 compressed", registry.GroupSecp256r1, scalar, append([]byte{2}, bytesFor(32, 1)...)},
		{"P-256 off the curve", registry.GroupSecp256r1, scalar, append([]byte{4}, secretBytes(64)...)},
		{"P-256 zeros", registry.GroupSecp256r1, scalar, append([]byte{4}, make([]byte, 64)...)},
		{"P-256 coordinates too large", registry.GroupSecp256r1, scalar, append([]byte{4}, bytes.Repeat([]byte{255}, 64)...)},
		{"P-256 private zero", registry.GroupSecp256r1, make([]byte, 32), ecdhKeyP256(t)},
		{"P-256 private too large", registry.GroupSecp256r1, bytes.Repeat([]byte{255}, 32), ecdhKeyP256(t)},
		{"P-384 share of P-256", registry.GroupSecp384r1, secretBytes(48), ecdhKeyP256(t)},
		{"P-521 private of P-384", registry.GroupSecp521r1, secretBytes(48), append([]byte{4}, make([]byte, 132)...)},
		{"ffdhe2048 of 0", registry.GroupFFDHE2048, secretBytes(32), small(0)},
		{"ffdhe2048 of 1", registry.GroupFFDHE2048, secretBytes(32), small(1)},
		{"ffdhe2048 of p-1", registry.GroupFFDHE2048, secretBytes(32), field(-1)},
		{"ffdhe2048 of p", registry.GroupFFDHE2048, secretBytes(32), field(0)},
		{"ffdhe2048 of p+1", registry.GroupFFDHE2048, secretBytes(32), field(1)},
		{"ffdhe2048 short", registry.GroupFFDHE2048, secretBytes(32), small(2)[1:]},
		{"ffdhe2048 private empty", registry.GroupFFDHE2048, nil, small(2)},
		{"ffdhe2048 private 0", registry.GroupFFDHE2048, []byte{0}, small(2)},
		{"ffdhe2048 private endless", registry.GroupFFDHE2048, secretBytes(1 << 20), small(2)},
		{"ML-KEM seed short", registry.GroupMLKEM768, secretBytes(63), make([]byte, 1088)},
		{"ML-KEM ciphertext of another size", registry.GroupMLKEM768, secretBytes(64), make([]byte, 1568)},
		{"ML-KEM-1024 ciphertext empty", registry.GroupMLKEM1024, secretBytes(64), nil},
		{"hybrid without scalar", registry.GroupX25519MLKEM768, secretBytes(64), make([]byte, 1120)},
		{"hybrid of a client's share", registry.GroupX25519MLKEM768, hybrid, make([]byte, 1216)},
		{"hybrid with a point of low order", registry.GroupX25519MLKEM768, hybrid, make([]byte, 1120)},
		{"hybrid of P-256 off the curve", registry.GroupSecP256r1MLKEM768, append(scalar, secretBytes(64)...), append([]byte{4}, make([]byte, 64+1088)...)},
		{"X448", registry.GroupX448, secretBytes(56), secretBytes(56)},
		{"MLKEM512", registry.GroupMLKEM512, secretBytes(64), secretBytes(768)},
		{"GREASE", 0x0a0a, secretBytes(32), secretBytes(32)},
		{"no group", 0, nil, nil},
	}
	// All encodings of points of low order on Curve25519 and its twist.
	for _, point := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		low := fromHex(point)
		list = append(list, share{"low order " + point[:8], registry.GroupX25519, secretBytes(32), low})
		high := bytes.Clone(low)
		high[31] |= 0x80 // RFC 7748 §5: this bit is ignored
		list = append(list, share{"low order with its high bit " + point[:8], registry.GroupX25519, secretBytes(32), high})
	}
	for _, s := range list {
		_, err := SharedSecret(s.group, s.private, s.share)
		refused(t, s.name, err)
	}
	_, err := ECDHE(registry.GroupX25519, secretBytes(32), make([]byte, 32))
	refused(t, "ECDHE with a point of low order", err)
	_, err = ECDHE(registry.GroupX25519MLKEM768, secretBytes(96), make([]byte, 1120))
	refused(t, "ECDHE in a group of TLS 1.3", err)
	for name, in := range map[string][3][]byte{
		"p empty":       {nil, secretBytes(8), {2}},
		"p 1":           {{1}, secretBytes(8), {2}},
		"p 2":           {{2}, secretBytes(8), {2}},
		"p even":        {{16}, secretBytes(8), {2}},
		"p endless":     {bytes.Repeat([]byte{255}, 2049), secretBytes(8), {2}},
		"share endless": {FFDHEPrime(registry.GroupFFDHE2048), secretBytes(8), bytes.Repeat([]byte{255}, 2049)},
		"secret 1":      {{7}, {3}, {2}}, // 2³ = 1 mod 7
		"secret 0":      {{9}, {2}, {3}}, // 9 is no prime
	} {
		_, err := DHE(in[0], in[1], in[2])
		refused(t, name, err)
	}
}

func ecdhKeyP256(t *testing.T) []byte {
	t.Helper()
	b, err := publicOf(registry.GroupSecp256r1, append([]byte{0}, bytesFor(31, 9)...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func FuzzNothingPanics(f *testing.F) {
	f.Add(uint16(0x0304), uint16(0x1301), uint16(29), []byte("secret"), []byte("other"), 32)
	f.Add(uint16(0x0303), uint16(0xc02f), uint16(23), bytesFor(48, 1), bytesFor(32, 2), 12)
	f.Add(uint16(0x0300), uint16(0x0003), uint16(4588), bytesFor(32, 1), bytesFor(36, 2), 500)
	f.Fuzz(func(t *testing.T, v, s, g uint16, a, b []byte, n int) {
		version, suite := registry.Version(v), registry.CipherSuite(s)
		if version == registry.VersionTLS13 || v>>8 == 0x7f {
			_, _, _ = TrafficKeys(version, suite, a)
		}
		d, _ := Schedule13(Inputs13{Version: version, Suite: suite, PSK: a, Shared: b, ClientHello: a, ServerHello: b, ServerFinished: b, BeforeClientFinished: a, ClientFinished: b})
		e, _, _, _ := Schedule(Inputs12{Version: version, Suite: suite, PreMaster: a, ClientRandom: b, ServerRandom: b, SessionHash: a, BeforeClientFinished: a, BeforeServerFinished: b})
		x, _ := Agreement(registry.Group(g), a, b)
		if len(a) < 64 { // else it takes long, not wrong
			if s, err := DHE(b, a, a); err == nil {
				x = append(x, s)
			}
		}
		h, err := HashOf(version, suite)
		if err == nil {
			y, _ := Exporter(h, a, string(b), a, n)
			x = append(x, y...)
		}
		z, _ := ExporterPRF(version, suite, a, b, b, string(a), b, n)
		for _, step := range append(append(append(d, e...), x...), z) {
			_, _ = step.Command(), step.Parts()
		}
	})
}
