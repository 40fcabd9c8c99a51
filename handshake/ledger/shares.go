package ledger

import (
	"bytes"
	"crypto/ecdh"
	"crypto/mlkem"
	"fmt"
	"strconv"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// A share is a public value on the wire, or one half of a hybrid one.
type share struct {
	from  capture.Side
	group registry.Group // as the message names it
	key   []byte
	where Evidence
	used  bool // the handshake went on with it
}

// The parts of hybrid shares, by their lengths: RFC 10024 §4.1, §4.2.
const (
	lengthX25519    = 32
	lengthP256      = 1 + 2*32
	lengthP384      = 1 + 2*48
	lengthMLKEM768  = mlkem.EncapsulationKeySize768
	lengthMLKEM1024 = mlkem.EncapsulationKeySize1024
)

// findShares collects what crossed of key exchanges: key_share of both hellos,
// ServerKeyExchange, ClientKeyExchange.
func (v *view) findShares() {
	chosen := registry.Group(0)
	if m := v.server(); m != nil && v.version >= registry.VersionTLS13 {
		chosen = m.KeyShare.Group
	}
	last := -1
	if len(v.hellos) > 0 {
		last = v.hellos[len(v.hellos)-1]
	}
	for i, it := range v.in.Items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			for n, s := range m.KeyShares {
				v.addShare(i, "key_share_entry["+strconv.Itoa(n)+"]/key_exchange", s, chosen != 0 && s.Group == chosen && i == last)
			}
		case *handshake.ServerHello:
			if m.KeyShare.Group != 0 {
				v.addShare(i, "key_share_entry/key_exchange", m.KeyShare, true)
			}
		case *handshake.ServerKeyExchangeECDHE:
			v.addShare(i, "public", handshake.KeyShare{Group: m.Group, Data: m.Public}, true)
		case *handshake.ServerKeyExchangeECDHETLS10:
			v.addShare(i, "public", handshake.KeyShare{Group: m.Group, Data: m.Public}, true)
		case *handshake.ClientKeyExchangeECDHE:
			v.addShare(i, "ecdh_yc", handshake.KeyShare{Group: v.in.State.Group, Data: m.Public}, true)
		}
	}
}

// addShare files a share; of a hybrid one both halves.
func (v *view) addShare(index int, path string, s handshake.KeyShare, used bool) {
	e, b := v.find(index, path)
	if len(b) == 0 || len(b) != len(s.Data) {
		return
	}
	for _, part := range halves(s.Group, v.in.Items[index].From, len(b)) {
		at := e
		at.Offset, at.Length = e.Offset+part[0], part[1]-part[0]
		v.shares = append(v.shares, share{from: e.From, group: s.Group, key: b[part[0]:part[1]], where: at, used: used})
	}
}

// halves are the borders of the parts of a share. Of the server's hybrid share the
// ciphertext is no public key.
func halves(g registry.Group, from capture.Side, n int) [][2]int {
	curve, kem := 0, lengthMLKEM768
	switch g {
	case registry.GroupX25519MLKEM768:
		curve = lengthX25519
	case registry.GroupSecP256r1MLKEM768:
		curve = lengthP256
	case registry.GroupSecP384r1MLKEM1024:
		curve, kem = lengthP384, lengthMLKEM1024
	}
	switch {
	case curve == 0 || n < curve:
		return [][2]int{{0, n}}
	case from == capture.Server && g == registry.GroupX25519MLKEM768:
		return [][2]int{{n - curve, n}}
	case from == capture.Server:
		return [][2]int{{0, curve}}
	case n != curve+kem:
		return nil
	case g == registry.GroupX25519MLKEM768:
		return [][2]int{{0, kem}, {kem, n}}
	}
	return [][2]int{{0, curve}, {curve, n}}
}

// sharedKey finds the public key of a draw on the wire.
func (v *view) sharedKey(side capture.Side, d capture.Draw) []claim {
	for _, step := range publicKeys(d.Bytes) {
		if c := v.ofShares(EphemeralKey, side, step, "the private key of an ephemeral key pair: its public key crosses"); c != nil {
			return c
		}
	}
	return nil
}

// seedShare finds the encapsulation key of a seed on the wire: FIPS 203 §7.1.
func (v *view) seedShare(side capture.Side, d capture.Draw) []claim {
	if side != capture.Client || len(d.Bytes) != mlkem.SeedSize {
		return nil
	}
	var steps []secrets.Step
	if k, err := mlkem.NewDecapsulationKey768(d.Bytes); err == nil {
		steps = append(steps, seedStep("ML-KEM-768", d.Bytes, k.EncapsulationKey().Bytes()))
	}
	if k, err := mlkem.NewDecapsulationKey1024(d.Bytes); err == nil {
		steps = append(steps, seedStep("ML-KEM-1024", d.Bytes, k.EncapsulationKey().Bytes()))
	}
	for _, step := range steps {
		if c := v.ofShares(MLKEMSeed, side, step, "the seed of an ML-KEM key pair: its encapsulation key crosses"); c != nil {
			return c
		}
	}
	return nil
}

func seedStep(name string, seed, key []byte) secrets.Step {
	return secrets.Step{Name: "encapsulation_key", Ref: "FIPS 203 §7.1", Func: name + ".KeyGen_internal",
		Inputs: []secrets.Input{{Name: "seed", Value: seed}}, Output: key}
}

// ofShares is the claim of a key pair whose public half crosses: in several places
// where a hybrid share and a plain one have it in common.
func (v *view) ofShares(kind Kind, side capture.Side, step secrets.Step, text string) []claim {
	c := claim{kind: kind, gone: true}
	for _, s := range v.shares {
		if s.from != side || !bytes.Equal(s.key, step.Output) {
			continue
		}
		e := s.where
		e.Steps = append(e.Steps, step)
		c.where = append(c.where, e)
		c.gone = c.gone && !s.used
	}
	if c.where == nil {
		return nil
	}
	c.text = text
	if c.gone {
		c.text += "; " + v.whyUnused(c.where)
	}
	return []claim{c}
}

// whyUnused says why no secret came of a share.
func (v *view) whyUnused(where []Evidence) string {
	m := v.server()
	switch {
	case m == nil:
		return "the handshake ended before the server chose, so no secret came of it"
	case v.version < registry.VersionTLS13:
		return fmt.Sprintf("the server chose %s, which does not take it, so no secret came of it", v.version)
	case v.in.State.Retried && where[0].Index != v.hellos[len(v.hellos)-1]:
		return fmt.Sprintf("the server asked for %s instead, so no secret came of it", m.KeyShare.Group)
	}
	return fmt.Sprintf("the server chose %s, so no secret came of it", m.KeyShare.Group)
}

// publicKeys are the public keys that a draw of its length can be the private key
// of. crypto/ecdh flips two bits of the second byte of keys on the NIST curves, and
// of P-521 clears what is above the order.
func publicKeys(draw []byte) []secrets.Step {
	var out []secrets.Step
	add := func(curve ecdh.Curve, ref string, private []byte) {
		k, err := curve.NewPrivateKey(private)
		if err != nil {
			return
		}
		step := secrets.Step{Name: "public_key", Ref: ref, Func: fmt.Sprint(curve),
			Inputs: []secrets.Input{{Name: "private_key", Value: private}}, Output: k.PublicKey().Bytes()}
		if !bytes.Equal(private, draw) {
			step.Inputs = append(step.Inputs, secrets.Input{Name: "draw", Value: draw})
		}
		out = append(out, step)
	}
	flipped := bytes.Clone(draw)
	if len(flipped) > 1 {
		flipped[1] ^= 0x42
	}
	switch len(draw) {
	case 32:
		add(ecdh.X25519(), "RFC 7748 §6.1", draw)
		add(ecdh.P256(), "SEC 1 §3.2.1", flipped)
	case 48:
		add(ecdh.P384(), "SEC 1 §3.2.1", flipped)
	case 66:
		flipped[0] &= 1
		add(ecdh.P521(), "SEC 1 §3.2.1", flipped)
	}
	return out
}

// elsewhere is what the recording shows of random values that no reader sees.
func (v *view) elsewhere() []Evidence {
	var out []Evidence
	if m := v.server(); m != nil {
		switch m.KeyShare.Group {
		case registry.GroupX25519MLKEM768, registry.GroupSecP256r1MLKEM768, registry.GroupSecP384r1MLKEM1024:
			e, b := v.find(v.serverHello, "key_share_entry/key_exchange/ml_kem_ciphertext")
			e.Text = "the server encapsulated 32 random bytes here: crypto/mlkem draws them itself, from no reader that could be watched"
			if len(b) > 0 {
				out = append(out, e)
			}
		}
	}
	for _, i := range v.hellos {
		if e, b := v.find(i, "encrypted_client_hello/enc"); len(b) > 0 {
			e.Text = "the public half of an ephemeral key of HPKE: crypto/hpke draws it itself, from no reader that could be watched"
			out = append(out, e)
		}
	}
	return out
}
