package signature_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/hex"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/signature"
)

var withEd25519 = signature.Method{Name: "ed25519", Algorithm: signature.Ed25519}

func agreesEd25519(t *testing.T, what string, pub ed25519.PublicKey, content, sig []byte) bool {
	t.Helper()
	want := accepts(func() bool { return ed25519.Verify(pub, content, sig) })
	e := evaluate(t, pub, withEd25519, content, sig)
	if e.Holds != want {
		t.Errorf("%s: A %x, signature %x: holds %v (%s), crypto/ed25519 says %v", what, pub, sig, e.Holds, e.Reason, want)
	}
	return want
}

func TestEd25519AgreesWithTheStandardLibraryOnTamperedSignatures(t *testing.T) {
	held := 0
	for i := range 1500 {
		key, content := newEd25519(), random(mathrand.IntN(100))
		sig := ed25519.Sign(key, content)
		pub := key.Public().(ed25519.PublicKey)
		if i%4 == 0 {
			pub = tampered(pub)
		}
		if agreesEd25519(t, "tampered", pub, content, tampered(sig)) {
			held++
		}
	}
	if held == 0 {
		t.Error("no signature held")
	}
}

func reversed(x *big.Int) []byte {
	b := x.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	return b
}

func decimal(s string) *big.Int {
	x, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic(s)
	}
	return x
}

var (
	order = decimal("7237005577332262213973186563042994240857116359379907606001950938285454250989")
	prime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
)

func TestEd25519AgreesOnLargeS(t *testing.T) {
	key, content := newEd25519(), []byte("content")
	pub := key.Public().(ed25519.PublicKey)
	sig := ed25519.Sign(key, content)
	s := slices.Clone(sig[32:])
	slices.Reverse(s)
	for k := int64(0); k < 16; k++ {
		x := new(big.Int).Add(number(s), new(big.Int).Mul(order, big.NewInt(k)))
		if x.BitLen() <= 256 && agreesEd25519(t, "S + kL", pub, content, append(slices.Clone(sig[:32]), reversed(x)...)) != (k == 0) {
			t.Errorf("S + %d·L", k)
		}
	}
}

// TestEd25519AgreesOnPointsOfSmallOrder combines points of small order, written as
// they should be and otherwise: here implementations differ from each other.
func TestEd25519AgreesOnPointsOfSmallOrder(t *testing.T) {
	var points [][]byte
	for _, text := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000", // order 1
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 2
		"0000000000000000000000000000000000000000000000000000000000000080", // 4
		"0000000000000000000000000000000000000000000000000000000000000000",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", // 8
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	} {
		b, err := hex.DecodeString(text)
		must(err)
		points = append(points, b)
	}
	for k := range int64(19) { // y + p, with and without the sign bit
		b := reversed(new(big.Int).Add(prime, big.NewInt(k)))
		c := slices.Clone(b)
		c[31] |= 0x80
		points = append(points, b, c)
	}
	points = append(points, append(append([]byte{1}, make([]byte, 30)...), 0x80)) // x = 0 with a sign
	held := 0
	for _, a := range points {
		for _, r := range points {
			for k := range byte(2) {
				if agreesEd25519(t, "small order", a, []byte{k}, append(slices.Clone(r), make([]byte, 32)...)) {
					held++
				}
			}
		}
	}
	if held == 0 {
		t.Error("none holds, though S = 0 makes some hold")
	}
}

// A twisted point of -x² + y² = 1 + d·x²·y², for a second computation: RFC 8032 §5.1.
type twisted struct{ x, y *big.Int }

var (
	dOf25519 = decimal("37095705934669439343138083508754565189542113879843219016388785533085940283555")
	base     = twisted{decimal("15112221349535400772501151409588531511454012693041857206046113283949847762202"), decimal("46316835694926478169428394003475163141307993866256225615783033603165251855960")}
)

func mul(a, b *big.Int) *big.Int { return new(big.Int).Mod(new(big.Int).Mul(a, b), prime) }

func (a twisted) add(b twisted) twisted {
	one := big.NewInt(1)
	t := mul(mul(dOf25519, mul(a.x, b.x)), mul(a.y, b.y))
	x := mul(new(big.Int).Add(mul(a.x, b.y), mul(a.y, b.x)), new(big.Int).ModInverse(new(big.Int).Add(one, t), prime))
	under := new(big.Int).Sub(one, t)
	y := mul(new(big.Int).Add(mul(a.y, b.y), mul(a.x, b.x)), new(big.Int).ModInverse(under.Mod(under, prime), prime))
	return twisted{x, y}
}

func (a twisted) times(k *big.Int) twisted {
	sum := twisted{big.NewInt(0), big.NewInt(1)}
	for i := k.BitLen() - 1; i >= 0; i-- {
		sum = sum.add(sum)
		if k.Bit(i) == 1 {
			sum = sum.add(a)
		}
	}
	return sum
}

func (a twisted) bytes() []byte {
	b := reversed(a.y)
	b[31] |= byte(a.x.Bit(0)) << 7
	return b
}

func TestEd25519StepsAreThoseOfASecondComputation(t *testing.T) {
	key, content := newEd25519(), random(50)
	pub := key.Public().(ed25519.PublicKey)
	h := digest(crypto.SHA512, key.Seed())[:32] // RFC 8032 §5.1.5
	h[0] &= 248
	h[31] = h[31]&127 | 64
	slices.Reverse(h)
	private := base.times(new(big.Int).Mod(number(h), order))
	if !bytes.Equal(private.bytes(), pub) {
		t.Fatal("the second computation has another public key")
	}
	sig := ed25519.Sign(key, content)
	e := evaluate(t, pub, withEd25519, content, sig)
	hash := digest(crypto.SHA512, slices.Concat(sig[:32], pub, content))
	k, s := slices.Clone(hash), slices.Clone(sig[32:])
	slices.Reverse(k)
	slices.Reverse(s)
	kk := new(big.Int).Mod(number(k), order)
	left := base.times(number(s)).bytes()
	for name, want := range map[string][]byte{
		"A": pub, "R": sig[:32], "S": s, "L": order.FillBytes(make([]byte, 32)), "h": hash, "k": kk.FillBytes(make([]byte, 32)),
		"[S]B": left, "[k]A": private.times(kk).bytes(), "R + [k]A": left,
	} {
		if got := e.Step(name); !bytes.Equal(got, want) {
			t.Errorf("%s is %x, want %x", name, got, want)
		}
	}
	if len(e.Steps) != 9 || !e.Holds {
		t.Errorf("%d steps, holds %v", len(e.Steps), e.Holds)
	}
}
