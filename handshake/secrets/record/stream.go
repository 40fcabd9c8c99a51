package record

import (
	"crypto/rc4"
	"io"
	"slices"
)

// A stream is RC4, or no encryption: content and MAC, XORed with a key stream that
// goes on from record to record. RFC 5246 §6.2.3.1, RFC 6101 §5.2.3.1.
type stream struct {
	mac  *mac        // nil: none
	key  *rc4.Cipher // where the record begins; nil: not encrypted
	next *rc4.Cipher // behind it
}

func newRC4(key []byte, m *mac) (*stream, error) {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &stream{mac: m, key: c, next: new(rc4.Cipher)}, nil
}

func (p *stream) open(dst []byte, h header, body []byte) (Opened, error) {
	at := len(dst)
	dst = append(dst, body...)
	b := dst[at:]
	p.xor(b)
	n := len(b)
	if p.mac != nil {
		n -= p.mac.size
		if n < 0 {
			clear(b)
			return Opened{}, errNoMAC
		}
		if !p.mac.matches(h, b[:n], b[n:]) {
			clear(b)
			return Opened{}, errMAC
		}
	}
	return Opened{Type: h.typ, Content: b[:n:n]}, nil
}

func (p *stream) seal(dst []byte, h header, content []byte, padding int, _ io.Reader) ([]byte, error) {
	if err := noPadding(padding); err != nil {
		return nil, err
	}
	at := len(dst)
	dst = append(slices.Grow(dst, len(content)+64), content...)
	if p.mac != nil {
		dst = append(dst, p.mac.compute(h, content)...)
	}
	p.xor(dst[at:])
	return dst, nil
}

// xor encrypts or decrypts, with a copy: the record may turn out to be forged.
func (p *stream) xor(b []byte) {
	if p.key != nil {
		*p.next = *p.key
		p.next.XORKeyStream(b, b)
	}
}

func (p *stream) done([]byte) {
	if p.key != nil {
		p.key, p.next = p.next, p.key
	}
}

func (p *stream) skip(body []byte) {
	if p.key == nil {
		return
	}
	var scrap [256]byte
	for n := len(body); n > 0; n -= len(scrap) {
		part := scrap[:min(n, len(scrap))]
		p.key.XORKeyStream(part, part)
	}
}
