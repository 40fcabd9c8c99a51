package randomness

import (
	"crypto/ecdsa"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// again gives one draw to an operation that is done once more. A draw of one byte,
// which Go makes by chance, is answered with 0.
type again struct{ draw []byte }

var errOther = errors.New("another draw was asked for")

func (a again) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	if len(p) != len(a.draw) {
		return 0, errOther
	}
	return copy(p, a.draw), nil
}

// A signing is the server's signature of TLS 1.3, and what went into it.
type signing struct {
	key        *ecdsa.PrivateKey
	hash, draw []byte
	wire       []byte // the signature as it crossed
}

// signing finds what the server signed, with which draw.
func signingOf(s *anatomy.Scene) (out signing, ok bool) {
	server := s.Act(plain).Session.Server
	e, found := of(book(s, plain), capture.Server, ledger.Hedging)
	f, there := s.Message(plain, "CertificateVerify").Field("signature")
	if server == nil || len(server.Certificates) == 0 || !found || !there || len(e.Where) == 0 || len(e.Where[0].Steps) == 0 {
		return out, false
	}
	key, ok := server.Certificates[0].PrivateKey.(*ecdsa.PrivateKey)
	return signing{key, e.Where[0].Steps[0].Input("hash"), e.bytes, f.Bytes}, ok
}

// with signs the same with a draw.
func (g signing) with(draw []byte) []byte {
	b, err := ecdsa.SignASN1(again{draw}, g.key, g.hash)
	if err != nil {
		return nil
	}
	return b
}

// other is the draw with one bit changed.
func (g signing) other() []byte {
	b := append([]byte(nil), g.draw...)
	b[0] ^= 1
	return b
}

func judgeHedging(s *anatomy.Scene) anatomy.Verdict {
	v := anatomy.Verdict{Got: "no draw that gives this signature", Want: "same draw: the same; other draw: another, valid", At: s.Message(plain, "CertificateVerify").At("signature")}
	g, ok := signingOf(s)
	if !ok {
		return v
	}
	second := g.with(g.other())
	same, different := "another", "the same"
	if string(g.with(g.draw)) == string(g.wire) {
		same = "the same"
	}
	if string(second) != string(g.wire) {
		different = "another"
	}
	valid := "not valid"
	if ecdsa.VerifyASN1(&g.key.PublicKey, g.hash, second) {
		valid = "valid"
	}
	v.Got = fmt.Sprintf("same draw: %s; other draw: %s, %s", same, different, valid)
	return v
}
