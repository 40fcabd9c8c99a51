package signature

import (
	"crypto"
	_ "crypto/md5" // hashes register themselves
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Method says how something is signed.
type Method struct {
	Name      string
	Algorithm Algorithm
	Hash      crypto.Hash // crypto.MD5SHA1 up to TLS 1.1; 0 for Ed25519, which hashes by itself
	Mask      crypto.Hash // of RSA-PSS: the hash of its mask
	Salt      int         // of RSA-PSS: bytes of salt, or AnySalt
	Curve     string      // of ECDSA: the one that TLS 1.3 ties to the scheme, "P-256"; empty: any
	Only      Keys        // of RSA-PSS: the keys that the scheme is for
	Forbidden string      // why the protocol does not take such a signature, whatever the equation says
}

// AnySalt takes a salt of any length, as it is found.
const AnySalt = -1

// Keys says which keys of RSA a scheme of RSA-PSS is for: RFC 8446 §4.2.3.
type Keys uint8

const (
	AllKeys Keys = iota
	RSAKeys      // those of rsaEncryption
	PSSKeys      // those of id-RSASSA-PSS
)

// An Algorithm is a kind of signature.
type Algorithm uint8

const (
	RSAPKCS1 Algorithm = 1 + iota // RSASSA-PKCS1-v1_5: RFC 8017 §8.2
	RSAPSS                        // RSASSA-PSS: RFC 8017 §8.1
	ECDSA                         // FIPS 186-5 §6
	Ed25519                       // RFC 8032 §5.1
	DSA                           // FIPS 186-4 §4
)

// MethodOfScheme is the method of a scheme, which means different things up to
// TLS 1.2 (RFC 5246 §7.4.1.4.1, RFC 8422 §5.1.3) and from 1.3 on (RFC 8446 §4.2.3).
func MethodOfScheme(s registry.SignatureScheme, v registry.Version) (Method, error) {
	m := Method{Name: s.String()}
	switch s {
	case registry.SigRSAPSSPSSSHA256, registry.SigRSAPSSPSSSHA384, registry.SigRSAPSSPSSSHA512:
		m.Only = PSSKeys
	case registry.SigRSAPSSRSAESHA256, registry.SigRSAPSSRSAESHA384, registry.SigRSAPSSRSAESHA512:
		m.Only = RSAKeys
	}
	switch s {
	case registry.SigRSAPSSRSAESHA256, registry.SigRSAPSSPSSSHA256:
		m.Algorithm, m.Hash = RSAPSS, crypto.SHA256
	case registry.SigRSAPSSRSAESHA384, registry.SigRSAPSSPSSSHA384:
		m.Algorithm, m.Hash = RSAPSS, crypto.SHA384
	case registry.SigRSAPSSRSAESHA512, registry.SigRSAPSSPSSSHA512:
		m.Algorithm, m.Hash = RSAPSS, crypto.SHA512
	case registry.SigEd25519:
		m.Algorithm = Ed25519
		return m, nil
	default:
		hash, algorithm := s.Pair()
		m.Algorithm, m.Hash = algorithms[algorithm], hashes[hash]
		if m.Algorithm == 0 || m.Hash == 0 {
			return Method{}, &UnsupportedError{"the scheme " + s.String()}
		}
	}
	if m.Algorithm == RSAPSS {
		m.Mask, m.Salt = m.Hash, m.Hash.Size() // RFC 8446 §4.2.3: as long as the hash
	}
	if v >= registry.VersionTLS13 {
		m.narrow(s)
	}
	return m, nil
}

// narrow applies what TLS 1.3 demands of what it signs: RFC 8446 §4.2.3, §4.4.3.
func (m *Method) narrow(s registry.SignatureScheme) {
	switch s {
	case registry.SigECDSASecp256r1SHA256:
		m.Curve = "P-256"
	case registry.SigECDSASecp384r1SHA384:
		m.Curve = "P-384"
	case registry.SigECDSASecp521r1SHA512:
		m.Curve = "P-521"
	default:
		if m.Algorithm != RSAPSS {
			m.Forbidden = "TLS 1.3 does not allow " + m.Name + " in a CertificateVerify"
		}
	}
}

var algorithms = map[registry.SignatureAlgorithm]Algorithm{
	registry.SignatureRSA: RSAPKCS1, registry.SignatureDSA: DSA, registry.SignatureECDSA: ECDSA,
}

var hashes = map[registry.HashAlgorithm]crypto.Hash{
	registry.HashMD5: crypto.MD5, registry.HashSHA1: crypto.SHA1, registry.HashSHA224: crypto.SHA224,
	registry.HashSHA256: crypto.SHA256, registry.HashSHA384: crypto.SHA384, registry.HashSHA512: crypto.SHA512,
}

// MethodOfKey is how a key signs before TLS 1.2, where no scheme is sent: MD5 and
// SHA-1 together with RSA, SHA-1 with any other (RFC 4346 §7.4.3, RFC 4492 §5.4).
func MethodOfKey(k Key) (Method, error) {
	switch a := k.algorithm(); a {
	case RSAPKCS1:
		return Method{Name: "RSA with MD5 and SHA-1", Algorithm: a, Hash: crypto.MD5SHA1}, nil
	case ECDSA:
		return Method{Name: "ECDSA with SHA-1", Algorithm: a, Hash: crypto.SHA1}, nil
	case DSA:
		return Method{Name: "DSA with SHA-1", Algorithm: a, Hash: crypto.SHA1}, nil
	}
	return Method{}, &UnsupportedError{"a key of this kind before TLS 1.2"}
}
