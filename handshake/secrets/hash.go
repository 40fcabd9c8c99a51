package secrets

import (
	"crypto"
	_ "crypto/md5" // of SSL 3.0 to TLS 1.1
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// HashOf returns the hash of a connection's key schedule. Up to TLS 1.1 it is
// MD5 and SHA-1 together: crypto.MD5SHA1. Sources: RFC 6101 §6.1, RFC 2246 §5,
// RFC 5246 §5, RFC 8446 §7.1.
func HashOf(v registry.Version, s registry.CipherSuite) (crypto.Hash, error) {
	name, hash := s.String(), s.Hash()
	switch {
	case strings.Contains(name, "GOST"), strings.Contains(name, "SM4"):
		// their hashes are not named, or are not in the standard library
	case record.DraftOf(v) >= suitesDraft && s.TLS13(), v == registry.VersionTLS12 && !s.TLS13() && s.Known():
		switch hash {
		case "SHA384": // RFC 5288 §3, RFC 5487 §2, RFC 8446 §B.4
			return crypto.SHA384, nil
		case "SHA256":
			return crypto.SHA256, nil
		case "", "SHA", "MD5": // RFC 5246 §1.2: SHA-256 unless the suite says otherwise
			return crypto.SHA256, nil
		}
	case v >= registry.VersionSSL30 && v <= registry.VersionTLS11 && !s.TLS13() && s.Known():
		return crypto.MD5SHA1, nil
	}
	return 0, &UnsupportedError{fmt.Sprintf("the key schedule of %v with %v", v, s)}
}

// The drafts of TLS 1.3 that changed its key schedule.
const (
	suitesDraft = 16 // the first with suites of its own
	labelDraft  = 20 // labels begin with "tls13 ", before it with "TLS 1.3, "
	nonceDraft  = 21 // tickets have a nonce; from here on all is as in RFC 8446
)

// tls13 says whether a version is TLS 1.3 or a draft of it.
func tls13(v registry.Version) bool { return record.DraftOf(v) != 0 }

// hashName returns the name of a hash for Step.Hash, as OpenSSL calls it.
func hashName(h crypto.Hash) string {
	switch h {
	case crypto.MD5:
		return "MD5"
	case crypto.SHA1:
		return "SHA1"
	case crypto.MD5SHA1:
		return "MD5-SHA1"
	case crypto.SHA256:
		return "SHA256"
	case crypto.SHA384:
		return "SHA384"
	}
	return h.String()
}

// sum returns the hash of the parts, one after another. crypto.MD5SHA1 gives
// both hashes, 16 and 20 bytes.
func sum(h crypto.Hash, parts ...[]byte) []byte {
	if h == crypto.MD5SHA1 {
		return append(sum(crypto.MD5, parts...), sum(crypto.SHA1, parts...)...)
	}
	state := h.New()
	for _, p := range parts {
		state.Write(p)
	}
	return state.Sum(nil)
}

// checkHash13 checks that a hash is one that a suite of TLS 1.3 can have.
func checkHash13(step string, h crypto.Hash) error {
	if h != crypto.SHA256 && h != crypto.SHA384 {
		return &UnsupportedError{fmt.Sprintf("%s with %v", step, h)}
	}
	return nil
}
