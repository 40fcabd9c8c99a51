package signature

import (
	"crypto"
	"encoding/asn1"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

const oidPSS = "1.2.840.113549.1.1.10"

// certified are the algorithms of certificates: RFC 3279 §2.2, RFC 4055, RFC 5758,
// RFC 8410.
var certified = map[string]Method{
	"1.2.840.113549.1.1.4":   {Name: "md5WithRSAEncryption", Algorithm: RSAPKCS1, Hash: crypto.MD5},
	"1.2.840.113549.1.1.5":   {Name: "sha1WithRSAEncryption", Algorithm: RSAPKCS1, Hash: crypto.SHA1},
	"1.3.14.3.2.29":          {Name: "sha1WithRSASignature", Algorithm: RSAPKCS1, Hash: crypto.SHA1},
	"1.2.840.113549.1.1.14":  {Name: "sha224WithRSAEncryption", Algorithm: RSAPKCS1, Hash: crypto.SHA224},
	"1.2.840.113549.1.1.11":  {Name: "sha256WithRSAEncryption", Algorithm: RSAPKCS1, Hash: crypto.SHA256},
	"1.2.840.113549.1.1.12":  {Name: "sha384WithRSAEncryption", Algorithm: RSAPKCS1, Hash: crypto.SHA384},
	"1.2.840.113549.1.1.13":  {Name: "sha512WithRSAEncryption", Algorithm: RSAPKCS1, Hash: crypto.SHA512},
	oidPSS:                   {Name: "rsassaPss", Algorithm: RSAPSS},
	"1.2.840.10045.4.1":      {Name: "ecdsa-with-SHA1", Algorithm: ECDSA, Hash: crypto.SHA1},
	"1.2.840.10045.4.3.1":    {Name: "ecdsa-with-SHA224", Algorithm: ECDSA, Hash: crypto.SHA224},
	"1.2.840.10045.4.3.2":    {Name: "ecdsa-with-SHA256", Algorithm: ECDSA, Hash: crypto.SHA256},
	"1.2.840.10045.4.3.3":    {Name: "ecdsa-with-SHA384", Algorithm: ECDSA, Hash: crypto.SHA384},
	"1.2.840.10045.4.3.4":    {Name: "ecdsa-with-SHA512", Algorithm: ECDSA, Hash: crypto.SHA512},
	"1.2.840.10040.4.3":      {Name: "dsa-with-sha1", Algorithm: DSA, Hash: crypto.SHA1},
	"2.16.840.1.101.3.4.3.1": {Name: "dsa-with-sha224", Algorithm: DSA, Hash: crypto.SHA224},
	"2.16.840.1.101.3.4.3.2": {Name: "dsa-with-sha256", Algorithm: DSA, Hash: crypto.SHA256},
	"2.16.840.1.101.3.4.3.3": {Name: "dsa-with-sha384", Algorithm: DSA, Hash: crypto.SHA384},
	"2.16.840.1.101.3.4.3.4": {Name: "dsa-with-sha512", Algorithm: DSA, Hash: crypto.SHA512},
	"1.3.101.112":            {Name: "Ed25519", Algorithm: Ed25519},
}

// MethodOfAlgorithm is the method that an AlgorithmIdentifier in DER names, as
// certificates have it: RFC 5280 §4.1.1.2.
func MethodOfAlgorithm(der []byte) (Method, error) {
	number, parameters, ok := readAlgorithm(der)
	if !ok {
		return Method{}, &UnsupportedError{"an algorithm that cannot be read"}
	}
	m, ok := certified[number]
	if !ok {
		return Method{}, &UnsupportedError{"the algorithm " + number}
	}
	if number == oidPSS {
		return pssMethod(m, parameters)
	}
	return m, nil
}

func readAlgorithm(der []byte) (number string, parameters []byte, ok bool) {
	in := cryptobyte.String(der)
	var inside cryptobyte.String
	var id asn1.ObjectIdentifier
	if !in.ReadASN1(&inside, tag.SEQUENCE) || !in.Empty() || !inside.ReadASN1ObjectIdentifier(&id) {
		return "", nil, false
	}
	return id.String(), inside, true
}

// pssMethod reads RSASSA-PSS-params, whose defaults are SHA-1 and 20 bytes of salt:
// RFC 4055 §3.1.
func pssMethod(m Method, parameters []byte) (Method, error) {
	m.Hash, m.Mask, m.Salt = crypto.SHA1, crypto.SHA1, 20
	bad := &UnsupportedError{"the parameters of RSA-PSS"}
	in := cryptobyte.String(parameters)
	var params cryptobyte.String
	if !in.ReadASN1(&params, tag.SEQUENCE) || !in.Empty() {
		return Method{}, bad
	}
	for field := range uint8(4) {
		var value cryptobyte.String
		var present bool
		if !params.ReadOptionalASN1(&value, &present, tag.Tag(field).Constructed().ContextSpecific()) {
			return Method{}, bad
		}
		if !present {
			continue
		}
		number, inner, _ := readAlgorithm(value)
		ok := true
		switch field {
		case 0:
			m.Hash, ok = pssHashes[number], pssHashes[number] != 0
		case 1:
			inside, _, _ := readAlgorithm(inner)
			m.Mask, ok = pssHashes[inside], number == "1.2.840.113549.1.1.8" && pssHashes[inside] != 0
		case 2:
			ok = value.ReadASN1Integer(&m.Salt) && m.Salt >= 0 && m.Salt <= maxBits/8
		case 3:
			var trailer int
			ok = value.ReadASN1Integer(&trailer) && trailer == 1 // BC, the only one: RFC 4055 §3.1
		}
		if !ok {
			return Method{}, bad
		}
	}
	if !params.Empty() {
		return Method{}, bad
	}
	m.Name = fmt.Sprintf("rsassaPss with %s and %d bytes of salt", m.Hash, m.Salt)
	return m, nil
}

var pssHashes = map[string]crypto.Hash{
	"1.3.14.3.2.26":          crypto.SHA1,
	"2.16.840.1.101.3.4.2.4": crypto.SHA224,
	"2.16.840.1.101.3.4.2.1": crypto.SHA256,
	"2.16.840.1.101.3.4.2.2": crypto.SHA384,
	"2.16.840.1.101.3.4.2.3": crypto.SHA512,
}
