package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"math/big"
)

// A Key is a public key as signatures are checked with it.
type Key struct {
	Public crypto.PublicKey // *rsa.PublicKey, *ecdsa.PublicKey, ed25519.PublicKey or *DSAKey
	// Only is set for a key of id-RSASSA-PSS, which signs with RSA-PSS alone: RFC 4055
	// §1.2. Where its Hash is not 0, it also says how: RFC 4055 §3.3.
	Only *Method
}

// A DSAKey is a key of DSA: FIPS 186-4 §4.1.
type DSAKey struct{ P, Q, G, Y *big.Int }

func (k Key) algorithm() Algorithm {
	switch public := k.Public.(type) {
	case *rsa.PublicKey:
		if public == nil {
			return 0
		}
		if k.Only != nil {
			return RSAPSS
		}
		return RSAPKCS1
	case *ecdsa.PublicKey:
		if public == nil {
			return 0
		}
		return ECDSA
	case ed25519.PublicKey:
		return Ed25519
	case *DSAKey:
		if public == nil {
			return 0
		}
		return DSA
	}
	return 0
}

// Evaluate checks a signature over content. The error is an *[UnsupportedError];
// a signature that does not hold is none.
func (k Key) Evaluate(m Method, content, sig []byte) (Evaluation, error) {
	e := Evaluation{Scheme: m.Name, Content: content}
	return k.finish(&e, m, nil, sig)
}

// finish evaluates the equation over e.Content, or over a digest that was made of it.
func (k Key) finish(e *Evaluation, m Method, digest, sig []byte) (Evaluation, error) {
	if k.algorithm() == 0 {
		return *e, &UnsupportedError{fmt.Sprintf("a public key of type %T", k.Public)}
	}
	if m.Hash != 0 && !available(m.Hash) || m.Algorithm != Ed25519 && m.Hash == 0 || m.Algorithm == RSAPSS && !available(m.Mask) {
		return *e, &UnsupportedError{"the hash of " + m.Name}
	}
	e.Scheme = m.Name
	if digest == nil && m.Hash != 0 {
		digest = e.digest(m.Hash)
	}
	if m.Forbidden != "" {
		e.fails(m.Forbidden)
	}
	switch key := k.Public.(type) {
	case *rsa.PublicKey:
		switch {
		case m.Algorithm == RSAPSS:
			k.restrict(e, m)
			rsaPSS(e, key, m, digest, sig)
		case m.Algorithm == RSAPKCS1 && k.Only == nil:
			rsaPKCS1(e, key, m, digest, sig)
		case m.Algorithm == RSAPKCS1:
			e.fails("the key is for RSA-PSS only")
		default:
			e.fails("the key is of RSA, and the scheme is not")
		}
	case *ecdsa.PublicKey:
		if m.Algorithm != ECDSA {
			e.fails("the key is of ECDSA, and the scheme is not")
			break
		}
		if err := ecdsaEquation(e, key, m, digest, sig); err != nil {
			return *e, err
		}
	case ed25519.PublicKey:
		if m.Algorithm != Ed25519 {
			e.fails("the key is of Ed25519, and the scheme is not")
			break
		}
		ed25519Equation(e, key, sig)
	case *DSAKey:
		if m.Algorithm != DSA {
			e.fails("the key is of DSA, and the scheme is not")
			break
		}
		if err := dsaEquation(e, key, digest, sig); err != nil {
			return *e, err
		}
	}
	return *e, nil
}

func available(h crypto.Hash) bool { return h == crypto.MD5SHA1 || h.Available() }

// restrict applies what a key of id-RSASSA-PSS says of its signatures: RFC 4055 §3.3.
func (k Key) restrict(e *Evaluation, m Method) {
	o := k.Only
	switch {
	case o == nil && m.Only == PSSKeys:
		e.fails("the scheme is for keys of RSA-PSS only, and this one is for any RSA")
	case o != nil && m.Only == RSAKeys:
		e.fails("the scheme is for keys of any RSA, and this one is for RSA-PSS only")
	case o == nil || o.Hash == 0:
	case m.Hash != o.Hash || m.Mask != o.Mask:
		e.fails("the key is for another hash: " + o.Hash.String())
	case m.Salt < o.Salt:
		e.fails(fmt.Sprintf("the key wants at least %d bytes of salt", o.Salt))
	}
}
