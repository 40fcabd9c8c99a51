package record

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"encoding/binary"
	"hash"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// truncatedLength is how much of an HMAC RFC 6066 §7 leaves, in bytes.
const truncatedLength = 10

// A mac authenticates records of suites that are no AEAD.
type mac struct {
	hash  hash.Hash // HMAC, or in SSL 3.0 the bare hash
	size  int       // bytes that stand in a record
	inner []byte    // SSL 3.0: secret and pad_1
	outer []byte    // SSL 3.0: secret and pad_2
	head  [13]byte
	sum   [64]byte
}

func newMAC(v registry.Version, h crypto.Hash, key []byte, o Options) *mac {
	m := &mac{size: h.Size()}
	if v == registry.VersionSSL30 { // RFC 6101 §5.2.3.1
		pad := 48
		if h == crypto.SHA1 {
			pad = 40
		}
		m.hash = h.New()
		m.inner = append(bytes.Clone(key), bytes.Repeat([]byte{0x36}, pad)...)
		m.outer = append(bytes.Clone(key), bytes.Repeat([]byte{0x5c}, pad)...)
		return m
	}
	m.hash = hmac.New(h.New, key)
	if o.TruncatedHMAC {
		m.size = truncatedLength
	}
	return m
}

// compute returns the MAC of a record whose content, or with encrypt-then-MAC whose
// IV and ciphertext, is b. The result is valid until the next call.
func (m *mac) compute(h header, b []byte) []byte {
	head := binary.BigEndian.AppendUint64(m.head[:0], h.seq)
	head = append(head, byte(h.typ))
	if m.inner == nil {
		head = binary.BigEndian.AppendUint16(head, uint16(h.version)) // not in SSL 3.0
	}
	head = binary.BigEndian.AppendUint16(head, uint16(len(b)))

	m.hash.Reset()
	m.hash.Write(m.inner)
	m.hash.Write(head)
	m.hash.Write(b)
	sum := m.hash.Sum(m.sum[:0])
	if m.outer != nil {
		m.hash.Reset()
		m.hash.Write(m.outer)
		m.hash.Write(sum)
		sum = m.hash.Sum(m.sum[:0])
	}
	return sum[:m.size]
}

// matches reports whether the MAC of a record is the one that stands in it.
func (m *mac) matches(h header, b, have []byte) bool { return hmac.Equal(m.compute(h, b), have) }
