package signature

import (
	"bytes"
	"crypto/sha256"
	"math/big"

	equation "github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

const certificate = "Certificate"

// The places of a certificate's parts in the message.
const (
	signed     = "tbs_certificate"
	signatureV = "signature_value"
)

// leaf is the certificate that the server of a connection sent, in DER; nil: none.
func leaf(s *anatomy.Scene, act string) []byte {
	f, _ := s.Message(act, certificate).Field("certificate")
	return f.Bytes
}

// part is a field of the server's certificate; nil where it is not there.
func part(s *anatomy.Scene, act, path string) []byte {
	f, _ := s.Message(act, certificate).Field(path)
	return f.Bytes
}

// evaluate checks the signature of a connection's certificate with the public key
// of another one.
func evaluate(s *anatomy.Scene, act string, issuer []byte) equation.Evaluation {
	key, err := equation.CertificateKey(issuer)
	if err != nil {
		return equation.Evaluation{Reason: "there is no key to check with"}
	}
	e, err := equation.Certificate(leaf(s, act), key)
	if err != nil {
		return equation.Evaluation{Reason: err.Error()}
	}
	return e
}

// under is evaluate with the key of the authority that a fact holds.
func under(s *anatomy.Scene, act, root string) equation.Evaluation {
	return evaluate(s, act, []byte(s.Facts[root]))
}

// hashOf is the hash of what is signed, computed apart from the evaluation.
func hashOf(s *anatomy.Scene, act string) []byte {
	h := sha256.Sum256(part(s, act, signed))
	return h[:]
}

// digestInfo stands before a hash of SHA-256 in a signature by PKCS #1 v1.5: RFC 8017
// §9.2, note 1.
var digestInfo = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}

// A block is what a signature by PKCS #1 v1.5 opens to, cut where a block of this
// length has to be cut.
type block struct{ start, padding, end, info, hash []byte }

// cut takes an opened signature apart; ok is false where it is too short for that.
func cut(em []byte) (b block, ok bool) {
	tail := 1 + len(digestInfo) + sha256.Size
	if len(em) < 2+tail {
		return b, false
	}
	at := len(em) - tail
	return block{em[:2], em[2:at], em[at : at+1], em[at+1 : at+1+len(digestInfo)], em[at+1+len(digestInfo):]}, true
}

// padded says whether the padding is of FF throughout.
func (b block) padded() bool {
	return len(b.padding) > 0 && len(bytes.Trim(b.padding, "\xff")) == 0
}

// pairOf are the two numbers of an ECDSA signature as they crossed; nil: they are
// not there.
func pairOf(s *anatomy.Scene, act string) (r, t *big.Int) {
	a, b := part(s, act, signatureV+"/r/value"), part(s, act, signatureV+"/s/value")
	if len(a) == 0 || len(b) == 0 {
		return nil, nil
	}
	return new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)
}

// signatureOf is the bytes of the signature of a connection's certificate: what
// stands in signature_value behind the count of unused bits.
func signatureOf(s *anatomy.Scene, act string) []byte {
	f, ok := s.Message(act, certificate).Field(signatureV)
	unused, ok2 := s.Message(act, certificate).Field(signatureV + "/unused_bits")
	if !ok || !ok2 {
		return nil
	}
	return f.Bytes[unused.Offset+1-f.Offset:]
}
