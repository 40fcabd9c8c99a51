package ccm_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/hex"
	"fmt"
	"testing"

	gmsm "github.com/emmansun/gmsm/cipher"

	"github.com/tlsteach/tlsteach/handshake/secrets/record/ccm"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newCCM(t testing.TB, key []byte, nonce, tag int) cipher.AEAD {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := ccm.New(block, nonce, tag)
	if err != nil {
		t.Fatal(err)
	}
	return aead
}

func TestVectorsOfRFC3610AreReproduced(t *testing.T) {
	if len(rfc3610) != 24 {
		t.Fatalf("%d vectors", len(rfc3610))
	}
	for i, v := range rfc3610 {
		t.Run(fmt.Sprintf("packet vector %d", i+1), func(t *testing.T) {
			tag := (len(v.output) - len(v.plaintext)) / 2
			if want := []int{8, 10}[i/6%2]; tag != want {
				t.Fatalf("a tag of %d bytes", tag)
			}
			aead := newCCM(t, unhex(t, rfc3610Keys[i/12]), 13, tag)
			nonce, additional, plaintext := unhex(t, v.nonce), unhex(t, v.additional), unhex(t, v.plaintext)
			sealed := aead.Seal(nil, nonce, plaintext, additional)
			if got := hex.EncodeToString(sealed); got != v.output {
				t.Errorf("got  %s\nwant %s", got, v.output)
			}
			opened, err := aead.Open(nil, nonce, sealed, additional)
			if err != nil || !bytes.Equal(opened, plaintext) {
				t.Errorf("it does not open: %v", err)
			}
		})
	}
}

// Another program's CCM agrees at all lengths of nonce and tag, and of data around
// the borders of blocks and of the ways to write lengths.
func TestAnotherCCMAgrees(t *testing.T) {
	data := make([]byte, 66000)
	for i := range data {
		data[i] = byte(i * 7)
	}
	for _, keySize := range []int{16, 32} {
		block, err := aes.NewCipher(data[:keySize])
		if err != nil {
			t.Fatal(err)
		}
		for nonce := 7; nonce <= 13; nonce++ {
			for tag := 4; tag <= 16; tag += 2 {
				other, err := gmsm.NewCCMWithNonceAndTagSize(block, nonce, tag)
				if err != nil {
					t.Fatal(err)
				}
				ours := newCCM(t, data[:keySize], nonce, tag)
				for _, n := range []int{0, 1, 15, 16, 17, 4113} {
					for _, additional := range []int{0, 1, 13, 14, 15, 30, 1<<16 - 1<<8 - 1} {
						if additional > 30 && n != 17 {
							continue // once is enough
						}
						a := ours.Seal(nil, data[:nonce], data[:n], data[:additional])
						b := other.Seal(nil, data[:nonce], data[:n], data[:additional])
						if !bytes.Equal(a, b) {
							t.Fatalf("key %d, nonce %d, tag %d, %d bytes, %d additional: they differ", keySize, nonce, tag, n, additional)
						}
					}
				}
			}
		}
	}
}

func TestAForgeryIsRefused(t *testing.T) {
	aead := newCCM(t, make([]byte, 16), 12, 8)
	nonce, additional := make([]byte, 12), []byte("additional")
	sealed := aead.Seal(nil, nonce, []byte("a plaintext of 25 bytes ."), additional)
	refused := func(what string, nonce, sealed, additional []byte) {
		t.Helper()
		room := bytes.Repeat([]byte{0xaa}, 64)
		if out, err := aead.Open(room[:0], nonce, sealed, additional); err == nil || out != nil {
			t.Errorf("%s: it opens", what)
		}
		if bytes.Contains(room, []byte("plain")) {
			t.Errorf("%s: the plaintext is left behind", what)
		}
	}
	for bit := range len(sealed) * 8 {
		forged := bytes.Clone(sealed)
		forged[bit/8] ^= 1 << (bit % 8)
		refused(fmt.Sprintf("bit %d", bit), nonce, forged, additional)
	}
	for n := range len(sealed) {
		refused(fmt.Sprintf("%d bytes", n), nonce, sealed[:n], additional)
	}
	refused("a longer one", nonce, append(bytes.Clone(sealed), 0), additional)
	refused("another nonce", append([]byte{1}, nonce[1:]...), sealed, additional)
	refused("a short nonce", nonce[1:], sealed, additional)
	refused("no additional data", nonce, sealed, nil)
	refused("too much additional data", nonce, sealed, make([]byte, 1<<16))
}

func TestLengthsThatCannotBeAreRefused(t *testing.T) {
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range [][2]int{{6, 16}, {14, 16}, {12, 2}, {12, 5}, {12, 18}, {-1, 16}, {12, 0}} {
		if _, err := ccm.New(block, size[0], size[1]); err == nil {
			t.Errorf("nonces of %d and tags of %d bytes are taken", size[0], size[1])
		}
	}
	small, err := des.NewCipher(make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ccm.New(small, 12, 16); err == nil {
		t.Error("a cipher with blocks of 8 bytes is taken")
	}

	aead := newCCM(t, make([]byte, 16), 13, 16) // lengths in two bytes
	aead.Seal(nil, make([]byte, 13), make([]byte, 1<<16-1), nil)
	for what, seal := range map[string]func(){
		"a plaintext": func() { aead.Seal(nil, make([]byte, 13), make([]byte, 1<<16), nil) },
		"a nonce":     func() { aead.Seal(nil, make([]byte, 12), nil, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s of a wrong length is sealed", what)
				}
			}()
			seal()
		}()
	}
	if _, err := aead.Open(nil, make([]byte, 13), make([]byte, 1<<16+16), nil); err == nil {
		t.Error("a ciphertext of a wrong length opens")
	}
}

func TestItWorksInPlaceWithoutAllocation(t *testing.T) {
	aead := newCCM(t, make([]byte, 32), 12, 16)
	nonce, additional := make([]byte, 12), make([]byte, 13)
	buf := append(make([]byte, 0, 1024+16), make([]byte, 1024)...)
	want := aead.Seal(nil, nonce, buf, additional)
	if got := aead.Seal(buf[:0], nonce, buf, additional); !bytes.Equal(got, want) {
		t.Error("sealed in place it is another ciphertext")
	}
	if got, err := aead.Open(buf[:0], nonce, want, additional); err != nil || !bytes.Equal(got, make([]byte, 1024)) {
		t.Error("it does not open")
	}
	inPlace := bytes.Clone(want)
	if got, err := aead.Open(inPlace[:0], nonce, inPlace, additional); err != nil || !bytes.Equal(got, make([]byte, 1024)) {
		t.Error("it does not open in place")
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = aead.Open(buf[:0], nonce, want, additional) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkOpen(b *testing.B) {
	aead := newCCM(b, make([]byte, 16), 12, 16)
	nonce, additional := make([]byte, 12), make([]byte, 13)
	sealed := aead.Seal(nil, nonce, make([]byte, 1<<14), additional)
	out := make([]byte, 0, 1<<14)
	b.SetBytes(1 << 14)
	for b.Loop() {
		if _, err := aead.Open(out, nonce, sealed, additional); err != nil {
			b.Fatal(err)
		}
	}
}
