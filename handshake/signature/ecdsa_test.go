package signature_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"math/big"
	mathrand "math/rand/v2"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/tlsteach/tlsteach/handshake/signature"
)

func withECDSA(h crypto.Hash) signature.Method {
	return signature.Method{Name: "test", Algorithm: signature.ECDSA, Hash: h}
}

func agreesECDSA(t *testing.T, what string, pub *ecdsa.PublicKey, h crypto.Hash, content, sig []byte) bool {
	t.Helper()
	want := accepts(func() bool { return ecdsa.VerifyASN1(pub, digest(h, content), sig) })
	e := evaluate(t, pub, withECDSA(h), content, sig)
	if e.Holds != want {
		t.Errorf("%s, %s: %x: holds %v (%s), crypto/ecdsa says %v", what, pub.Params().Name, sig, e.Holds, e.Reason, want)
	}
	return want
}

// pair is r and s in DER; a negative number is written as such.
func pair(r, s *big.Int) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(r)
		b.AddASN1BigInt(s)
	})
	return b.BytesOrPanic()
}

func split(sig []byte) (r, s *big.Int) {
	r, s = new(big.Int), new(big.Int)
	in := cryptobyte.String(sig)
	if !in.ReadASN1(&in, asn1.SEQUENCE) || !in.ReadASN1Integer(r) || !in.ReadASN1Integer(s) {
		panic("no signature")
	}
	return r, s
}

func TestECDSAAgreesWithTheStandardLibraryOnTamperedSignatures(t *testing.T) {
	held := 0
	for _, c := range curves {
		key := newECDSA(c)
		for range 100 {
			content := random(mathrand.IntN(100))
			h := rsaHashes[mathrand.IntN(6)]
			sig, err := ecdsa.SignASN1(rand.Reader, key, digest(h, content))
			must(err)
			if agreesECDSA(t, "tampered", &key.PublicKey, h, content, tampered(sig)) {
				held++
			}
		}
	}
	if held == 0 {
		t.Error("no signature held")
	}
}

func TestECDSAAgreesOnNumbersThatNobodyShouldSend(t *testing.T) {
	content := []byte("content")
	for _, c := range curves {
		key := newECDSA(c)
		n := c.Params().N
		sig, err := ecdsa.SignASN1(rand.Reader, key, digest(crypto.SHA256, content))
		must(err)
		r, s := split(sig)
		zero, one := new(big.Int), big.NewInt(1)
		minus := func(x *big.Int) *big.Int { return new(big.Int).Sub(n, x) }
		plus := func(x *big.Int) *big.Int { return new(big.Int).Add(n, x) }
		neg := func(x *big.Int) *big.Int { return new(big.Int).Neg(x) }
		huge := number(random(4000))
		for _, p := range [][2]*big.Int{{r, s}, {r, minus(s)}, {minus(r), s}, {zero, s}, {r, zero}, {zero, zero}, {n, s}, {r, n}, {n, n},
			{plus(r), s}, {r, plus(s)}, {plus(zero), plus(zero)}, {neg(r), s}, {r, neg(s)}, {one, one}, {minus(one), minus(one)}, {huge, s}, {r, huge}, {neg(huge), huge}} {
			agreesECDSA(t, "numbers", &key.PublicKey, crypto.SHA256, content, pair(p[0], p[1]))
		}
		if !agreesECDSA(t, "the other s", &key.PublicKey, crypto.SHA256, content, pair(r, minus(s))) {
			t.Error("r, n-s is a signature, too")
		}
		for name, b := range map[string][]byte{
			"r not minimal":     append([]byte{0x30, sig[1] + 1, 2, sig[3] + 1, 0}, sig[4:]...),
			"length in 2 bytes": append([]byte{0x30, 0x81}, sig[1:]...),
			"bytes behind":      append(bytes.Clone(sig), 0),
			"bytes within":      append(append([]byte{0x30, sig[1] + 2}, sig[2:]...), 5, 0),
			"indefinite length": append(append([]byte{0x30, 0x80}, sig[2:]...), 0, 0),
			"SET":               append([]byte{0x31}, sig[1:]...),
			"raw":               append(r.FillBytes(make([]byte, 66)), s.FillBytes(make([]byte, 66))...),
			"empty":             nil,
			"empty sequence":    {0x30, 0},
			"empty numbers":     {0x30, 4, 2, 0, 2, 0},
			"one number":        {0x30, 3, 2, 1, 1},
		} {
			agreesECDSA(t, name, &key.PublicKey, crypto.SHA256, content, b)
		}
		e := evaluate(t, &key.PublicKey, withECDSA(crypto.SHA256), content, pair(neg(big.NewInt(129)), s))
		if got := e.Step("r"); !bytes.Equal(got, []byte{0xff, 0x7f}) {
			t.Errorf("r = -129 is shown as %x", got)
		}
	}
}

// TestECDSAAgreesAtThePointAtInfinity takes r = -e/d, for which u1·G + u2·Q is no
// point: whoever knows d can make it.
func TestECDSAAgreesAtThePointAtInfinity(t *testing.T) {
	content := []byte("content")
	for _, c := range curves {
		key := newECDSA(c)
		n := c.Params().N
		private, err := key.Bytes()
		must(err)
		hash := digest(crypto.SHA224, content)
		r := new(big.Int).ModInverse(number(private), n)
		r.Mod(r.Neg(r.Mul(r, number(hash))), n)
		sig := pair(r, big.NewInt(7))
		if agreesECDSA(t, "infinity", &key.PublicKey, crypto.SHA224, content, sig) {
			t.Error("accepted")
		}
		if e := evaluate(t, &key.PublicKey, withECDSA(crypto.SHA224), content, sig); e.Reason != "R is the point at infinity" {
			t.Errorf("%s: %s", c.Params().Name, e.Reason)
		}
	}
}

// An affine point, for a second computation: y² = x³ - 3x + b. nil is infinity.
type affine struct{ x, y *big.Int }

func (c curve) add(a, b *affine) *affine {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	slope := new(big.Int)
	switch {
	case a.x.Cmp(b.x) != 0:
		slope.Sub(b.y, a.y)
		slope.Mul(slope, new(big.Int).ModInverse(new(big.Int).Mod(new(big.Int).Sub(b.x, a.x), c.P), c.P))
	case a.y.Cmp(b.y) == 0:
		slope.Mul(a.x, a.x)
		slope.Mul(slope, big.NewInt(3))
		slope.Sub(slope, big.NewInt(3))
		slope.Mul(slope, new(big.Int).ModInverse(new(big.Int).Lsh(a.y, 1), c.P))
	default:
		return nil
	}
	x := new(big.Int).Mul(slope, slope)
	x.Mod(x.Sub(x.Sub(x, a.x), b.x), c.P)
	y := new(big.Int).Sub(a.x, x)
	y.Mod(y.Sub(y.Mul(y, slope), a.y), c.P)
	return &affine{x, y}
}

type curve struct{ *elliptic.CurveParams }

func (c curve) times(k *big.Int, p *affine) (sum *affine) {
	for i := k.BitLen() - 1; i >= 0; i-- {
		sum = c.add(sum, sum)
		if k.Bit(i) == 1 {
			sum = c.add(sum, p)
		}
	}
	return sum
}

func (c curve) point(b []byte) *affine {
	half := (len(b) - 1) / 2
	return &affine{number(b[1 : 1+half]), number(b[1+half:])}
}

func (c curve) bytes(p *affine) []byte {
	size := (c.BitSize + 7) / 8
	return append(append([]byte{4}, p.x.FillBytes(make([]byte, size))...), p.y.FillBytes(make([]byte, size))...)
}

func TestECDSAStepsAreThoseOfASecondComputation(t *testing.T) {
	for _, c := range curves {
		for _, h := range []crypto.Hash{crypto.SHA1, crypto.SHA256, crypto.SHA512} {
			key, content := newECDSA(c), random(50)
			hash := digest(h, content)
			sig, err := ecdsa.SignASN1(rand.Reader, key, hash)
			must(err)
			if h == crypto.SHA1 {
				content[0] ^= 1 // the steps are right also where the signature does not hold
				hash = digest(h, content)
			}
			e := evaluate(t, &key.PublicKey, withECDSA(h), content, sig)
			second := curve{c.Params()}
			size, n := (c.Params().N.BitLen()+7)/8, c.Params().N
			fill := func(x *big.Int) []byte { return x.FillBytes(make([]byte, size)) }
			r, s := split(sig)
			z := number(hash[:min(len(hash), size)]) // no curve here has an order that cuts within a byte of these hashes
			w := new(big.Int).Exp(s, new(big.Int).Sub(n, big.NewInt(2)), n)
			u1 := new(big.Int).Mod(new(big.Int).Mul(z, w), n)
			u2 := new(big.Int).Mod(new(big.Int).Mul(r, w), n)
			q, err := key.PublicKey.Bytes()
			must(err)
			p1 := second.times(u1, &affine{c.Params().Gx, c.Params().Gy})
			p2 := second.times(u2, second.point(q))
			sum := second.add(p1, p2)
			for name, want := range map[string][]byte{
				"hash": hash, "n": fill(n), "Q": q, "r": fill(r), "s": fill(s), "e": fill(z), "w": fill(w), "u1": fill(u1), "u2": fill(u2),
				"u1·G": second.bytes(p1), "u2·Q": second.bytes(p2), "R": second.bytes(sum),
				"x": sum.x.FillBytes(make([]byte, size)), "v": fill(new(big.Int).Mod(sum.x, n)),
			} {
				if got := e.Step(name); !bytes.Equal(got, want) {
					t.Errorf("%s with %v: %s is %x, want %x", c.Params().Name, h, name, got, want)
				}
			}
			if len(e.Steps) != 14 || e.Holds == (h == crypto.SHA1) {
				t.Errorf("%d steps, holds %v", len(e.Steps), e.Holds)
			}
		}
	}
}
