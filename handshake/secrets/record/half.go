package record

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// maxBody is the longest body that a record's header can announce.
const maxBody = math.MaxUint16

// Keys are the keys of one direction.
type Keys struct {
	MAC []byte // Params.MAC bytes
	Key []byte // Params.Final bytes
	IV  []byte // Params.IV bytes
}

// Options are what extensions change. They have no effect where they do not apply.
type Options struct {
	EncryptThenMAC bool // of block ciphers, from TLS 1.0 to 1.2: RFC 7366
	TruncatedHMAC  bool // of suites with HMAC: RFC 6066 §7
}

// A Half is one direction of a connection under one set of keys. It may be used
// either to open or to seal, and by one goroutine at a time.
type Half struct {
	params     Params
	seq        uint64
	protection protection
}

// A protection is what a kind of suites does with a record. None of its methods
// moves on: done and skip do.
type protection interface {
	open(dst []byte, h header, body []byte) (Opened, error)
	seal(dst []byte, h header, content []byte, padding int, rand io.Reader) ([]byte, error)
	done(body []byte) // the record was opened or sealed
	skip(body []byte) // it was not
}

// A header is what a record's MAC or tag covers besides its content.
type header struct {
	seq     uint64
	typ     registry.ContentType
	version registry.Version
}

// Opened is a record that was opened.
type Opened struct {
	Type    registry.ContentType // in TLS 1.3 the inner one
	Content []byte
	Padding int // zeros of TLS 1.3, or bytes of CBC padding with its length byte
	Offset  int // where in the body the ciphertext of Content begins
}

// New returns a Half at sequence number 0. The error is an *[UnsupportedError], or
// says which key has a wrong length.
func New(v registry.Version, s registry.CipherSuite, k Keys, o Options) (*Half, error) {
	p, err := ParamsOf(v, s)
	if err != nil {
		return nil, err
	}
	a, _, err := algorithmOf(v, s)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name string
		have []byte
		need int
	}{{"MAC key", k.MAC, p.MAC}, {"key", k.Key, p.Final}, {"IV", k.IV, p.IV}} {
		if len(part.have) != part.need {
			return nil, fmt.Errorf("record: the %s has %d bytes, %s in %s takes %d", part.name, len(part.have), s, v, part.need)
		}
	}
	h := &Half{params: p}
	var m *mac
	if p.MACHash != 0 {
		m = newMAC(v, p.MACHash, k.MAC, o)
	}
	switch p.Kind {
	case Null:
		h.protection = &stream{mac: m}
	case Stream:
		h.protection, err = newRC4(k.Key, m)
	case Block:
		h.protection, err = newBlock(v, a, k, m, o)
	default:
		h.protection, err = newAEAD(v, a, p, k)
	}
	if err != nil {
		return nil, fmt.Errorf("record: %s: %w", s, err)
	}
	return h, nil
}

// Seq returns the sequence number of the next record.
func (h *Half) Seq() uint64 { return h.seq }

// SetSeq sets the sequence number of the next record. Where one record depends on
// the one before it (RC4, and CBC up to TLS 1.0) that alone does not find the place.
func (h *Half) SetSeq(n uint64) { h.seq = n }

// Open opens the body of a record. The type and the version are those of its
// header. Content is appended into dst's memory, which may not overlap body; it is
// what was appended, without what dst held. The Half moves on to the next record if
// this one opened; otherwise the error is an *[OpenError].
func (h *Half) Open(dst []byte, t registry.ContentType, version registry.Version, body []byte) (Opened, error) {
	if len(body) > maxBody {
		return Opened{}, errTooLong
	}
	opened, err := h.protection.open(dst, header{h.seq, t, version}, body)
	if err != nil {
		return Opened{}, err
	}
	h.protection.done(body)
	h.seq++
	return opened, nil
}

// Skip moves on behind a record that was not opened: the sequence number, the CBC
// chain up to TLS 1.0, the key stream of RC4.
func (h *Half) Skip(body []byte) {
	h.protection.skip(body)
	h.seq++
}

// Seal appends the body of a record with this content to dst, which content may not
// overlap, and moves on. The version is the one of the record's header; t is the
// inner type in TLS 1.3, where the header's is application_data.
//
// padding is the number of zeros in TLS 1.3. With CBC it is the number of bytes with
// the length byte, and 0 stands for the fewest. Elsewhere there is none. Explicit
// IVs of CBC, and the padding of SSL 3.0, are read from rand; without rand the latter
// is zeros. Explicit nonces are sequence numbers: RFC 5288 §3.
func (h *Half) Seal(dst []byte, t registry.ContentType, version registry.Version, content []byte, padding int, rand io.Reader) ([]byte, error) {
	if h.seq == math.MaxUint64 { // RFC 5246 §6.1: it may not wrap
		return nil, errors.New("record: the sequence numbers are used up")
	}
	out, err := h.protection.seal(dst, header{h.seq, t, version}, content, padding, rand)
	if err != nil {
		return nil, err
	}
	body := out[len(dst):]
	if len(body) > maxBody {
		return nil, errTooLong
	}
	h.protection.done(body)
	h.seq++
	return out, nil
}

// noPadding is the error of kinds without any.
func noPadding(padding int) error {
	if padding != 0 {
		return errors.New("record: these records have no padding")
	}
	return nil
}
