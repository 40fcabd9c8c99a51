package signature

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	equation "github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// asked is how many bytes of the hash are asked for.
const asked = 4

// exercise asks which hash an authority signed, of a certificate that was changed
// on its way: the hash of what arrived is another one.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	key, err := l.RSAKey("authority", 2048)
	if err != nil {
		return nil, err
	}
	root, err := l.AuthorityFor("tlsteach RSA authority", key)
	if err != nil {
		return nil, err
	}
	session, _, err := greetEdited(l, root)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(editedRSA, "", session)
	s.Facts[rootRSA] = string(root.Certificate.Raw)
	der := leaf(s, editedRSA)
	places, err := equation.Locate(der)
	if err != nil {
		return nil, err
	}
	em := under(s, editedRSA, rootRSA).Step("EM")
	opened, ok := cut(em)
	if !ok || !opened.padded() {
		return nil, errors.New("the signature of the exercise does not open")
	}
	c := crossed{der: der, signed: places.TBS.Of(der), signature: places.Signature.Of(der), block: em, hash: opened.hash}
	header := len(part(s, editedRSA, signatureV)) - len(c.signature) // tag, length, and the count of unused bits
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.Ladder(s, editedRSA, "A client refuses a certificate"),
			&transcript.TryIt{Role: "exercise",
				Text: transcript.Plainly(fmt.Sprintf("The authority signed this certificate with RSA by PKCS #1 v1.5. Then somebody changed it on its way. "+
					"Which SHA-256 hash did the authority sign? Answer with its first %d bytes, in %d hexadecimal digits. "+
					"You need openssl: the commands put the certificate, the authority's public key, the signed part and the signature into files. The rest is yours: the lesson's check shows how.", asked, 2*asked)),
				Commands: []string{
					"echo " + base64.StdEncoding.EncodeToString(der) + " | base64 -d > leaf.der",
					"echo " + keyFile(s.Facts[rootRSA]) + " | base64 -d > authority.der",
					fmt.Sprintf("openssl asn1parse -inform DER -in leaf.der -strparse %d -noout -out signed.bin", places.TBS.Offset),
					fmt.Sprintf("openssl asn1parse -inform DER -in leaf.der -strparse %d -noout -out signature.bin", places.Signature.Offset-header),
				}},
		},
		Grade: func(answer string) anatomy.Grading { return c.grade(answer) },
	}, nil
}

// crossed is the certificate of an exercise and what its signature opens to.
type crossed struct{ der, signed, signature, block, hash []byte }

// grade explains a wrong answer by whose first bytes it names.
func (c *crossed) grade(answer string) anatomy.Grading {
	digits := strings.ToLower(strings.NewReplacer(" ", "", ":", "").Replace(strings.TrimSpace(answer)))
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) == 0 {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not written in hexadecimal digits, two a byte.", answer)}
	}
	arrived, whole := sha256.Sum256(c.signed), sha256.Sum256(c.der)
	if bytes.Equal(b, c.hash) { // all of it
		b = b[:asked]
	}
	if len(b) != asked {
		return anatomy.Grading{Says: fmt.Sprintf("That is %d bytes; the first %d of the hash are asked for.", len(b), asked)}
	}
	switch {
	case bytes.HasPrefix(c.hash, b):
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("The authority signed %x…; what arrived has the hash %x…. So what arrived is not what was signed, and the client is right to refuse it.", c.hash[:asked], arrived[:asked])}
	case bytes.HasPrefix(arrived[:], b):
		return anatomy.Grading{Says: "That is the hash of the signed part as it arrived. The authority signed another one, before the change. It stands in the signature: raise that to e, mod n, with the authority's key."}
	case bytes.HasPrefix(whole[:], b):
		return anatomy.Grading{Says: "That is the hash of the whole certificate, its signature included: its fingerprint. An authority cannot sign its own signature; and the one that is asked for stands inside the signature."}
	case bytes.HasPrefix(c.block, b):
		return anatomy.Grading{Says: "So begins the whole block. The hash is its end."}
	case bytes.HasPrefix(digestInfo, b):
		return anatomy.Grading{Says: "That is the beginning of DigestInfo, which says what kind of hash follows. The hash itself begins 19 bytes further on, behind 04 20."}
	case b[0] == 0x04 && b[1] == 0x20 && bytes.HasPrefix(c.hash, b[2:]):
		return anatomy.Grading{Says: "Two bytes too early: 04 20 says that 32 bytes follow. They are the hash."}
	case bytes.HasSuffix(c.hash, b):
		return anatomy.Grading{Says: "Those are the last bytes of the right hash; the first ones are asked for."}
	case bytes.HasPrefix(c.signature, b):
		return anatomy.Grading{Says: "That is the signature as it crossed. Raise it to e, mod n, first: openssl pkeyutl -verifyrecover does it with the authority's public key."}
	}
	return anatomy.Grading{Says: "Those bytes begin neither the hash in the signature nor that of what arrived. Open signature.bin with authority.der, as in the lesson's check, and read the last 32 bytes of what comes out."}
}
