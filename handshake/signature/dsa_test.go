package signature_test

import (
	"crypto"
	//lint:ignore SA1019 what old captures hold is held against the old package
	"crypto/dsa"
	"crypto/rand"
	"errors"
	"math/big"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/signature"
)

func TestDSAAgreesWithTheStandardLibrary(t *testing.T) {
	w := newWorkshop(t) // crypto/dsa takes seconds for its parameters
	w.dsa("dsa")
	key, err := signature.CertificateKey(w.certificate("dsa"))
	must(err)
	k := key.Public.(*signature.DSAKey)
	x, err := rand.Int(rand.Reader, k.Q)
	must(err)
	private := &dsa.PrivateKey{PublicKey: dsa.PublicKey{Parameters: dsa.Parameters{P: k.P, Q: k.Q, G: k.G}}, X: x}
	private.Y = new(big.Int).Exp(k.G, x, k.P)
	public := &signature.DSAKey{P: k.P, Q: k.Q, G: k.G, Y: private.Y}
	m := signature.Method{Name: "test", Algorithm: signature.DSA, Hash: crypto.SHA256}
	agrees := func(content []byte, r, s *big.Int) bool {
		t.Helper()
		want := r.Sign() >= 0 && s.Sign() >= 0 && dsa.Verify(&private.PublicKey, digest(crypto.SHA256, content)[:20], r, s)
		e := evaluate(t, public, m, content, pair(r, s))
		if e.Holds != want {
			t.Errorf("r %v, s %v: holds %v (%s), crypto/dsa says %v", r, s, e.Holds, e.Reason, want)
		}
		return want
	}
	held := 0
	for range 200 {
		content := random(mathrand.IntN(50))
		r, s, err := dsa.Sign(rand.Reader, private, digest(crypto.SHA256, content)[:20])
		must(err)
		if mathrand.IntN(3) > 0 {
			r, s = number(tampered(r.Bytes())), number(tampered(s.Bytes()))
		}
		if agrees(content, r, s) {
			held++
		}
		for _, x := range []*big.Int{new(big.Int), k.Q, new(big.Int).Add(r, k.Q), new(big.Int).Neg(r)} {
			agrees(content, x, s)
			agrees(content, r, x)
		}
	}
	if held == 0 {
		t.Error("no signature held")
	}
	even := &signature.DSAKey{P: k.P, Q: big.NewInt(16), G: k.G, Y: k.Y}
	if e := evaluate(t, even, m, nil, pair(big.NewInt(3), big.NewInt(4))); e.Reason != "s has no inverse: q is no prime" {
		t.Error(e.Reason)
	}
}

// A chain of certificates with such keys took its reader 8 seconds.
func TestLongDSAKeysAreUnsupported(t *testing.T) {
	bits := func(n uint) *big.Int { x := big.NewInt(1); return x.Lsh(x, n-1).SetBit(x, 0, 1) }
	m := signature.Method{Name: "test", Algorithm: signature.DSA, Hash: crypto.SHA256}
	for want, k := range map[string]signature.DSAKey{
		"":                               {P: bits(4096), Q: bits(256), G: bits(4096), Y: bits(4096)},
		"a DSA key of 4097 bits":         {P: bits(4097), Q: bits(256), G: bits(2), Y: bits(2)},
		"a DSA key of 5000 bits":         {P: bits(4096), Q: bits(256), G: bits(5000), Y: bits(2)},
		"a DSA key of 6000 bits":         {P: bits(4096), Q: bits(256), G: bits(2), Y: bits(6000)},
		"a DSA key whose q has 257 bits": {P: bits(2048), Q: bits(257), G: bits(2), Y: bits(2)},
	} {
		_, err := signature.Key{Public: &k}.Evaluate(m, nil, pair(big.NewInt(3), big.NewInt(4)))
		var unsupported *signature.UnsupportedError
		if want == "" && err != nil || want != "" && (!errors.As(err, &unsupported) || !strings.HasPrefix(unsupported.What, want)) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
