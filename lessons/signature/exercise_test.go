package signature

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// opened does what the student does: it takes certificate and key from the commands,
// and raises the signature to e.
func opened(t *testing.T, e *anatomy.Exercise) (cert *x509.Certificate, block []byte) {
	t.Helper()
	var files [][]byte
	for _, c := range e.Blocks[len(e.Blocks)-1].(*transcript.TryIt).Commands {
		if f := strings.Fields(c); f[0] == "echo" {
			b, err := base64.StdEncoding.DecodeString(f[1])
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, b)
		}
	}
	cert, err := x509.ParseCertificate(files[0])
	if err != nil {
		t.Fatal(err)
	}
	pub, err := x509.ParsePKIXPublicKey(files[1])
	if err != nil {
		t.Fatal(err)
	}
	key := pub.(*rsa.PublicKey)
	m := new(big.Int).Exp(new(big.Int).SetBytes(cert.Signature), big.NewInt(int64(key.E)), key.N)
	return cert, m.FillBytes(make([]byte, key.Size()))
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	exercises := lessontest.Exercise(t, exercise, func(t *testing.T, e *anatomy.Exercise) string {
		_, block := opened(t, e)
		return hex.EncodeToString(block[len(block)-32 : len(block)-28])
	})
	for answer, e := range exercises {
		cert, block := opened(t, e)
		tbs, whole := sha256.Sum256(cert.RawTBSCertificate), sha256.Sum256(cert.Raw)
		hash := block[len(block)-32:]
		for right, b := range map[string][]byte{"all of it": hash, "in capitals": hash[:4]} {
			if g := e.Grade(strings.ToUpper(hex.EncodeToString(b))); !g.Right {
				t.Errorf("%s: %s is refused: %s", answer, right, g.Says)
			}
		}
		for says, b := range map[string][]byte{
			"as it arrived":       tbs[:4],
			"fingerprint":         whole[:4],
			"the whole block":     block[:4],
			"19 bytes further on": {0x30, 0x31, 0x30, 0x0d},
			"Two bytes too early": {0x04, 0x20, hash[0], hash[1]},
			"last bytes":          hash[28:],
			"as it crossed":       cert.Signature[:4],
			"neither the hash":    {hash[0] ^ 1, hash[1], hash[2], hash[3]},
			"That is 3 bytes":     hash[:3],
			"That is 33 bytes":    append([]byte{0}, hash...),
		} {
			if g := e.Grade(hex.EncodeToString(b)); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%s: %x is answered %v %q, without %q", answer, b, g.Right, g.Says, says)
			}
		}
	}
}
