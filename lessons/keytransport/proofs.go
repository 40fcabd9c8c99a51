package keytransport

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// What the claims look at.

// publicKey is the RSA key in the certificate that crossed.
func publicKey(s *anatomy.Scene) (*rsa.PublicKey, bool) {
	m := s.Message(transported, "Certificate")
	if !m.There() {
		return nil, false
	}
	cert, ok := m.Item.Message.(*handshake.CertificateTLS12)
	if !ok {
		return nil, false
	}
	key, err := keyOf(cert)
	return key, err == nil
}

// decrypted is what the private key finds, with its padding.
func decrypted(s *anatomy.Scene) (signature.Decryption, bool) {
	h, err := seen(s.Act(transported))
	if err != nil {
		return signature.Decryption{}, false
	}
	key, err := privateKey(s.Act(transported).Session)
	if err != nil {
		return signature.Decryption{}, false
	}
	d, err := signature.Decrypt(key, h.encrypted)
	return d, err == nil && d.Reason == ""
}

// aroundExchange names the server's messages before and after the
// ClientKeyExchange, in order.
func aroundExchange(s *anatomy.Scene) (before, after string) {
	var names [2][]string
	at := 0
	for _, it := range s.Act(transported).Items {
		if it.Name == exchange {
			at = 1
		}
		if it.From == capture.Server && it.Kind != handshake.KindRecord {
			names[at] = append(names[at], it.Name)
		}
	}
	return strings.Join(names[0], ", "), strings.Join(names[1], ", ")
}

// masterNowhere looks for the master secret in all that crossed, and in the block
// that RSA encrypted.
func masterNowhere(s *anatomy.Scene) anatomy.Verdict {
	a := s.Act(transported)
	v := anatomy.Verdict{Got: unknown, Want: "nowhere"}
	log := logged(a)
	d, ok := decrypted(s)
	if log == nil || !ok {
		return v
	}
	v.Got = "nowhere"
	total := len(d.EM)
	for _, place := range []struct {
		name string
		b    []byte
	}{{"what the client sent", a.Session.Recording.Bytes(capture.Client)}, {"what the server sent", a.Session.Recording.Bytes(capture.Server)}, {"the encrypted block", d.EM}} {
		if bytes.Contains(place.b, log) {
			v.Got = "in " + place.name
		}
	}
	total += len(a.Session.Recording.Bytes(capture.Client)) + len(a.Session.Recording.Bytes(capture.Server))
	v.At.Text = fmt.Sprintf("all bytes of both directions, and the decrypted block: %d bytes", total)
	return v
}

// noOtherKey tries every run of 16 bytes in the two secrets as a key.
func noOtherKey(s *anatomy.Scene) anatomy.Verdict {
	v := anatomy.Verdict{Got: unknown, Want: "0 of 66 keys open a record", At: transcript.Evidence{Text: "each key tried on every protected record of both sides"}}
	o, err := opened(s)
	log := logged(s.Act(transported))
	if err != nil || log == nil {
		return v
	}
	keys, good := 0, 0
	for _, secret := range [][]byte{o.preMaster(), log} {
		for at := 0; at+16 <= len(secret); at++ {
			plains, err := o.tryKey(secret[at : at+16])
			if err != nil {
				v.Got = err.Error()
				return v
			}
			keys++
			if slices.ContainsFunc(plains, func(p plain) bool { return p.err == nil }) {
				good++
			}
		}
	}
	v.Got = fmt.Sprintf("%d of %d keys open a record", good, keys)
	return v
}

// tryKey opens the records of both sides with one key, and the right IVs.
func (o *opening) tryKey(key []byte) ([]plain, error) {
	tried := map[capture.Side]record.Keys{}
	for side, k := range o.keys {
		tried[side] = record.Keys{Key: key, IV: k.IV}
	}
	return o.open(tried)
}

// finishedFollows compares a Finished that crossed with the computed one.
func finishedFollows(s *anatomy.Scene, from capture.Side) anatomy.Verdict {
	m := s.Act(transported).MessageFrom(from, "Finished")
	v := anatomy.Verdict{Got: m.Hex("verify_data"), Want: unknown, At: m.At("verify_data")}
	if o, err := opened(s); err == nil {
		v.Want = fmt.Sprintf("%x", o.schedule.Output(from.String()+"_finished"))
	}
	return v
}

// fingerprint stands for a long number.
func fingerprint(n *big.Int) string { return fmt.Sprintf("SHA-256 %x", sha256.Sum256(n.Bytes())) }
