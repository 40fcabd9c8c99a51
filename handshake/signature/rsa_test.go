package signature_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/signature"
)

var rsaHashes = []crypto.Hash{crypto.MD5, crypto.SHA1, crypto.SHA224, crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.MD5SHA1}

func digest(h crypto.Hash, content []byte) []byte {
	if h == crypto.MD5SHA1 {
		return append(digest(crypto.MD5, content), digest(crypto.SHA1, content)...)
	}
	w := h.New()
	w.Write(content)
	return w.Sum(nil)
}

func pkcs1(h crypto.Hash) signature.Method {
	return signature.Method{Name: "test", Algorithm: signature.RSAPKCS1, Hash: h}
}

func pss(h crypto.Hash, salt int) signature.Method {
	return signature.Method{Name: "test", Algorithm: signature.RSAPSS, Hash: h, Mask: h, Salt: salt}
}

func evaluate(t testing.TB, public crypto.PublicKey, m signature.Method, content, sig []byte) signature.Evaluation {
	t.Helper()
	e, err := signature.Key{Public: public}.Evaluate(m, content, sig)
	if err != nil {
		t.Fatal(err)
	}
	if e.Holds != (e.Reason == "") {
		t.Fatalf("holds: %v, reason: %q", e.Holds, e.Reason)
	}
	return e
}

// raw signs any block: m^d mod n.
func raw(key *rsa.PrivateKey, em []byte) []byte {
	m := number(em)
	m.Mod(m, key.N)
	return m.Exp(m, key.D, key.N).FillBytes(make([]byte, key.Size()))
}

func agreesPKCS1(t *testing.T, what string, pub *rsa.PublicKey, h crypto.Hash, content, sig []byte) bool {
	t.Helper()
	want := accepts(func() bool { return rsa.VerifyPKCS1v15(pub, h, digest(h, content), sig) == nil })
	e := evaluate(t, pub, pkcs1(h), content, sig)
	if e.Holds != want {
		t.Errorf("%s with %v: holds %v (%s), crypto/rsa says %v", what, h, e.Holds, e.Reason, want)
	}
	return want
}

func agreesPSS(t *testing.T, what string, pub *rsa.PublicKey, h crypto.Hash, salt int, content, sig []byte) bool {
	t.Helper()
	o := &rsa.PSSOptions{SaltLength: salt}
	switch salt {
	case signature.AnySalt:
		o.SaltLength = rsa.PSSSaltLengthAuto
	case 0: // crypto/rsa takes 0 for any, so it cannot say it
		t.Fatal("no salt")
	}
	want := accepts(func() bool { return rsa.VerifyPSS(pub, h, digest(h, content), sig, o) == nil })
	e := evaluate(t, pub, pss(h, salt), content, sig)
	if e.Holds != want {
		t.Errorf("%s with %v, salt %d: holds %v (%s), crypto/rsa says %v", what, h, salt, e.Holds, e.Reason, want)
	}
	return want
}

func TestRSAAgreesWithTheStandardLibraryOnTamperedSignatures(t *testing.T) {
	held := 0
	for i := range 1000 {
		key := []*rsa.PrivateKey{rsa1024(), rsa1025()}[i%2]
		content := random(mathrand.IntN(100))
		h := rsaHashes[mathrand.IntN(len(rsaHashes))]
		sig, err := rsa.SignPKCS1v15(rand.Reader, key, h, digest(h, content))
		must(err)
		sig = tampered(sig)
		other := h
		if i%10 == 0 {
			other = rsaHashes[mathrand.IntN(len(rsaHashes))]
		}
		if agreesPKCS1(t, "tampered", &key.PublicKey, other, content, sig) {
			held++
		}
		if h == crypto.MD5SHA1 {
			continue
		}
		salt := []int{rsa.PSSSaltLengthEqualsHash, 1, 20}[mathrand.IntN(3)]
		sig, err = rsa.SignPSS(rand.Reader, key, h, digest(h, content), &rsa.PSSOptions{SaltLength: salt})
		if err != nil {
			continue // too long for the key
		}
		want := []int{signature.AnySalt, h.Size(), 20}[mathrand.IntN(3)]
		if agreesPSS(t, "tampered", &key.PublicKey, h, want, content, tampered(sig)) {
			held++
		}
	}
	if held == 0 {
		t.Error("no signature held")
	}
}

// TestRSAAgreesOnBlocksThatNobodyShouldSign signs blocks with the real key that are
// wrong in one thing: what a forger would want to be overlooked.
func TestRSAAgreesOnBlocksThatNobodyShouldSign(t *testing.T) {
	key := rsa1024()
	content := []byte("content")
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest(crypto.SHA256, content))
	must(err)
	good := evaluate(t, &key.PublicKey, pkcs1(crypto.SHA256), content, sig).Step("EM")
	t.Run("each byte changed", func(t *testing.T) {
		for i := range good {
			em := bytes.Clone(good)
			em[i] ^= 1 << (i % 8)
			agreesPKCS1(t, fmt.Sprintf("byte %d", i), &key.PublicKey, crypto.SHA256, content, raw(key, em))
		}
	})
	info := good[len(good)-51:]
	null := bytes.Index(info, []byte{5, 0})
	bare := append(bytes.Clone(info[:null]), info[null+2:]...)
	bare[1], bare[3] = bare[1]-2, bare[3]-2
	forged := func(padding int, t, garbage []byte) []byte {
		em := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, padding)...)
		return append(append(append(em, 0), t...), garbage...)
	}
	for name, em := range map[string][]byte{
		"no NULL":                        forged(128-3-len(bare), bare, nil),
		"garbage behind":                 forged(8, info, make([]byte, 128-3-8-len(info))),
		"short padding, garbage in hash": forged(0, append(bytes.Clone(info), random(128-3-len(info))...), nil),
		"two zeros":                      forged(128-4-len(info), append([]byte{0}, info...), nil),
		"no separator":                   append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, 126)...),
		"encryption block":               append([]byte{0, 2}, good[2:]...),
		"all zero":                       make([]byte, 128),
	} {
		if agreesPKCS1(t, name, &key.PublicKey, crypto.SHA256, content, raw(key, em)) {
			t.Errorf("%s: both accept it", name)
		}
	}
}

// pssBlock is EMSA-PSS-ENCODE, RFC 8017 §9.1.1, with all of its parts to choose.
func pssBlock(size, bits int, h crypto.Hash, content, salt []byte, change func(db []byte)) []byte {
	hash := digest(h, append(append(make([]byte, 8), digest(h, content)...), salt...))
	db := make([]byte, size-h.Size()-1)
	db[len(db)-len(salt)-1] = 1
	copy(db[len(db)-len(salt):], salt)
	if change != nil {
		change(db)
	}
	for i, n := 0, byte(0); i < len(db); n++ {
		for _, b := range digest(h, append(bytes.Clone(hash), 0, 0, 0, n)) {
			if i < len(db) {
				db[i] ^= b
				i++
			}
		}
	}
	db[0] &= 0xff >> (8*size - bits)
	return append(append(db, hash...), 0xbc)
}

func TestPSSAgreesOnBlocksThatNobodyShouldSign(t *testing.T) {
	content := []byte("content")
	for _, key := range []*rsa.PrivateKey{rsa1024(), rsa1025()} {
		bits := key.N.BitLen() - 1
		size := (bits + 7) / 8
		for n := 1; n < 60; n++ {
			sig := raw(key, pssBlock(size, bits, crypto.SHA1, content, random(n), nil))
			for _, want := range []int{signature.AnySalt, 20, n} {
				ok := agreesPSS(t, "salt", &key.PublicKey, crypto.SHA1, want, content, sig)
				if want != 20 && !ok {
					t.Errorf("a salt of %d bytes is refused", n)
				}
			}
		}
		for name, change := range map[string]func([]byte){
			"02 for 01":         func(db []byte) { db[len(db)-21] = 2 },
			"01 in the padding": func(db []byte) { db[3] = 1 },
			"03 in the padding": func(db []byte) { db[3] = 3 },
			"another salt":      func(db []byte) { db[len(db)-1] ^= 1 },
			"all zero":          func(db []byte) { clear(db) },
		} {
			sig := raw(key, pssBlock(size, bits, crypto.SHA1, content, random(20), change))
			for _, want := range []int{signature.AnySalt, 20} {
				if agreesPSS(t, name, &key.PublicKey, crypto.SHA1, want, content, sig) {
					t.Errorf("%s: both accept it", name)
				}
			}
		}
		good := pssBlock(size, bits, crypto.SHA1, content, random(20), nil)
		for i := range good {
			em := bytes.Clone(good)
			em[i] ^= 0x80 >> (i % 8)
			agreesPSS(t, fmt.Sprintf("byte %d", i), &key.PublicKey, crypto.SHA1, 20, content, raw(key, em))
		}
		plus := new(big.Int).Add(number(raw(key, good)), key.N) // the same number mod n
		if plus.BitLen() <= 8*key.Size() {
			agreesPSS(t, "s + n", &key.PublicKey, crypto.SHA1, 20, content, plus.FillBytes(make([]byte, key.Size())))
		}
	}
}

func TestRSAAgreesOnKeysThatMakeNoSense(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0") // else crypto/rsa refuses them unseen
	key := rsa1024()
	content := []byte("content")
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest(crypto.SHA256, content))
	must(err)
	em := evaluate(t, &key.PublicKey, pkcs1(crypto.SHA256), content, sig).Step("EM")
	even := new(big.Int).Lsh(key.N, 1)
	for name, pub := range map[string]*rsa.PublicKey{
		"e = 1":              {N: key.N, E: 1}, // the signature is the block itself
		"e = 0":              {N: key.N, E: 0},
		"e = 2":              {N: key.N, E: 2},
		"e negative":         {N: key.N, E: -3},
		"e = 3":              {N: key.N, E: 3},
		"e of 31 bits":       {N: key.N, E: 1<<31 - 1},
		"e of 32 bits":       {N: key.N, E: 1<<32 - 1},
		"e of 62 bits":       {N: key.N, E: 1<<62 - 1},
		"no n":               {E: 65537},
		"n = 0":              {N: new(big.Int), E: 65537},
		"n = 1":              {N: big.NewInt(1), E: 65537},
		"n = 2":              {N: big.NewInt(2), E: 65537},
		"n = 15":             {N: big.NewInt(15), E: 3},
		"n even":             {N: even, E: 65537},
		"n odd, another one": {N: new(big.Int).Add(key.N, big.NewInt(2)), E: 65537},
	} {
		for _, s := range [][]byte{sig, em, {}, {0}, {1}, make([]byte, 128), random(128), append([]byte{0}, sig...)} {
			agreesPKCS1(t, name, pub, crypto.SHA256, content, s)
			agreesPSS(t, name, pub, crypto.SHA256, signature.AnySalt, content, s)
			agreesPSS(t, name, pub, crypto.SHA256, 32, content, s)
		}
	}
	for bits := 2; bits < 620; bits += 7 { // too short for some hashes
		n := number(random((bits + 7) / 8))
		n.SetBit(n.SetBit(n, bits-1, 1), 0, 1)
		n.And(n, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(bits)), big.NewInt(1)))
		pub := &rsa.PublicKey{N: n, E: 3}
		s := new(big.Int).Mod(number(random(80)), n).FillBytes(make([]byte, pub.Size()))
		for _, h := range rsaHashes {
			agreesPKCS1(t, "short", pub, h, content, s)
			if h != crypto.MD5SHA1 {
				agreesPSS(t, "short", pub, h, signature.AnySalt, content, s)
			}
		}
	}
}

func TestRSAStepsAreThoseOfTheBlockThatWasSigned(t *testing.T) {
	for _, key := range []*rsa.PrivateKey{rsa1024(), rsa1025()} {
		content, salt := random(40), random(17)
		hash := digest(crypto.SHA256, content)
		bits := key.N.BitLen() - 1
		size := (bits + 7) / 8
		var db []byte
		em := pssBlock(size, bits, crypto.SHA256, content, salt, func(b []byte) { db = bytes.Clone(b) })
		sig := raw(key, em)
		masked, h := em[:size-33], em[size-33:size-1]
		again := append(append(make([]byte, 8), hash...), salt...)
		steps(t, evaluate(t, &key.PublicKey, pss(crypto.SHA256, 17), content, sig), map[string][]byte{
			"hash": hash, "n": key.N.Bytes(), "e": {1, 0, 1}, "s": sig, "m": number(em).FillBytes(make([]byte, key.Size())), "EM": em,
			"maskedDB": masked, "H": h, "DB": db, "salt": salt, "M'": again, "H'": digest(crypto.SHA256, again),
		}, 13)
		sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, hash)
		must(err)
		prefix, _ := hex.DecodeString("3031300d060960864801650304020105000420") // RFC 8017 §9.2, note 1
		info := append(bytes.Clone(prefix), hash...)
		padding := bytes.Repeat([]byte{0xff}, key.Size()-3-len(info))
		em = append(append(append([]byte{0, 1}, padding...), 0), info...)
		steps(t, evaluate(t, &key.PublicKey, pkcs1(crypto.SHA256), content, sig), map[string][]byte{
			"hash": hash, "n": key.N.Bytes(), "e": {1, 0, 1}, "s": sig, "m": em, "EM": em, "PS": padding, "T": info,
			"digestAlgorithm in T": prefix[2:17], "hash in T": hash, "T'": info, "EM'": em,
		}, 12)
	}
}

func steps(t *testing.T, e signature.Evaluation, want map[string][]byte, n int) {
	t.Helper()
	for name, b := range want {
		if got := e.Step(name); !bytes.Equal(got, b) {
			t.Errorf("%s is %x, want %x", name, got, b)
		}
	}
	if !e.Holds || len(e.Steps) != n {
		t.Errorf("%d steps, holds %v (%s)", len(e.Steps), e.Holds, e.Reason)
	}
}

// TestNegativeModuliHoldNothing is where crypto/rsa differs: it reads the number
// without its sign. crypto/x509 refuses such keys.
func TestNegativeModuliHoldNothing(t *testing.T) {
	key := rsa1024()
	content := []byte("content")
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest(crypto.SHA256, content))
	must(err)
	pub := &rsa.PublicKey{N: new(big.Int).Neg(key.N), E: 65537}
	if e := evaluate(t, pub, pkcs1(crypto.SHA256), content, sig); e.Holds {
		t.Error("a signature holds with a negative modulus")
	}
}

func TestModuliAreBounded(t *testing.T) {
	n := new(big.Int).SetBit(big.NewInt(1), 16384, 1)
	e := evaluate(t, &rsa.PublicKey{N: n, E: 65537}, pkcs1(crypto.SHA256), nil, make([]byte, 2049))
	if e.Holds || !strings.Contains(e.Reason, "16385 bits") {
		t.Errorf("reason: %q", e.Reason)
	}
}

func TestPSSSaltIsTheOneThatWasDrawn(t *testing.T) {
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384} {
		content, salt := random(30), random(48)
		key := rsa1024()
		sig, err := rsa.SignPSS(bytes.NewReader(append([]byte{}, append(salt, random(1000)...)...)), key, h, digest(h, content), &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		must(err)
		got, err := signature.PSSSalt(&key.PublicKey, h, digest(h, content), sig)
		if err != nil || !bytes.Equal(got, salt[:h.Size()]) {
			t.Errorf("%v: salt %x, %v, drawn was %x", h, got, err, salt)
		}
		sig[3] ^= 1
		if _, err := signature.PSSSalt(&key.PublicKey, h, digest(h, content), sig); err == nil {
			t.Error("a salt of a signature that does not hold")
		}
		if _, err := signature.PSSSalt(&key.PublicKey, h, content, sig); err == nil {
			t.Error("a salt with a digest of another length")
		}
	}
}

func TestDecryptFindsThePadding(t *testing.T) {
	key, message := rsa1024(), random(48)
	//lint:ignore SA1019 key transport of TLS is the subject
	c, err := rsa.EncryptPKCS1v15(rand.Reader, &key.PublicKey, message)
	must(err)
	d, err := signature.Decrypt(key, c)
	if err != nil || d.Reason != "" || !bytes.Equal(d.Message, message) {
		t.Fatalf("message %x, %q, %v", d.Message, d.Reason, err)
	}
	want := append(append([]byte{0, 2}, d.Padding...), 0)
	if !bytes.Equal(d.EM, append(want, message...)) || len(d.Padding) != 128-3-48 || bytes.IndexByte(d.Padding, 0) >= 0 {
		t.Errorf("EM %x, padding %x", d.EM, d.Padding)
	}
	for range 300 {
		b := tampered(c)
		d, err := signature.Decrypt(key, b)
		//lint:ignore SA1019 key transport of TLS is the subject
		plain, refused := rsa.DecryptPKCS1v15(nil, key, b)
		if ok := err == nil && d.Reason == ""; ok != (refused == nil) || ok && !bytes.Equal(d.Message, plain) {
			t.Errorf("%x: %q, %v; crypto/rsa says %v", b, d.Reason, err, refused)
		}
	}
	for _, k := range []*rsa.PrivateKey{nil, {}, {PublicKey: rsa.PublicKey{N: big.NewInt(-5)}, D: big.NewInt(3)}, {PublicKey: rsa.PublicKey{N: big.NewInt(15)}}} {
		if _, err := signature.Decrypt(k, c); err == nil {
			t.Error("a key that is not whole decrypts")
		}
	}
	tiny := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: big.NewInt(15), E: 3}, D: big.NewInt(3)}
	if d, err := signature.Decrypt(tiny, []byte{2}); err != nil || d.Reason == "" {
		t.Errorf("a tiny key: %+v, %v", d, err)
	}
}
