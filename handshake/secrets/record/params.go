package record

import (
	"crypto"
	_ "crypto/md5"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Kind says how a cipher suite treats a record: RFC 5246 §6.2.3.
type Kind uint8

// The kinds.
const (
	Null   Kind = iota // not encrypted; with a MAC, or without one before the first keys
	Stream             // RC4 and a MAC
	Block              // CBC and a MAC
	AEAD               // one algorithm for both
)

// String returns the kind as RFC 5246 names it.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Stream:
		return "stream"
	case Block:
		return "block"
	case AEAD:
		return "aead"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Params are the lengths, in bytes, that a suite asks for at a version.
type Params struct {
	Name    string      // of the encryption, as in the suite's name: "AES_128_GCM"
	Kind    Kind        //
	MACHash crypto.Hash // of the MAC; 0: there is none, or the AEAD has its own

	// MAC, Key and IV are the shares of one direction in the key block, in that
	// order: RFC 5246 §6.3. In TLS 1.3 Key and IV are what §7.3 of RFC 8446 makes.
	MAC, Key, IV int

	// Final is the length of the key that the cipher takes, and that New asks for.
	// It is Key, but in Export suites Key bytes of the key block are stretched to
	// it, and the IV does not come from the key block: RFC 2246 §6.3.1.
	Final  int
	Export bool

	Explicit int // of the nonce or IV in front of each record's ciphertext
	Block    int // of the cipher's blocks, for kind Block
	Tag      int // of an AEAD
}

// ParamsOf returns what a suite asks for at a version. The error is an
// *[UnsupportedError], which names the cipher if that is what is missing.
func ParamsOf(v registry.Version, s registry.CipherSuite) (Params, error) {
	a, name, err := algorithmOf(v, s)
	if err != nil {
		return Params{}, err
	}
	p := Params{Name: name, Kind: a.kind, Key: a.key, Final: a.key, Tag: a.tag}
	p.Export = strings.Contains(s.KeyExchange(), "EXPORT")
	if a.final != 0 {
		p.Final = a.final
	}
	switch {
	case a.kind == AEAD && (is13(v) || a.mode == modeChaCha20):
		p.IV = 12 // RFC 8446 §5.3, RFC 7905 §2
		if a.mode == modeHMAC {
			p.IV = a.tag // RFC 9150 §6
		}
	case a.kind == AEAD:
		p.IV, p.Explicit = 4, 8 // RFC 5288 §3, RFC 6655 §3
	case a.kind == Block:
		p.Block = a.block
		if v >= registry.VersionTLS11 {
			p.Explicit = a.block // RFC 4346 §6.2.3.2
		} else {
			p.IV = a.block // RFC 2246 §6.3, RFC 6101 §6.2.2
		}
	}
	if a.kind != AEAD {
		if p.MACHash, err = macHash(v, s); err != nil {
			return Params{}, err
		}
		if p.MACHash != 0 {
			p.MAC = p.MACHash.Size()
		}
	}
	return p, nil
}

// macHash is the hash of the MAC of a suite that is no AEAD.
func macHash(v registry.Version, s registry.CipherSuite) (crypto.Hash, error) {
	var h crypto.Hash
	switch s.Hash() {
	case "NULL":
		return 0, nil
	case "MD5":
		h = crypto.MD5
	case "SHA":
		h = crypto.SHA1
	case "SHA256":
		h = crypto.SHA256
	case "SHA384":
		h = crypto.SHA384
	default:
		return 0, &UnsupportedError{Version: v, Suite: s, Reason: "its MAC is not known"}
	}
	if v == registry.VersionSSL30 && h.Size() > crypto.SHA1.Size() {
		return 0, &UnsupportedError{Version: v, Suite: s, Reason: "SSL 3.0 has MACs with MD5 and SHA-1 only"} // RFC 6101 §5.2.3.1
	}
	return h, nil
}

// algorithmOf finds the cipher of a suite, and judges whether the version has it.
func algorithmOf(v registry.Version, s registry.CipherSuite) (algorithm, string, error) {
	unsupported := func(reason string) (algorithm, string, error) {
		return algorithm{}, "", &UnsupportedError{Version: v, Suite: s, Reason: reason}
	}
	switch {
	case v < registry.VersionSSL30 || v > registry.VersionTLS13 && !is13(v):
		return unsupported("only SSL 3.0 to TLS 1.3 are opened")
	case is13(v) && DraftOf(v) < oldestDraft:
		return unsupported("drafts of TLS 1.3 are opened from 14 on")
	}
	a, ok := find(s)
	switch {
	case !ok:
		return unsupported("its encryption is not known")
	case a.missing != "":
		return algorithm{}, "", &UnsupportedError{Version: v, Suite: s, Cipher: a.name, Reason: a.missing}
	case is13(v) && DraftOf(v) < 16 && a.kind == AEAD && a.mode != modeHMAC:
		// Drafts up to 15 still had the suites of TLS 1.2.
	case is13(v) != s.TLS13():
		return unsupported("the version does not have the suite")
	case a.kind == AEAD && v < registry.VersionTLS12:
		return unsupported("the version has no AEAD") // RFC 5246 §6.2.3.3
	}
	return a, s.Encryption(), nil
}
