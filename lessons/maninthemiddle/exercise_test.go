package maninthemiddle

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// fingerprintOf is a SHA-256 fingerprint as OpenSSL writes it.
func fingerprintOf(t *testing.T, digits string) string {
	t.Helper()
	der, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, b := range sha256.Sum256(der) {
		pairs = append(pairs, fmt.Sprintf("%02X", b))
	}
	return strings.Join(pairs, ":")
}

// given are the certificates that an exercise shows.
func given(t *testing.T, e *anatomy.Exercise) (out []*x509.Certificate) {
	t.Helper()
	for _, c := range e.Blocks[1].(*transcript.TryIt).Commands {
		words := strings.Fields(c)
		if words[0] != "echo" {
			continue
		}
		der, err := base64.StdEncoding.DecodeString(words[1])
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, cert)
	}
	if len(out) != 3 {
		t.Fatalf("%d certificates", len(out))
	}
	return out
}

// sort parts the three into the one with a key of its own and the two others.
func sort(t *testing.T, all []*x509.Certificate) (forged *x509.Certificate, real []*x509.Certificate) {
	t.Helper()
	keys := map[string]int{}
	for _, c := range all {
		keys[string(c.RawSubjectPublicKeyInfo)]++
	}
	for _, c := range all {
		if keys[string(c.RawSubjectPublicKeyInfo)] == 1 {
			forged = c
		} else {
			real = append(real, c)
		}
	}
	if forged == nil || len(real) != 2 {
		t.Fatalf("%d keys", len(keys))
	}
	return forged, real
}

func hashed(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b))[:digitsAsked] }

func TestTheExercise(t *testing.T) {
	places := map[int]bool{}
	exercises := lessontest.Exercise(t, exercise, func(t *testing.T, e *anatomy.Exercise) string {
		all := given(t, e)
		forged, _ := sort(t, all)
		for i, c := range all {
			if c == forged {
				places[i] = true
			}
		}
		return hashed(forged.RawSubjectPublicKeyInfo)
	})
	if len(places) != 3 {
		t.Errorf("in ten runs the forged one stands at %v alone", places)
	}
	for _, e := range exercises {
		forged, real := sort(t, given(t, e))
		for _, c := range real {
			if c.Issuer.String() != forged.Issuer.String() || c.Subject.String() != forged.Subject.String() {
				t.Error("a name gives the forged one away")
			}
		}
		text := func(c *x509.Certificate) []byte {
			return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: c.RawSubjectPublicKeyInfo})
		}
		for wrong, says := range map[string]string{
			hashed(real[0].RawSubjectPublicKeyInfo):    "Another of the three has the same key",
			hashed(real[0].Raw):                        "see which two are the same",
			hashed(forged.Raw):                         "The connection is the right one",
			hashed(text(forged)):                       "You hashed the PEM text",
			hashed(text(real[1])):                      "compare all three",
			"00000000":                                 "none of the three keys",
			hashed(forged.RawSubjectPublicKeyInfo)[:4]: "not the beginning",
			"the second":                               "not the beginning",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%s is judged %t, %q, without %q", wrong, g.Right, g.Says, says)
			}
		}
		whole := fmt.Sprintf("%x", sha256.Sum256(forged.RawSubjectPublicKeyInfo))
		for _, form := range []string{strings.ToUpper(" " + whole + "\n"), "SHA2-256(stdin)= " + whole, whole[:9]} {
			if g := e.Grade(form); !g.Right {
				t.Errorf("%q is refused: %s", form, g.Says)
			}
		}
	}
}
