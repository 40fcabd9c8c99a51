package der

import (
	"encoding/hex"
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// SubjectPublicKeyInfo reads what is left of the innermost vector as a public key
// with its algorithm: RFC 5280 §4.1.2.7, and alone as a raw public key in RFC 7250.
// The caller's group is the structure's.
func SubjectPublicKeyInfo(c *wire.Cursor) {
	whole(c, subjectPublicKeyInfo, registry.AlertBadCertificate)
}

var subjectPublicKeyInfo = fields("subject_public_key_info", "RFC 5280 §4.1.2.7", "x509af.subjectPublicKeyInfo_element",
	"The public key, and of which kind it is. Whoever can use the matching private key is taken for the subject.",
	signatureAlgorithm("algorithm", "RFC 5280 §4.1.2.7", "x509af.algorithm_element", "The kind of key: RSA, a point on a curve, or another."),
	bits("subject_public_key", "RFC 5280 §4.1.2.7", "x509af.subjectPublicKey", nil, "The key itself, in the form of its kind.").
		shown(bitCount).opening(bitWrapped, publicKeys),
).shown(keyInfoText)

// publicKeys are the kinds of keys by their algorithm.
var publicKeys = newByOID(map[string]*element{
	"1.2.840.113549.1.1.1":  rsaPublicKey,
	"1.2.840.113549.1.1.7":  rsaPublicKey, // RSAES-OAEP
	"1.2.840.113549.1.1.10": rsaPublicKey, // RSASSA-PSS
	"2.5.8.1.1":             rsaPublicKey, // X.509's own number for RSA
	"1.2.840.10045.2.1":     ecPoint,
	"1.3.132.1.12":          ecPoint,
	"1.3.132.1.13":          ecPoint,
	"1.2.840.10040.4.1":     integer("dsa_public_key", "RFC 3279 §2.3.2", "", "The key: the generator to the power of the private key.").filtered("x509af.subjectPublicKey"),
	"1.2.840.10046.2.1":     dhPublicKey,
	"1.2.840.113549.1.3.1":  dhPublicKey,

	"1.3.101.110": rawKey("x25519_public_key", "RFC 8410 §4", "32 bytes: a point for key agreement, by one coordinate."),
	"1.3.101.111": rawKey("x448_public_key", "RFC 8410 §4", "56 bytes: a point for key agreement, by one coordinate."),
	"1.3.101.112": rawKey("ed25519_public_key", "RFC 8410 §4", "32 bytes: the point that checks the subject's signatures."),
	"1.3.101.113": rawKey("ed448_public_key", "RFC 8410 §4", "57 bytes: the point that checks the subject's signatures."),

	"2.16.840.1.101.3.4.3.17": rawKey("ml_dsa_public_key", "RFC 9881 §4", "A key of ML-DSA-44, a signature that quantum computers are not known to break."),
	"2.16.840.1.101.3.4.3.18": rawKey("ml_dsa_public_key", "RFC 9881 §4", "A key of ML-DSA-65, a signature that quantum computers are not known to break."),
	"2.16.840.1.101.3.4.3.19": rawKey("ml_dsa_public_key", "RFC 9881 §4", "A key of ML-DSA-87, a signature that quantum computers are not known to break."),
	"2.16.840.1.101.3.4.4.1":  rawKey("ml_kem_public_key", "RFC 9935 §4", "A key of ML-KEM-512, a key exchange that quantum computers are not known to break."),
	"2.16.840.1.101.3.4.4.2":  rawKey("ml_kem_public_key", "RFC 9935 §4", "A key of ML-KEM-768, a key exchange that quantum computers are not known to break."),
	"2.16.840.1.101.3.4.4.3":  rawKey("ml_kem_public_key", "RFC 9935 §4", "A key of ML-KEM-1024, a key exchange that quantum computers are not known to break."),

	// SLH-DSA with SHA-2 and with SHAKE, in six sizes each.
	"2.16.840.1.101.3.4.3.20": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.21": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.22": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.23": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.24": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.25": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.26": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.27": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.28": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.29": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.30": slhDSAPublicKey,
	"2.16.840.1.101.3.4.3.31": slhDSAPublicKey,

	"1.2.643.2.2.19":    gostPublicKey,
	"1.2.643.7.1.1.1.1": gostPublicKey,
	"1.2.643.7.1.1.1.2": gostPublicKey,
})

var (
	rsaPublicKey = fields("rsa_public_key", "RFC 3279 §2.3.1", "x509af.subjectPublicKey", "An RSA key: two numbers.",
		value(tagInteger, "modulus", "RFC 3279 §2.3.1", "pkcs1.modulus", modulusText,
			"The product of two secret primes; its length is the key's. A first byte 00 keeps the number positive.").shown(within(modulusSize)),
		integer("public_exponent", "RFC 3279 §2.3.1", "pkcs1.publicExponent", "The power to which a signature is raised to check it; nearly always 65537."))

	ecPoint = &element{shape: raw, whole: wire.Field{Name: "ec_point", Ref: "RFC 5480 §2.2", Filter: "x509af.subjectPublicKey", Text: pointText,
		Mean: "The key, a point on the curve: 04 and both coordinates, or 02 or 03 and the first one."}}

	slhDSAPublicKey = rawKey("slh_dsa_public_key", "RFC 9909 §5", "A key of SLH-DSA, a signature made of hashes only.")

	dhPublicKey = integer("dh_public_key", "RFC 3279 §2.3.3", "", "The key: the generator to the power of the private key.").filtered("x509af.subjectPublicKey")

	gostPublicKey = octets("gost_public_key", "RFC 4491 §2.3.2", "", "The key: both coordinates of a point, low bytes first.").filtered("x509af.subjectPublicKey")
)

func rawKey(name, ref, mean string) *element {
	return &element{shape: raw, whole: wire.Field{Name: name, Ref: ref, Filter: "x509af.subjectPublicKey", Mean: mean}}
}

// keyInfoText is the kind of key, the curve, and the length of an RSA key.
func keyInfoText(b []byte) string {
	_, content, _, ok := split(b)
	_, _, rest, ok2 := split(content)
	if !ok || !ok2 {
		return wire.Count(b)
	}
	out := algorithmText(content[:len(content)-len(rest)])
	if n := rsaBits(rest); n > 0 {
		out += ", " + strconv.Itoa(n) + " bits"
	}
	return out
}

// rsaBits is the length of the modulus where a BIT STRING holds an RSA key.
func rsaBits(bitString []byte) int {
	tag, content, _, ok := split(bitString)
	if !ok || tag != tagBitString || len(content) == 0 {
		return 0
	}
	tag, key, _, ok := split(content[1:])
	if !ok || tag != tagSequence {
		return 0
	}
	tag, modulus, _, ok := split(key)
	if !ok || tag != tagInteger {
		return 0
	}
	return bitLength(modulus)
}

// bitLength is the number of bits of a positive number.
func bitLength(b []byte) int {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0
	}
	n := 8 * len(b)
	for bit := byte(0x80); b[0]&bit == 0; bit >>= 1 {
		n--
	}
	return n
}

func modulusText(b []byte) string {
	return modulusSize(b) + ": " + hex.EncodeToString(b)
}

func modulusSize(b []byte) string { return strconv.Itoa(bitLength(b)) + " bits" }

// pointText is a point's coordinates: SEC 1 §2.3.3.
func pointText(b []byte) string {
	if len(b) > 1 && b[0] == 4 && len(b)%2 == 1 {
		half := 1 + (len(b)-1)/2
		return "uncompressed: x " + hex.EncodeToString(b[1:half]) + ", y " + hex.EncodeToString(b[half:])
	}
	if len(b) > 1 && (b[0] == 2 || b[0] == 3) {
		return "compressed: x " + hex.EncodeToString(b[1:])
	}
	return hex.EncodeToString(b)
}
