package record

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"io"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record/ccm"
)

// An aead12 is an AEAD up to TLS 1.2: RFC 5246 §6.2.3.3.
type aead12 struct {
	aead       cipher.AEAD
	iv         []byte // the whole of it, or what stands before the explicit part
	explicit   int    // bytes of the nonce that stand in the record
	nonce      []byte
	additional [13]byte
}

// An aead13 is an AEAD of TLS 1.3: RFC 8446 §5.2.
type aead13 struct {
	aead       cipher.AEAD
	iv         []byte
	header     bool // whether the record's header is additional data: from draft 25 on
	nonce      []byte
	additional [5]byte
}

func newAEAD(v registry.Version, a algorithm, p Params, k Keys) (protection, error) {
	aead, err := a.aead(k.Key)
	if err != nil {
		return nil, err
	}
	iv, nonce := slices.Clone(k.IV), make([]byte, aead.NonceSize())
	if is13(v) {
		return &aead13{aead: aead, iv: iv, nonce: nonce, header: DraftOf(v) >= headerDraft}, nil
	}
	return &aead12{aead: aead, iv: iv, nonce: nonce, explicit: p.Explicit}, nil
}

// aead makes the AEAD of a key.
func (a algorithm) aead(key []byte) (cipher.AEAD, error) {
	switch a.mode {
	case modeChaCha20:
		return chacha20poly1305.New(key)
	case modeHMAC:
		return newIntegrity(a.tag, key), nil
	}
	c, err := a.cipher(key)
	if err != nil {
		return nil, err
	}
	if a.mode == modeCCM {
		return ccm.New(c, 12, a.tag) // RFC 6655 §3, RFC 5116 §5.3
	}
	return cipher.NewGCM(c)
}

// mix makes the nonce of a record out of the IV and its sequence number: RFC 8446
// §5.3, RFC 7905 §2.
func mix(nonce, iv []byte, seq uint64) {
	at := len(nonce) - 8
	clear(nonce[:at])
	binary.BigEndian.PutUint64(nonce[at:], seq)
	subtle.XORBytes(nonce, nonce, iv)
}

// begin makes the nonce and the additional data of a record of n bytes of content.
func (p *aead12) begin(h header, explicit []byte, n int) {
	if p.explicit > 0 {
		copy(p.nonce, p.iv)
		copy(p.nonce[len(p.iv):], explicit)
	} else {
		mix(p.nonce, p.iv, h.seq)
	}
	b := binary.BigEndian.AppendUint64(p.additional[:0], h.seq)
	b = append(b, byte(h.typ))
	b = binary.BigEndian.AppendUint16(b, uint16(h.version))
	binary.BigEndian.AppendUint16(b, uint16(n))
}

func (p *aead12) open(dst []byte, h header, body []byte) (Opened, error) {
	n := len(body) - p.explicit - p.aead.Overhead()
	if n < 0 {
		return Opened{}, errNoTag
	}
	p.begin(h, body[:p.explicit], n)
	out, err := p.aead.Open(dst, p.nonce, body[p.explicit:], p.additional[:])
	if err != nil {
		return Opened{}, errTag
	}
	return Opened{Type: h.typ, Content: slices.Clip(out[len(dst):]), Offset: p.explicit}, nil
}

func (p *aead12) seal(dst []byte, h header, content []byte, padding int, _ io.Reader) ([]byte, error) {
	if err := noPadding(padding); err != nil {
		return nil, err
	}
	var explicit [8]byte
	binary.BigEndian.PutUint64(explicit[:], h.seq)
	dst = append(dst, explicit[:p.explicit]...)
	p.begin(h, explicit[:], len(content))
	return p.aead.Seal(dst, p.nonce, content, p.additional[:]), nil
}

func (*aead12) done([]byte) {}
func (*aead12) skip([]byte) {}

// begin makes the nonce of a record and returns its additional data. n is the length
// of the protected body.
func (p *aead13) begin(h header, n int) []byte {
	mix(p.nonce, p.iv, h.seq)
	if !p.header {
		return nil
	}
	b := append(p.additional[:0], byte(registry.ContentApplicationData))
	b = binary.BigEndian.AppendUint16(b, uint16(h.version))
	return binary.BigEndian.AppendUint16(b, uint16(n))
}

func (p *aead13) open(dst []byte, h header, body []byte) (Opened, error) {
	if h.typ != registry.ContentApplicationData {
		return Opened{}, errOuterType
	}
	if len(body) < p.aead.Overhead() {
		return Opened{}, errNoTag
	}
	out, err := p.aead.Open(dst, p.nonce, body, p.begin(h, len(body)))
	if err != nil {
		return Opened{}, errTag
	}
	inner := out[len(dst):]
	n := len(inner) - 1
	for n >= 0 && inner[n] == 0 { // RFC 8446 §5.4
		n--
	}
	if n < 0 {
		return Opened{}, errNoType
	}
	return Opened{Type: registry.ContentType(inner[n]), Content: inner[:n:n], Padding: len(inner) - n - 1}, nil
}

func (p *aead13) seal(dst []byte, h header, content []byte, padding int, _ io.Reader) ([]byte, error) {
	if padding < 0 || padding > maxBody {
		return nil, errTooLong
	}
	n := len(content) + 1 + padding
	at := len(dst)
	dst = append(slices.Grow(dst, n+p.aead.Overhead()), content...)
	dst = append(dst, byte(h.typ))
	dst = dst[:at+n]
	clear(dst[at+len(content)+1:])
	return p.aead.Seal(dst[:at], p.nonce, dst[at:], p.begin(h, n+p.aead.Overhead())), nil
}

func (*aead13) done([]byte) {}
func (*aead13) skip([]byte) {}
