package record

import (
	"crypto/cipher"
	"errors"
	"io"
	"slices"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// maxPadding is how many bytes a length byte can announce, with itself.
const maxPadding = 256

// A block is CBC and a MAC: RFC 5246 §6.2.3.2, RFC 2246 §6.2.3.2, RFC 6101 §5.2.3.2.
type block struct {
	encrypter, decrypter cbc
	mac                  *mac
	size                 int    // of a block, in bytes
	last                 []byte // the last block of the record before, which is the IV; nil: it stands in front
	ssl30                bool
	encryptThenMAC       bool // RFC 7366
}

// A cbc is a cipher.BlockMode that can begin again with another IV.
type cbc interface {
	cipher.BlockMode
	SetIV([]byte)
}

func newBlock(v registry.Version, a algorithm, k Keys, m *mac, o Options) (*block, error) {
	c, err := a.cipher(k.Key)
	if err != nil {
		return nil, err
	}
	p := &block{mac: m, size: a.block, ssl30: v == registry.VersionSSL30}
	p.encryptThenMAC = o.EncryptThenMAC && !p.ssl30
	if v < registry.VersionTLS11 {
		p.last = slices.Clone(k.IV)
	}
	var ok [2]bool
	zeros := make([]byte, a.block)
	p.encrypter, ok[0] = cipher.NewCBCEncrypter(c, zeros).(cbc)
	p.decrypter, ok[1] = cipher.NewCBCDecrypter(c, zeros).(cbc)
	if !ok[0] || !ok[1] {
		return nil, errors.New("its CBC mode cannot change its IV")
	}
	return p, nil
}

func (p *block) open(dst []byte, h header, body []byte) (Opened, error) {
	iv, text, tag, err := p.parts(body)
	if err != nil {
		return Opened{}, err
	}
	if p.encryptThenMAC && !p.mac.matches(h, body[:len(body)-len(tag)], tag) {
		return Opened{}, errMAC
	}
	at := len(dst)
	b := slices.Grow(dst, len(text))[at : at+len(text)]
	p.decrypter.SetIV(iv)
	p.decrypter.CryptBlocks(b, text)
	n, err := p.unpad(b)
	padding := len(b) - n
	if err == nil && !p.encryptThenMAC {
		if n -= p.mac.size; !p.mac.matches(h, b[:n], b[n:n+p.mac.size]) {
			err = errMAC
		}
	}
	if err != nil {
		clear(b)
		return Opened{}, err
	}
	return Opened{Type: h.typ, Content: b[:n:n], Padding: padding, Offset: len(body) - len(text) - len(tag)}, nil
}

// parts takes a body apart: the IV, the blocks, and what stands behind them with
// encrypt-then-MAC.
func (p *block) parts(body []byte) (iv, text, tag []byte, err error) {
	iv, text = p.last, body
	if p.encryptThenMAC {
		n := len(text) - p.mac.size
		if n < 0 {
			return nil, nil, nil, errNoMAC
		}
		text, tag = text[:n], text[n:]
	}
	if iv == nil {
		if len(text) < p.size {
			return nil, nil, nil, errNoIV
		}
		iv, text = text[:p.size], text[p.size:]
	}
	if len(text) == 0 || len(text)%p.size != 0 {
		return nil, nil, nil, errNoBlocks
	}
	return iv, text, tag, nil
}

// unpad returns how much of b stands before the padding: with the MAC, if it is in
// there. The last byte counts the others.
func (p *block) unpad(b []byte) (n int, err error) {
	padding := int(b[len(b)-1]) + 1
	room := len(b)
	if !p.encryptThenMAC {
		room -= p.mac.size
	}
	if padding > room || p.ssl30 && padding > p.size { // RFC 6101 §5.2.3.2: less than a block
		return 0, errPadding
	}
	n = len(b) - padding
	if !p.ssl30 { // there the others are arbitrary
		for _, x := range b[n:] {
			if int(x) != padding-1 {
				return 0, errPadding
			}
		}
	}
	return n, nil
}

func (p *block) seal(dst []byte, h header, content []byte, padding int, rand io.Reader) ([]byte, error) {
	at := len(dst)
	dst = slices.Grow(dst, len(content)+p.size+64+maxPadding)
	iv := p.last
	if iv == nil {
		if rand == nil {
			return nil, errors.New("record: an IV must be drawn, and there is no randomness")
		}
		dst = dst[:at+p.size]
		iv = dst[at:]
		if _, err := io.ReadFull(rand, iv); err != nil {
			return nil, err
		}
	}
	text := len(dst)
	dst = append(dst, content...)
	if !p.encryptThenMAC {
		dst = append(dst, p.mac.compute(h, content)...)
	}
	dst, err := p.pad(dst, text, padding, rand)
	if err != nil {
		return nil, err
	}
	p.encrypter.SetIV(iv)
	p.encrypter.CryptBlocks(dst[text:], dst[text:])
	if p.encryptThenMAC {
		dst = append(dst, p.mac.compute(h, dst[at:])...)
	}
	return dst, nil
}

// pad appends padding to what begins at text.
func (p *block) pad(dst []byte, text, padding int, rand io.Reader) ([]byte, error) {
	least := p.size - (len(dst)-text)%p.size
	if padding == 0 {
		padding = least
	}
	if padding < least || (padding-least)%p.size != 0 || padding > maxPadding || p.ssl30 && padding > p.size {
		return nil, errors.New("record: the record cannot have that much padding")
	}
	at := len(dst)
	for range padding {
		dst = append(dst, byte(padding-1))
	}
	if p.ssl30 {
		others := dst[at : len(dst)-1]
		clear(others)
		if rand != nil {
			if _, err := io.ReadFull(rand, others); err != nil {
				return nil, err
			}
		}
	}
	return dst, nil
}

// done keeps the last block, up to TLS 1.0: RFC 2246 §6.2.3.2.
func (p *block) done(body []byte) {
	if p.last == nil {
		return
	}
	if _, text, _, err := p.parts(body); err == nil {
		copy(p.last, text[len(text)-p.size:])
	}
}

func (p *block) skip(body []byte) { p.done(body) }
