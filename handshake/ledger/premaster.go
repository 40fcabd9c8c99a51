package ledger

import (
	"bytes"
	"crypto/rsa"
	"math/big"
	"strconv"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

const lengthPreMaster = 48 // RFC 5246 §7.4.7.1: two bytes of version, 46 random ones

// A transport is an RSA key transport: RFC 5246 §7.4.7.1.
type transport struct {
	where     Evidence
	encrypted []byte
	public    *rsa.PublicKey
	opened    signature.Decryption // with the server's key, where it is known
	preMaster []byte               // found by opening; nil: not
	step      secrets.Step
	version   [2]byte // that the client offered
	drawn     []byte  // the client's 46 bytes, once they are found
}

// openTransport finds the encrypted pre-master secret, and opens it where the
// server's key is known.
func (v *view) openTransport() {
	for i, it := range v.in.Items {
		m, ok := it.Message.(*handshake.ClientKeyExchangeRSA)
		if !ok || it.From != capture.Client || len(v.hellos) == 0 || len(m.Encrypted) == 0 {
			continue
		}
		e, _ := v.find(i, "encrypted_pre_master_secret")
		hello := v.hello(0).LegacyVersion
		t := &transport{where: e, encrypted: m.Encrypted, version: [2]byte{byte(hello >> 8), byte(hello)}}
		if leaf := v.leaf(capture.Server); leaf != nil {
			t.public, _ = leaf.key.Public.(*rsa.PublicKey)
		}
		if t.public == nil {
			v.transport = t
			return
		}
		if key, ok := v.signerOf(t.public).(*rsa.PrivateKey); ok {
			v.rsaKey = key
			if d, err := signature.Decrypt(key, m.Encrypted); err == nil {
				t.opened = d
			}
			if step, err := secrets.PreMasterRSA(key, m.Encrypted); err == nil {
				t.step, t.preMaster = step, step.Output
			}
		}
		v.transport = t
		return
	}
}

// preMaster finds the random part of the pre-master secret: the server's key opens
// it, or the master secret comes out.
func (v *view) preMaster(side capture.Side, d capture.Draw) []claim {
	t := v.transport
	if t == nil || side != capture.Client || len(d.Bytes) != lengthPreMaster-2 {
		return nil
	}
	e := t.where
	if t.preMaster != nil {
		if !bytes.Equal(t.preMaster[2:], d.Bytes) {
			return nil
		}
		e.Steps, e.Text = []secrets.Step{t.step}, "the server's private key opens the encrypted pre-master secret"
		if master, ok := v.master(t.preMaster); ok {
			e.Steps = append(e.Steps, master)
			e.Text += ", and the master secret of the key log comes of it"
		}
	} else {
		master, ok := v.master(append(t.version[:], d.Bytes...))
		if !ok {
			return nil
		}
		e.Steps, e.Text = []secrets.Step{master}, "the master secret that comes of it is the one in the key log"
	}
	t.drawn = d.Bytes
	return []claim{{kind: PreMaster, where: []Evidence{e},
		text: "the pre-master secret, behind two bytes of version: it crosses encrypted to the server's RSA key"}}
}

// master derives the master secret, and says whether the key log has it.
func (v *view) master(preMaster []byte) (secrets.Step, bool) {
	m := v.server()
	if m == nil || v.in.Log == nil {
		return secrets.Step{}, false
	}
	random := v.hello(len(v.hellos) - 1).Random
	want := v.in.Log.Secret("CLIENT_RANDOM", random)
	if want == nil {
		return secrets.Step{}, false
	}
	var step secrets.Step
	var err error
	if m.Has(registry.ExtExtendedMasterSecret) {
		var hash secrets.Step
		if hash, err = secrets.SessionHash(v.version, v.suite, v.messagesThrough(isClientKeyExchange)...); err == nil {
			step, err = secrets.ExtendedMasterSecret(v.version, v.suite, preMaster, hash.Output)
		}
	} else {
		step, err = secrets.MasterSecret(v.version, v.suite, preMaster, random, m.Random)
	}
	return step, err == nil && bytes.Equal(step.Output, want)
}

// padding finds the bytes that stand before the pre-master secret in the encrypted
// block: RFC 8017 §7.2.1.
func (v *view) padding(side capture.Side, d capture.Draw) []claim {
	t := v.transport
	if t == nil || side != capture.Client || t.public == nil || len(d.Bytes) != t.public.Size()-3-lengthPreMaster {
		return nil
	}
	e := t.where
	if t.opened.Padding != nil {
		if !v.pads(d) {
			return nil
		}
		for _, s := range t.opened.Steps {
			switch s.Name {
			case "m", "EM", "PS":
				e.Steps = append(e.Steps, secrets.Step{Name: s.Name, Ref: "RFC 8017 §7.2.2", Func: s.Formula, Output: s.Value})
			}
		}
		e.Text = "the server's private key opens the block: the padding stands between 00 02 and the next 00"
	} else {
		block, ok := v.blockOf(d)
		if !ok {
			return nil
		}
		e.Steps = []secrets.Step{{Name: "c", Ref: "RFC 8017 §7.2.1", Func: "EM^e mod n", Inputs: []secrets.Input{{Name: "EM", Value: block}}, Output: t.encrypted}}
		e.Text = "padded with it and encrypted again, the pre-master secret gives the bytes that crossed"
	}
	text := "the padding of the encrypted pre-master secret"
	if n := bytes.Count(d.Bytes, []byte{0}); n > 0 {
		text += "; what was 0 in it was drawn again, " + times(n)
	}
	return []claim{{kind: Padding, text: text, where: []Evidence{e}}}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// filled is a draw for a padding with its zeros replaced: by the draws of one byte
// that follow, XOR 42 (hexadecimal), as crypto/rsa does. used are the draws that
// did, with the place in the padding that each took.
func filled(draws []capture.Draw, at int) (padding []byte, used map[int]int, ok bool) {
	padding = bytes.Clone(draws[at].Bytes)
	used = map[int]int{}
	next := at + 1
	for i := range padding {
		for padding[i] == 0 {
			if next >= len(draws) || len(draws[next].Bytes) != 1 {
				return nil, nil, false
			}
			padding[i] = draws[next].Bytes[0] ^ 0x42
			used[next] = i
			next++
		}
	}
	return padding, used, true
}

// pads says whether the opened padding came of this draw.
func (v *view) pads(d capture.Draw) bool {
	padding, ok := v.filledOf(d)
	return ok && bytes.Equal(padding, v.transport.opened.Padding)
}

func (v *view) filledOf(d capture.Draw) ([]byte, bool) {
	draws := v.draws(capture.Client)
	for i := range draws {
		if draws[i].Number == d.Number {
			padding, _, ok := filled(draws, i)
			return padding, ok
		}
	}
	return nil, false
}

// blockOf pads the pre-master secret with a draw, and says whether it encrypts to
// what crossed: for who does not have the server's key, but the master secret.
func (v *view) blockOf(d capture.Draw) ([]byte, bool) {
	t := v.transport
	padding, ok := v.filledOf(d)
	if !ok {
		return nil, false
	}
	if t.drawn == nil { // the draw may stand behind
		for _, other := range v.draws(capture.Client) {
			v.preMaster(capture.Client, other)
		}
	}
	if t.drawn == nil {
		return nil, false
	}
	block := append([]byte{0, 2}, padding...)
	block = append(append(append(block, 0), t.version[:]...), t.drawn...)
	c := new(big.Int).Exp(new(big.Int).SetBytes(block), big.NewInt(int64(t.public.E)), t.public.N)
	return block, bytes.Equal(c.FillBytes(make([]byte, t.public.Size())), t.encrypted)
}

// replacements turns the coins behind a padding into what they were.
func (v *view) replacements(side capture.Side, draws []capture.Draw, at int, d capture.Draw, out []Placement) {
	if out[at].Kind != Padding || side != capture.Client {
		return
	}
	_, used, _ := filled(draws, at)
	for i, place := range used {
		e := v.transport.where
		e.Text = "byte " + strconv.Itoa(2+place) + " of the padded block is this one XOR 0x42"
		p := &out[i]
		p.Kind, p.Fate, p.Proven, p.Where = PaddingByte, InPadding, true, []Evidence{e}
		p.Text = "one byte that replaced a 0 in the padding of draw " + strconv.Itoa(d.Number) + ", where 0 would end it"
	}
}

// decoy finds the pre-master secret that a server draws to go on with where the
// client's does not open: RFC 5246 §7.4.7.1. Opening what crossed once more, with
// this draw in its place, asks for just so many bytes and does not return them. A
// second draw of this length could be meant as well: then neither is placed.
func (v *view) decoy(side capture.Side, d capture.Draw) []claim {
	t := v.transport
	if t == nil || side != capture.Server || len(d.Bytes) != lengthPreMaster || v.rsaKey == nil {
		return nil
	}
	for _, other := range v.in.Server {
		if len(other.Bytes) == lengthPreMaster && other.Number != d.Number {
			return nil
		}
	}
	got, asked := v.openWith(d.Bytes, t.encrypted)
	spoiled := bytes.Clone(t.encrypted)
	spoiled[len(spoiled)-1] ^= 1
	instead, _ := v.openWith(d.Bytes, spoiled)
	e := t.where
	e.Steps = []secrets.Step{
		{Name: "pre_master_secret", Ref: "RFC 5246 §7.4.7.1", Func: "RSAES-PKCS1-v1_5 or decoy",
			Inputs: []secrets.Input{{Name: "EncryptedPreMasterSecret", Value: t.encrypted}, {Name: "decoy", Value: d.Bytes}}, Output: got},
		{Name: "pre_master_secret", Ref: "RFC 5246 §7.4.7.1", Func: "RSAES-PKCS1-v1_5 or decoy",
			Inputs: []secrets.Input{{Name: "EncryptedPreMasterSecret", Value: spoiled}, {Name: "decoy", Value: d.Bytes}}, Output: instead},
	}
	switch master, logged := v.master(d.Bytes); {
	case asked != 1 || !bytes.Equal(instead, d.Bytes):
		return nil
	case bytes.Equal(got, d.Bytes) && logged:
		e.Steps = append(e.Steps[:1], master)
		return []claim{{kind: Decoy, where: []Evidence{e}, text: "the decoy that the server went on with: what the client encrypted did not open"}}
	case t.preMaster == nil || !bytes.Equal(got, t.preMaster):
		return nil
	}
	e.Text = "opened again with this draw at hand, what crossed gives the client's secret; spoiled by one bit it gives the draw"
	return []claim{{kind: Decoy, where: []Evidence{e},
		text: "a pre-master secret drawn in case the client's does not open, so that a forger cannot tell: it did open, and this was thrown away"}}
}

// openWith decrypts as a server of crypto/tls does, with a decoy to draw. asked is
// how many draws of its length that took.
func (v *view) openWith(decoy, encrypted []byte) (got []byte, asked int) {
	r := &replay{b: decoy}
	//lint:ignore SA1019 it is what the recorded server did
	got, err := v.rsaKey.Decrypt(r, encrypted, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: lengthPreMaster})
	if err != nil {
		return nil, 0
	}
	return got, r.asked
}
