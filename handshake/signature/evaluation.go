package signature

import (
	"bytes"
	"crypto"
	"math/big"
)

// An Evaluation is the equation of one signature, with what went in and came out.
type Evaluation struct {
	Scheme     string // for example "rsa_pss_rsae_sha256", in a certificate "ecdsa-with-SHA256"
	Ref        string // where the equation is specified
	ContentRef string // where it is specified what is signed; empty where the caller says it
	Parts      []Part // one behind the other they are Content
	Content    []byte // what is signed, before it is hashed
	Steps      []Step // in the order of the computation
	Holds      bool
	Reason     string // why it does not hold; empty where it does
}

// A Part is a piece of what is signed.
type Part struct {
	Name  string
	Bytes []byte
}

// A Step is one number of the computation.
type Step struct {
	Name    string // as the specification has it: "m", "u1", "DB"
	Formula string // how it comes about: "s^e mod n"; "given" for what is not computed
	Form    Form
	Value   []byte
}

// Form says how the bytes of a value are to be read.
type Form uint8

const (
	Bytes  Form = iota // as they are
	Number             // big-endian, also where it crosses the wire little-endian
	Point              // SEC 1 §2.3.3: 04, x, y, or a single 00 for the point at infinity; on edwards25519 32 bytes, RFC 8032 §5.1.2
)

// Step returns the value of the first step of this name, or nil.
func (e Evaluation) Step(name string) []byte {
	for _, s := range e.Steps {
		if s.Name == name {
			return s.Value
		}
	}
	return nil
}

// UnsupportedError says what cannot be evaluated here.
type UnsupportedError struct{ What string }

func (e *UnsupportedError) Error() string { return "not evaluated here: " + e.What }

func (e *Evaluation) given(name string, form Form, value []byte) { e.step(name, "given", form, value) }

func (e *Evaluation) step(name, formula string, form Form, value []byte) {
	e.Steps = append(e.Steps, Step{Name: name, Formula: formula, Form: form, Value: bytes.Clone(value)})
}

// number files a number in as many bytes as size says, or more where it is larger.
func (e *Evaluation) number(name, formula string, x *big.Int, size int) {
	if x.Sign() < 0 { // only what was read can be negative: r or s
		e.Steps = append(e.Steps, Step{name, formula, Number, twosComplement(x)})
		return
	}
	e.Steps = append(e.Steps, Step{name, formula, Number, x.FillBytes(make([]byte, max(size, (x.BitLen()+7)/8)))})
}

// twosComplement is a negative number as DER has it: X.690 §8.3.3.
func twosComplement(x *big.Int) []byte {
	size := x.BitLen()/8 + 1
	return new(big.Int).Add(x, new(big.Int).Lsh(big.NewInt(1), uint(8*size))).FillBytes(make([]byte, size))
}

// fails ends the evaluation; the first reason stays.
func (e *Evaluation) fails(reason string) {
	e.Holds = false
	if e.Reason == "" {
		e.Reason = reason
	}
}

// concludes ends the evaluation with what was compared. What is wrong besides the
// equation has its reason already.
func (e *Evaluation) concludes(equal bool, otherwise string) {
	if !equal {
		e.fails(otherwise)
	}
	e.Holds = e.Reason == ""
}

// content puts together what is signed.
func (e *Evaluation) content(ref string, parts ...Part) {
	e.ContentRef, e.Parts = ref, parts
	for _, p := range parts {
		e.Content = append(e.Content, p.Bytes...)
	}
}

// digest hashes what is signed. For TLS 1.0 and 1.1 two hashes stand side by side:
// RFC 2246 §7.4.3.
func (e *Evaluation) digest(h crypto.Hash) []byte {
	if h == crypto.MD5SHA1 {
		md5, sha1 := sum(crypto.MD5, e.Content), sum(crypto.SHA1, e.Content)
		e.step("md5_hash", "MD5(content)", Bytes, md5)
		e.step("sha_hash", "SHA-1(content)", Bytes, sha1)
		both := append(md5, sha1...)
		e.step("hash", "md5_hash ‖ sha_hash", Bytes, both)
		return both
	}
	d := sum(h, e.Content)
	e.step("hash", h.String()+"(content)", Bytes, d)
	return d
}

func sum(h crypto.Hash, parts ...[]byte) []byte {
	w := h.New()
	for _, p := range parts {
		w.Write(p)
	}
	return w.Sum(nil)
}
