package registry

// An ECHType tells the outer from the inner ClientHello. Source: RFC 9849 §5.
type ECHType uint8

// ECH types.
const (
	ECHOuter ECHType = 0
	ECHInner ECHType = 1
)

// IANA keeps no registry of ECH types.
var echTypes = []name{{0, "outer"}, {1, "inner"}}

// String returns "outer" or "inner".
func (t ECHType) String() string { return text8(echTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t ECHType) Known() bool { return known(echTypes, nil, uint16(t)) }

// An HPKEKEM is a key encapsulation of HPKE, which ECH uses. Source: RFC 9180 §7.1.
type HPKEKEM uint16

// String returns the registry's name, for example "DHKEM(X25519, HKDF-SHA256)".
func (k HPKEKEM) String() string { return text16(hpkeKEMs, nil, uint16(k)) }

// Known reports whether the mechanism has a name.
func (k HPKEKEM) Known() bool { return known(hpkeKEMs, nil, uint16(k)) }

// An HPKEKDF is a key derivation of HPKE. Source: RFC 9180 §7.2.
type HPKEKDF uint16

// String returns the registry's name, for example "HKDF-SHA256".
func (k HPKEKDF) String() string { return text16(hpkeKDFs, nil, uint16(k)) }

// Known reports whether the function has a name.
func (k HPKEKDF) Known() bool { return known(hpkeKDFs, nil, uint16(k)) }

// An HPKEAEAD is an encryption of HPKE. Source: RFC 9180 §7.3.
type HPKEAEAD uint16

// String returns the registry's name, for example "AES-128-GCM".
func (a HPKEAEAD) String() string { return text16(hpkeAEADs, nil, uint16(a)) }

// Known reports whether the algorithm has a name.
func (a HPKEAEAD) Known() bool { return known(hpkeAEADs, nil, uint16(a)) }
