package ledger

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// longDraws are the draws of more than one byte that f makes.
func longDraws(t *testing.T, f func(r io.Reader)) [][]byte {
	t.Helper()
	d := capture.NewDraws(rand.Reader, capture.DrawOptions{})
	f(d)
	var out [][]byte
	for _, draw := range d.All() {
		if len(draw.Bytes) > 1 {
			out = append(out, draw.Bytes)
		}
	}
	if len(out) == 0 {
		t.Fatal("nothing was drawn: is cryptocustomrand=1 set?")
	}
	return out
}

// TestEphemeralKeysComeOfTheirDraw: what crypto/ecdh makes of a draw is made of it
// here, on every curve.
func TestEphemeralKeysComeOfTheirDraw(t *testing.T) {
	for _, curve := range []ecdh.Curve{ecdh.X25519(), ecdh.P256(), ecdh.P384(), ecdh.P521()} {
		for range 20 {
			var key *ecdh.PrivateKey
			draws := longDraws(t, func(r io.Reader) {
				var err error
				if key, err = curve.GenerateKey(r); err != nil {
					t.Fatal(err)
				}
			})
			found := func(draw []byte) bool {
				for _, s := range publicKeys(draw) {
					if bytes.Equal(s.Output, key.PublicKey().Bytes()) {
						return s.Func == fmt.Sprint(curve) && bytes.Equal(s.Inputs[0].Value, key.Bytes())
					}
				}
				return false
			}
			last := draws[len(draws)-1]
			if !found(last) {
				t.Errorf("%s: %x gives no %x", curve, last, key.PublicKey().Bytes())
			}
			last[len(last)/2] ^= 1
			if found(last) {
				t.Errorf("%s: another draw gives the same key", curve)
			}
		}
	}
	if got := publicKeys(nil); got != nil {
		t.Errorf("no draw: %v", got)
	}
}

// TestCertificateKeysComeOfTheirDraws: those of crypto/ecdsa, crypto/ed25519 and, for
// its primes, crypto/rsa.
func TestCertificateKeysComeOfTheirDraws(t *testing.T) {
	for name, c := range map[string]struct {
		make func(io.Reader) (crypto.Signer, error)
		from int // draws of the key that are found
	}{
		"P-224": {func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P224(), r) }, 1},
		"P-256": {func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), r) }, 1},
		"P-384": {func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), r) }, 1},
		"P-521": {func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P521(), r) }, 1},
		"Ed25519": {func(r io.Reader) (crypto.Signer, error) {
			_, key, err := ed25519.GenerateKey(r)
			return key, err
		}, 1},
		"RSA": {func(r io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(r, 1024) }, 2},
	} {
		var key crypto.Signer
		draws := longDraws(t, func(r io.Reader) {
			var err error
			if key, err = c.make(r); err != nil {
				t.Fatal(err)
			}
		})
		pub := signature.Key{Public: key.Public()}
		var found []secrets.Step
		for _, d := range draws {
			found = append(found, keySteps(pub, d)...)
			spoiled := bytes.Clone(d)
			spoiled[len(d)/2] ^= 2
			if keySteps(pub, spoiled) != nil || keySteps(pub, d[1:]) != nil {
				t.Errorf("%s: another draw gives the same key", name)
			}
		}
		if len(found) != c.from {
			t.Errorf("%s: %d of %d draws are found in the key", name, len(found), len(draws))
		}
	}
}

// TestPaddingsAreFilledAsCryptoRSADoes: a zero takes the next draw of a byte, XOR 42,
// until it is none.
func TestPaddingsAreFilledAsCryptoRSADoes(t *testing.T) {
	draw := func(b ...byte) capture.Draw { return capture.Draw{Bytes: b} }
	for name, c := range map[string]struct {
		draws []capture.Draw
		want  []byte
		used  int
	}{
		"no zero":       {[]capture.Draw{draw(1, 2, 3), draw(9)}, []byte{1, 2, 3}, 0},
		"one zero":      {[]capture.Draw{draw(1, 0, 3), draw(9), draw(8)}, []byte{1, 9 ^ 0x42, 3}, 1},
		"two zeros":     {[]capture.Draw{draw(0, 2, 0), draw(9), draw(0)}, []byte{9 ^ 0x42, 2, 0x42}, 2},
		"zero again":    {[]capture.Draw{draw(0, 2), draw(0x42), draw(7)}, []byte{7 ^ 0x42, 2}, 2},
		"no more draws": {[]capture.Draw{draw(0, 2)}, nil, 0},
		"a longer draw": {[]capture.Draw{draw(0, 2), draw(1, 2)}, nil, 0},
	} {
		got, used, ok := filled(c.draws, 0)
		if ok != (c.want != nil) || ok && (!bytes.Equal(got, c.want) || len(used) != c.used) {
			t.Errorf("%s: %x with %v, %v", name, got, used, ok)
		}
	}
}

// TestReplayGivesADrawOnce, and refuses what would be another operation.
func TestReplayGivesADrawOnce(t *testing.T) {
	r := &replay{b: []byte{1, 2, 3}}
	one, p := []byte{9}, make([]byte, 3)
	for range 2 {
		if n, err := r.Read(one); n != 1 || err != nil || one[0] != 0 {
			t.Errorf("a byte: %d, %v", n, err)
		}
	}
	if n, err := r.Read(p); n != 3 || err != nil || !bytes.Equal(p, r.b) {
		t.Errorf("the draw: %d, %v", n, err)
	}
	if _, err := r.Read(p); err == nil {
		t.Error("a second time")
	}
	if _, err := (&replay{b: []byte{1, 2, 3}}).Read(make([]byte, 2)); err == nil {
		t.Error("another length")
	}
	if !replays() {
		t.Error("crypto/ecdsa ignores the reader")
	}
}
