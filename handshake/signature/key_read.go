package signature

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"math/big"

	"filippo.io/nistec"
	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// ParseKey reads a SubjectPublicKeyInfo in DER: RFC 5280 §4.1.2.7. It takes more
// than crypto/x509: keys of id-RSASSA-PSS (RFC 4055 §3.1), compressed points, and
// numbers that make no sense, which an evaluation then says. The error is an
// *[UnsupportedError].
func ParseKey(spki []byte) (Key, error) {
	in := cryptobyte.String(spki)
	var outer, algorithm cryptobyte.String
	var bits asn1.BitString
	if !in.ReadASN1(&outer, tag.SEQUENCE) || !in.Empty() || !outer.ReadASN1Element(&algorithm, tag.SEQUENCE) || !outer.ReadASN1BitString(&bits) {
		return Key{}, &UnsupportedError{"a public key that cannot be read"}
	}
	number, parameters, ok := readAlgorithm(algorithm)
	if !ok {
		return Key{}, &UnsupportedError{"a public key whose algorithm cannot be read"}
	}
	data := bits.RightAlign()
	switch number {
	case "1.2.840.113549.1.1.1", "2.5.8.1.1":
		return rsaKey(data, nil)
	case oidPSS:
		only := Method{Algorithm: RSAPSS} // without parameters anything goes: RFC 4055 §1.2
		if len(parameters) > 0 {
			var err error
			if only, err = pssMethod(only, parameters); err != nil {
				return Key{}, err
			}
		}
		return rsaKey(data, &only)
	case "1.2.840.10045.2.1":
		return ecdsaKey(data, parameters)
	case "1.3.101.112":
		return Key{Public: ed25519.PublicKey(data)}, nil
	case "1.2.840.10040.4.1":
		return dsaKey(data, parameters)
	}
	return Key{}, &UnsupportedError{"a public key of the algorithm " + number}
}

// rsaKey reads RSAPublicKey: RFC 3279 §2.3.1.
func rsaKey(data []byte, only *Method) (Key, error) {
	in := cryptobyte.String(data)
	var pair cryptobyte.String
	key := &rsa.PublicKey{N: new(big.Int)}
	e := new(big.Int)
	if !in.ReadASN1(&pair, tag.SEQUENCE) || !pair.ReadASN1Integer(key.N) || !pair.ReadASN1Integer(e) {
		return Key{}, &UnsupportedError{"an RSA key that cannot be read"}
	}
	if !e.IsInt64() || int64(int(e.Int64())) != e.Int64() {
		return Key{}, &UnsupportedError{"an RSA key with an exponent of more than 63 bits"}
	}
	key.E = int(e.Int64())
	return Key{Public: key, Only: only}, nil
}

// ecdsaKey reads a point on a named curve: RFC 5480 §2.1.1, §2.2.
func ecdsaKey(data, parameters []byte) (Key, error) {
	in := cryptobyte.String(parameters)
	var id asn1.ObjectIdentifier
	if !in.ReadASN1ObjectIdentifier(&id) {
		return Key{}, &UnsupportedError{"a curve that has no name"}
	}
	var curve elliptic.Curve
	switch id.String() {
	case "1.3.132.0.33":
		curve, data = elliptic.P224(), whole(nistec.NewP224Point(), data)
	case "1.2.840.10045.3.1.7":
		curve, data = elliptic.P256(), whole(nistec.NewP256Point(), data)
	case "1.3.132.0.34":
		curve, data = elliptic.P384(), whole(nistec.NewP384Point(), data)
	case "1.3.132.0.35":
		curve, data = elliptic.P521(), whole(nistec.NewP521Point(), data)
	default:
		return Key{}, &UnsupportedError{"the curve " + id.String()}
	}
	key, err := ecdsa.ParseUncompressedPublicKey(curve, data)
	if err != nil {
		return Key{}, &UnsupportedError{"a public key that is no point of its curve"}
	}
	return Key{Public: key}, nil
}

// whole is a point with both coordinates; of bytes that are no point, the bytes.
func whole[P point[P]](p P, b []byte) []byte {
	if q, err := p.SetBytes(b); err == nil {
		return q.Bytes()
	}
	return b
}

// dsaKey reads DSAPublicKey and Dss-Parms: RFC 3279 §2.3.2.
func dsaKey(data, parameters []byte) (Key, error) {
	key := &DSAKey{P: new(big.Int), Q: new(big.Int), G: new(big.Int), Y: new(big.Int)}
	in, params := cryptobyte.String(data), cryptobyte.String(parameters)
	if !in.ReadASN1Integer(key.Y) || !params.ReadASN1(&params, tag.SEQUENCE) ||
		!params.ReadASN1Integer(key.P) || !params.ReadASN1Integer(key.Q) || !params.ReadASN1Integer(key.G) {
		return Key{}, &UnsupportedError{"a DSA key that cannot be read, or has its parameters elsewhere"}
	}
	return Key{Public: key}, nil
}
