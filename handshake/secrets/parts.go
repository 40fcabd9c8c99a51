package secrets

import (
	"crypto"
	"crypto/subtle"
	"fmt"
	"strings"
)

// Parts takes a step apart into hashes and HMACs, so that nothing of PRF and of
// HKDF stays hidden. The last part has the output of the step. Steps that are
// one hash or one HMAC, or no hash at all, have no parts: nil.
// Sources: RFC 5246 §5, RFC 2246 §5, RFC 5869 §2.
func (s Step) Parts() Derivation {
	if len(s.Inputs) == 0 {
		return nil
	}
	switch s.Func {
	case "HKDF-Extract":
		return Derivation{{Name: s.Name, Ref: "RFC 5869 §2.2", Func: "HMAC", Hash: s.Hash, Inputs: s.Inputs, Output: s.Output}}
	case "HKDF-Expand-Label", "Derive-Secret":
		if h := hashNamed(s.Hash); h != 0 && h != crypto.MD5SHA1 {
			return s.expandParts(h)
		}
	case "PRF":
		if h := hashNamed(s.Hash); h != 0 {
			return s.prfParts(h)
		}
	}
	return nil
}

// expandParts: T(n) = HMAC(PRK, T(n-1) | info | n). Source: RFC 5869 §2.3.
func (s Step) expandParts(h crypto.Hash) Derivation {
	var d Derivation
	var all, t []byte
	for i := 1; len(all) < len(s.Output); i++ {
		step := Step{Name: fmt.Sprintf("T(%d)", i), Ref: "RFC 5869 §2.3", Func: "HMAC", Hash: s.Hash, Inputs: []Input{{"PRK", s.Input("Secret")}}}
		if i > 1 {
			step.Inputs = append(step.Inputs, Input{fmt.Sprintf("T(%d)", i-1), t})
		}
		step.Inputs = append(step.Inputs, Input{"info", s.Input("info")}, Input{"counter", []byte{byte(i)}})
		t = mac(h, step.Inputs)
		step.Output = t
		all = append(all, t...)
		d = append(d, step)
	}
	return append(d, slice(Step{Name: "T", Output: all}, s.Name, "RFC 5869 §2.3", 0, len(s.Output)))
}

// prfParts: P_hash once, or in TLS 1.0 and 1.1 twice and XORed.
func (s Step) prfParts(h crypto.Hash) Derivation {
	seed := append([]Input{{"label", []byte(s.Label)}}, s.Inputs[1:]...)
	secret, n := s.Inputs[0], len(s.Output)
	if h != crypto.MD5SHA1 {
		return pHashParts("RFC 5246 §5", "", h, secret, seed, s.Name, n)
	}
	ref := "RFC 2246 §5"
	if strings.HasPrefix(s.Ref, "RFC 4346") {
		ref = "RFC 4346 §5"
	}
	half := (len(secret.Value) + 1) / 2
	whole := Step{Name: secret.Name, Output: secret.Value}
	s1 := slice(whole, "S1", ref, 0, half)
	s2 := slice(whole, "S2", ref, len(secret.Value)-half, half)
	d := Derivation{s1, s2}
	d = append(d, pHashParts(ref, "MD5 ", crypto.MD5, Input{"S1", s1.Output}, seed, "P_MD5", n)...)
	p1 := d.last()
	d = append(d, pHashParts(ref, "SHA-1 ", crypto.SHA1, Input{"S2", s2.Output}, seed, "P_SHA-1", n)...)
	p2 := d.last()
	out := make([]byte, n)
	subtle.XORBytes(out, p1, p2)
	return append(d, Step{Name: s.Name, Ref: ref, Func: "XOR", Inputs: []Input{{"P_MD5", p1}, {"P_SHA-1", p2}}, Output: out})
}

// pHashParts: A(i) = HMAC(secret, A(i-1)), where A(0) is the seed; P_hash is
// HMAC(secret, A(1) + seed) + HMAC(secret, A(2) + seed) and so on.
func pHashParts(ref, prefix string, h crypto.Hash, secret Input, seed []Input, name string, n int) Derivation {
	var d Derivation
	var all []byte
	before := seed // of A(i)
	for i := 1; len(all) < n; i++ {
		a := Step{Name: fmt.Sprintf("%sA(%d)", prefix, i), Ref: ref, Func: "HMAC", Hash: hashName(h), Inputs: append([]Input{secret}, before...)}
		a.Output = mac(h, a.Inputs)
		p := Step{Name: fmt.Sprintf("%sP(%d)", prefix, i), Ref: ref, Func: "HMAC", Hash: hashName(h), Inputs: append([]Input{secret, {a.Name, a.Output}}, seed...)}
		p.Output = mac(h, p.Inputs)
		d = append(d, a, p)
		all = append(all, p.Output...)
		before = []Input{{a.Name, a.Output}}
	}
	return append(d, slice(Step{Name: prefix + "P", Output: all}, name, ref, 0, n))
}

// mac is HMAC with the first input as key over the others.
func mac(h crypto.Hash, inputs []Input) []byte {
	var data [][]byte
	for _, in := range inputs[1:] {
		data = append(data, in.Value)
	}
	return hmacOf(h, inputs[0].Value, data...)
}

// hashNamed finds the hash of a step, 0 where it is not one of ours.
func hashNamed(name string) crypto.Hash {
	for _, h := range []crypto.Hash{crypto.MD5SHA1, crypto.MD5, crypto.SHA1, crypto.SHA256, crypto.SHA384} {
		if hashName(h) == name {
			return h
		}
	}
	return 0
}
