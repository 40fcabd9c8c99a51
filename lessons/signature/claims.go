package signature

import (
	"bytes"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the six connections must prove.
var claims = []anatomy.Claim{
	{ID: "algorithm", Says: "the algorithm behind the signed part is the one that stands inside it, in both certificates", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		outside, inside := "signature_algorithm/algorithm/oid", signed+"/signature/algorithm/oid"
		both := func(path string) string {
			return fmt.Sprintf("RSA %s, ECDSA %s", s.Message(withRSA, certificate).Text(path), s.Message(withECDSA, certificate).Text(path))
		}
		v := anatomy.Verdict{Got: both(outside), Want: both(inside), At: s.Message(withRSA, certificate).At("signature_algorithm")}
		if strings.Contains(v.Got, "absent") {
			v.Got = "no algorithm"
		}
		return v
	}},
	{ID: "key-not-sent", Says: "the authorities' public keys are nowhere in the six recordings", Judge: keysNotSent},
	{ID: "shape", Says: "under the authority's key, s^e mod n begins 00 01, then FF, then 00, up to the last 51 bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		size := len(keyNumbers([]byte(s.Facts[rootRSA]))) // of n: the block is as long
		v := anatomy.Verdict{Got: "no block", Want: fmt.Sprintf("0001, %d times ff, 00", size-2-1-len(digestInfo)-sha256.Size),
			At: s.Message(withRSA, certificate).At(signatureV)}
		if b, ok := cut(under(s, withRSA, rootRSA).Step("EM")); ok && b.padded() {
			v.Got = fmt.Sprintf("%x, %d times ff, %x", b.start, len(b.padding), b.end)
		}
		return v
	}},
	{ID: "digest-info", Says: "the next 19 bytes say: what follows is a hash of SHA-256, 32 bytes long", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		b, _ := cut(under(s, withRSA, rootRSA).Step("EM"))
		return anatomy.Verdict{Got: hex.EncodeToString(b.info), Want: hex.EncodeToString(digestInfo), At: s.Message(withRSA, certificate).At(signatureV)}
	}},
	{ID: "hash", Says: "the last 32 bytes are the SHA-256 hash of the signed part, as it crossed", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		b, _ := cut(under(s, withRSA, rootRSA).Step("EM"))
		return anatomy.Verdict{Got: hex.EncodeToString(b.hash), Want: hex.EncodeToString(hashOf(s, withRSA)), At: s.Message(withRSA, certificate).At(signed)}
	}},
	{ID: "leaf-key", Says: "with the key that stands in the certificate itself, neither signature holds", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var got []string
		for _, act := range []string{withRSA, withECDSA} {
			e := evaluate(s, act, leaf(s, act))
			word := "holds"
			switch {
			case len(e.Steps) == 0:
				word = "cannot be checked"
			case !e.Holds:
				word = "does not hold"
			}
			got = append(got, act+" "+word)
		}
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: "rsa does not hold, ecdsa does not hold",
			At: s.Message(withECDSA, certificate).At("subject_public_key_info")}
	}},
	{ID: "point", Says: "with e the hash of the signed part, u1 = e/s and u2 = r/s mod n, the first coordinate of u1·G + u2·Q is, mod n, the r that crossed", Judge: point},
	{ID: "accepted", Says: "the client agrees: behind each of the six certificates it goes on with the handshake", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		n := 0
		for _, p := range pairs {
			for _, act := range []string{p.act, p.again} {
				if s.Message(act, certificate).There() && s.Act(act).MessageFrom(capture.Client, "ClientKeyExchange").There() {
					n++
				}
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of 6", n), Want: "6 of 6", At: transcript.Evidence{Text: "the client's ClientKeyExchange in each connection"}}
	}},
	{ID: "same-content", Says: "of each pair, both certificates have the same signed part, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		n := 0
		for _, p := range pairs {
			if a := part(s, p.act, signed); len(a) > 0 && bytes.Equal(a, part(s, p.again, signed)) {
				n++
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of 3 pairs", n), Want: "3 of 3 pairs", At: s.Message(withRSA, certificate).At(signed)}
	}},
	{ID: "rsa-same", Says: "RSA by PKCS #1 v1.5: the second signature is the first one again", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: comparison(s, pairs[0]), Want: "the same 256 bytes", At: s.Message(againRSA, certificate).At(signatureV)}
		return v
	}},
	{ID: "others-differ", Says: "RSA-PSS and ECDSA: the second signature is another one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: "RSA-PSS: " + comparison(s, pairs[1]) + "; ECDSA: " + comparison(s, pairs[2]),
			Want: "RSA-PSS: another one; ECDSA: another one", At: s.Message(againECDSA, certificate).At(signatureV)}
	}},
	{ID: "all-hold", Says: "all six hold under the public key of the authority that made them", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fmt.Sprintf("%d of 6", holding(s)), Want: "6 of 6", At: transcript.Evidence{Text: "the Certificate of each connection"}}
	}},
}

// point compares v with the r of the wire, once the two divisions before it are
// undone by multiplying.
func point(s *anatomy.Scene) anatomy.Verdict {
	v := anatomy.Verdict{Got: "no signature", Want: "an r", At: s.Message(withECDSA, certificate).At(signatureV + "/r")}
	r, t := pairOf(s, withECDSA)
	e := under(s, withECDSA, rootECDSA)
	if r == nil || e.Step("v") == nil {
		return v
	}
	v.Got, v.Want = hex.EncodeToString(e.Step("v")), fmt.Sprintf("%064x", r)
	n := elliptic.P256().Params().N
	undone := func(u string) *big.Int {
		x := new(big.Int).Mul(new(big.Int).SetBytes(e.Step(u)), t)
		return x.Mod(x, n)
	}
	hash := new(big.Int).SetBytes(hashOf(s, withECDSA))
	if undone("u1").Cmp(hash.Mod(hash, n)) != 0 || undone("u2").Cmp(r) != 0 {
		v.Got = "u1 or u2 is not what it should be"
	}
	return v
}

// keysNotSent searches all that crossed for the numbers of both keys.
func keysNotSent(s *anatomy.Scene) anatomy.Verdict {
	total, found := 0, []string{}
	for _, fact := range []string{rootRSA, rootECDSA} {
		numbers := keyNumbers([]byte(s.Facts[fact]))
		if len(numbers) == 0 {
			found = append(found, "no key is known")
			continue
		}
		for _, a := range s.Acts() {
			for _, from := range []capture.Side{capture.Client, capture.Server} {
				b := a.Session.Recording.Bytes(from)
				total += len(b)
				if bytes.Contains(b, numbers) {
					found = append(found, fact+" in "+a.Name)
				}
			}
		}
	}
	v := anatomy.Verdict{Got: "nowhere", Want: "nowhere", At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes that crossed, searched for each key", total/2)}}
	if len(found) > 0 {
		v.Got = strings.Join(found, ", ")
	}
	if total == 0 {
		v.Got = "nothing was recorded"
	}
	return v
}

// comparison says what the second signature of a pair is to the first.
func comparison(s *anatomy.Scene, p twice) string {
	first, second := signatureOf(s, p.act), signatureOf(s, p.again)
	switch {
	case len(first) == 0 || len(second) == 0:
		return "not there"
	case bytes.Equal(first, second):
		return fmt.Sprintf("the same %d bytes", len(first))
	}
	return "another one"
}

// holding counts the signatures that hold.
func holding(s *anatomy.Scene) (n int) {
	for _, p := range pairs {
		for _, act := range []string{p.act, p.again} {
			if under(s, act, p.root).Holds {
				n++
			}
		}
	}
	return n
}
