package registry

// A SignatureScheme says how something is signed: algorithm, hash and, since
// TLS 1.3, curve. Source: RFC 8446 §4.2.3.
type SignatureScheme uint16

// Signature schemes.
const (
	SigRSAPKCS1SHA1         SignatureScheme = 0x0201
	SigDSASHA1              SignatureScheme = 0x0202
	SigECDSASHA1            SignatureScheme = 0x0203
	SigRSAPKCS1SHA256       SignatureScheme = 0x0401
	SigDSASHA256            SignatureScheme = 0x0402
	SigECDSASecp256r1SHA256 SignatureScheme = 0x0403
	SigRSAPKCS1SHA384       SignatureScheme = 0x0501
	SigECDSASecp384r1SHA384 SignatureScheme = 0x0503
	SigRSAPKCS1SHA512       SignatureScheme = 0x0601
	SigECDSASecp521r1SHA512 SignatureScheme = 0x0603
	SigSM2SM3               SignatureScheme = 0x0708
	SigRSAPSSRSAESHA256     SignatureScheme = 0x0804
	SigRSAPSSRSAESHA384     SignatureScheme = 0x0805
	SigRSAPSSRSAESHA512     SignatureScheme = 0x0806
	SigEd25519              SignatureScheme = 0x0807
	SigEd448                SignatureScheme = 0x0808
	SigRSAPSSPSSSHA256      SignatureScheme = 0x0809
	SigRSAPSSPSSSHA384      SignatureScheme = 0x080a
	SigRSAPSSPSSSHA512      SignatureScheme = 0x080b
	SigECDSABrainpoolP256r1 SignatureScheme = 0x081a
	SigECDSABrainpoolP384r1 SignatureScheme = 0x081b
	SigECDSABrainpoolP512r1 SignatureScheme = 0x081c
	SigMLDSA44              SignatureScheme = 0x0904
	SigMLDSA65              SignatureScheme = 0x0905
	SigMLDSA87              SignatureScheme = 0x0906
)

// Pair reads the scheme as TLS 1.2 does: a hash and an algorithm, one byte
// each. Source: RFC 5246 §7.4.1.4.1.
func (s SignatureScheme) Pair() (HashAlgorithm, SignatureAlgorithm) {
	return HashAlgorithm(s >> 8), SignatureAlgorithm(s & 0xff)
}

// String returns the registry's name, for example "ecdsa_secp256r1_sha256".
// The registry reserves the remaining pairs of TLS 1.2 without a name; they
// print as "dsa_sha256".
func (s SignatureScheme) String() string {
	if s.legacyPair() {
		h, a := s.Pair()
		return a.String() + "_" + h.String()
	}
	return greased16(signatureSchemes, nil, uint16(s))
}

// Known reports whether the scheme has a name; GREASE does not.
func (s SignatureScheme) Known() bool { return s.Registered() || s.legacyPair() }

// Registered reports whether IANA has the name.
func (s SignatureScheme) Registered() bool { return known(signatureSchemes, nil, uint16(s)) }

// legacyPair says that TLS 1.2 knows the pair and TLS 1.3 has no name for it.
func (s SignatureScheme) legacyPair() bool {
	h, a := s.Pair()
	return h >= HashMD5 && h <= HashSHA512 &&
		a >= SignatureRSA && a <= SignatureECDSA && !s.Registered()
}

// A HashAlgorithm is the first half of a pair of TLS 1.2.
type HashAlgorithm uint8

// Hash algorithms. Source: RFC 5246 §7.4.1.4.1.
const (
	HashNone      HashAlgorithm = 0
	HashMD5       HashAlgorithm = 1
	HashSHA1      HashAlgorithm = 2
	HashSHA224    HashAlgorithm = 3
	HashSHA256    HashAlgorithm = 4
	HashSHA384    HashAlgorithm = 5
	HashSHA512    HashAlgorithm = 6
	HashIntrinsic HashAlgorithm = 8
)

// String returns the registry's name, for example "sha256".
func (h HashAlgorithm) String() string { return text8(hashAlgorithms, nil, uint8(h)) }

// Known reports whether the algorithm has a name.
func (h HashAlgorithm) Known() bool { return known(hashAlgorithms, nil, uint16(h)) }

// A SignatureAlgorithm is the second half of a pair of TLS 1.2.
type SignatureAlgorithm uint8

// Signature algorithms. Source: RFC 5246 §7.4.1.4.1, RFC 8422 §5.1.3.
const (
	SignatureAnonymous SignatureAlgorithm = 0
	SignatureRSA       SignatureAlgorithm = 1
	SignatureDSA       SignatureAlgorithm = 2
	SignatureECDSA     SignatureAlgorithm = 3
	SignatureEd25519   SignatureAlgorithm = 7
	SignatureEd448     SignatureAlgorithm = 8
)

// String returns the registry's name, for example "ecdsa".
func (a SignatureAlgorithm) String() string { return text8(signatureAlgorithms, nil, uint8(a)) }

// Known reports whether the algorithm has a name.
func (a SignatureAlgorithm) Known() bool { return known(signatureAlgorithms, nil, uint16(a)) }
