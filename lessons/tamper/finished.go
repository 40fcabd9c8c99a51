package tamper

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A place follows the records of a connection to the client's Finished.
type place struct {
	version registry.Version // 0 before the ServerHello
	suite   registry.CipherSuite
	changed bool // the client sent ChangeCipherSpec
	passed  bool // its Finished has passed
}

// at says whether a record carries the client's Finished, and follows it.
//
// Up to TLS 1.2 it is the first one behind ChangeCipherSpec (RFC 5246 §7.4.9). In TLS
// 1.3 it is known by its length: four bytes of header, a hash, a byte for the content
// type, and the tag (RFC 8446 §4.4.4 and §5.2).
func (p *place) at(from capture.Side, r record) bool {
	if from == capture.Server {
		p.server(r)
		return false
	}
	if p.passed {
		return false
	}
	switch r.kind() {
	case registry.ContentChangeCipherSpec:
		p.changed = true
	case registry.ContentHandshake:
		p.passed = p.changed && p.version != 0 && p.version < registry.VersionTLS13
	case registry.ContentApplicationData:
		p.passed = p.version >= registry.VersionTLS13 && len(r.body()) == handshake.HeaderLength+p.hash()+1+p.tag()
	}
	return p.passed
}

// server takes in what a ServerHello chose.
func (p *place) server(r record) {
	if p.version != 0 || r.kind() != registry.ContentHandshake {
		return
	}
	b := r.body()
	if len(b) < handshake.HeaderLength || handshake.IsHelloRetry(b) || registry.HandshakeType(b[0]) != registry.HandshakeServerHello {
		return
	}
	n := handshake.HeaderLength + int(b[1])<<16 + int(b[2])<<8 + int(b[3])
	var h handshake.ServerHello
	if n > len(b) || h.DecodeFromBytes(b[:n], nothing{}) != nil {
		return
	}
	p.version, p.suite = h.Negotiated(), h.CipherSuite
}

// nothing is a gopacket.DecodeFeedback.
type nothing struct{}

func (nothing) SetTruncated() {}

func (p *place) hash() int {
	if p.suite.Hash() == "SHA384" {
		return 48
	}
	return 32
}

func (p *place) tag() int {
	if p.suite == registry.TLS_AES_128_CCM_8_SHA256 {
		return 8
	}
	return 16
}

const noFinished = "no record that carries the client's Finished passed"

// A flip changes one bit of the record that carries Finished.
type flip struct{ place }

func newFlip(string) (touch, error) { return new(flip), nil }

func (f *flip) record(h *Hand, from capture.Side, _ []byte, r record) ([]byte, bool) {
	if !f.at(from, r) {
		h.none = noFinished
		return r, false
	}
	out := append([]byte(nil), r...)
	at := len(out) - 1
	out[at] ^= 1
	h.changed(from, at, true, r[at:], out[at:], fmt.Sprintf("flipped the lowest bit of the last byte of the client's record %d, of %d bytes, which carries its Finished: %02x became %02x",
		h.sides[from].records, len(r.body()), r[at], out[at]))
	h.stop("")
	return out, false
}

// A replay sends the first record of application data twice.
type replay struct{ place }

func newReplay(string) (touch, error) { return new(replay), nil }

func (p *replay) record(h *Hand, from capture.Side, _ []byte, r record) ([]byte, bool) {
	before := p.passed
	p.at(from, r)
	if from != capture.Client || !before || r.kind() != registry.ContentApplicationData {
		if h.none = "no application data of the client passed"; !p.passed {
			h.none = noFinished
		}
		return r, false
	}
	h.changed(from, len(r), true, nil, r, fmt.Sprintf("sent the client's record %d, of %d bytes, the first with application data, twice", h.sides[from].records, len(r.body())))
	h.stop("")
	return append(r[:len(r):len(r)], r...), false
}
