package verdict_test

import (
	"bytes"
	"crypto"
	"encoding/asn1"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// Of a certificate that stands alone it is said what is known: that its own key does
// not hold, or that nobody could look.
func TestASelfSignedCertificateIsCheckedByItsOwnKey(t *testing.T) {
	p := newPlan().make()
	good := issue(p.leaf, p.leaf, p.leafKey.Public(), p.leafKey)
	stranger := issue(p.leaf, p.leaf, p.leafKey.Public(), keys()[6])
	flipped := bytes.Clone(good)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		der    []byte
		passed bool
		want   string
	}{
		"its own":      {good, true, "The certificate is signed with its own key."},
		"one bit":      {flipped, false, "The certificate names itself as its issuer, but its signature does not hold with its own key: v is not r."},
		"another key":  {stranger, false, "The certificate names itself as its issuer, but its signature does not hold with its own key: v is not r."},
		"no such kind": {resigned(good, asn1.ObjectIdentifier{1, 3, 101, 113}, crypto.SHA256, p.leafKey), false, `The certificate names itself as its issuer, and its signature cannot be checked: "not evaluated here: the algorithm 1.3.101.113".`},
	} {
		p.chain = [][]byte{c.der}
		if v := p.judge().Of(verdict.Signature); v.Passed != c.passed || v.Text != c.want {
			t.Errorf("%s: %v, %s", name, v.Passed, v.Text)
		}
	}
}

func TestASelfSignedEd448CertificateCannotBeChecked(t *testing.T) {
	peertest.Need(t, "openssl")
	file := filepath.Join(t.TempDir(), "ed448.pem")
	if out, err := exec.Command("openssl", "req", "-x509", "-newkey", "ed448", "-nodes", "-keyout", os.DevNull, "-subj", "/CN=example.com", "-out", file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	must(err)
	block, _ := pem.Decode(text)
	p := newPlan().make()
	p.chain = [][]byte{block.Bytes}
	v := p.judge().Of(verdict.Signature)
	if v.Passed || v.Reached || !strings.Contains(v.Text, "its signature cannot be checked") || !strings.Contains(v.Text, "1.3.101.113") {
		t.Errorf("%v, %s", v.Passed, v.Text)
	}
}
