package der

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ECDSASignature reads what is left of the innermost vector as the two numbers of
// an ECDSA or DSA signature: RFC 3279 §2.2.3, §2.2.2. The caller's group is the
// signature's. Damage is a signature that cannot be verified: decrypt_error.
func ECDSASignature(c *wire.Cursor) { whole(c, ecdsaSignature, registry.AlertDecryptError) }

var ecdsaSignature = pair("")

// pair describes the two numbers of an ECDSA or DSA signature.
func pair(filter string) *element {
	return fields("ecdsa_sig_value", "RFC 3279 §2.2.3", filter, "A signature of two numbers.",
		value(tagInteger, "r", "RFC 3279 §2.2.3", "", nil, "Made from a random number that is used once: twice would give the private key away."),
		value(tagInteger, "s", "RFC 3279 §2.2.3", "", nil, "Ties r, the private key and the hash of what is signed together."))
}

// signature describes a BIT STRING that holds a signature, whose form the
// algorithm before it says.
func signature(name, ref, filter, mean string) *element {
	rows := map[string]*element{}
	two := pair(filter)
	for _, number := range pairs {
		rows[number] = two
	}
	one := &element{shape: rawOrDER, whole: wire.Field{Name: "signature", Ref: ref, Filter: filter, Mean: mean}}
	return bits(name, ref, "", nil, mean).shown(bitCount).opening(bitWrapped, newByOID(rows).or(one))
}

// pairs are the algorithms whose signatures are two numbers.
var pairs = []string{
	"1.2.840.10040.4.3",   // id-dsa-with-sha1
	"1.2.840.10045.4.1",   // ecdsa-with-SHA1
	"1.2.840.10045.4.3.1", // ecdsa-with-SHA224, and so on to SHA512
	"1.2.840.10045.4.3.2",
	"1.2.840.10045.4.3.3",
	"1.2.840.10045.4.3.4",
	"1.2.156.10197.1.501",    // SM2 with SM3
	"1.3.6.1.5.5.7.6.32",     // ECDSA with SHAKE128
	"1.3.6.1.5.5.7.6.33",     // ECDSA with SHAKE256
	"2.16.840.1.101.3.4.3.1", // DSA with SHA-2
	"2.16.840.1.101.3.4.3.2",
	"2.16.840.1.101.3.4.3.3",
	"2.16.840.1.101.3.4.3.4",
	"2.16.840.1.101.3.4.3.5", // DSA with SHA-3
	"2.16.840.1.101.3.4.3.6",
	"2.16.840.1.101.3.4.3.7",
	"2.16.840.1.101.3.4.3.8",
	"2.16.840.1.101.3.4.3.9", // ECDSA with SHA-3
	"2.16.840.1.101.3.4.3.10",
	"2.16.840.1.101.3.4.3.11",
	"2.16.840.1.101.3.4.3.12",
}
