package tamper

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A hello changes a ClientHello, with its four header bytes, and says what it did.
// An error says why there is nothing to change.
type hello func(message []byte) (out []byte, what string, err error)

// A helloTouch changes each ClientHello of a connection: there is a second one behind
// a HelloRetryRequest, which must agree with the first.
type helloTouch struct {
	change  hello
	message []byte // what came of it
}

func (t *helloTouch) record(h *Hand, from capture.Side, held []byte, r record) ([]byte, bool) {
	all := append(held[:len(held):len(held)], r...)
	if from == capture.Server {
		if m := r.body(); r.kind() == registry.ContentHandshake && !handshake.IsHelloRetry(m) {
			h.stop("no ClientHello crossed in the clear")
		}
		return r, false
	}
	if r.kind() != registry.ContentHandshake || len(t.message) == 0 && (len(r.body()) == 0 || registry.HandshakeType(r.body()[0]) != registry.HandshakeClientHello) {
		t.message = nil
		return all, false
	}
	t.message = append(t.message, r.body()...)
	if len(t.message) < handshake.HeaderLength {
		return nil, true
	}
	n := handshake.HeaderLength + int(t.message[1])<<16 + int(binary.BigEndian.Uint16(t.message[2:]))
	switch {
	case n > handshake.MaxMessage:
		h.stop("the ClientHello claims too great a length")
		return all, false
	case len(t.message) < n:
		return nil, true
	}
	message, rest := t.message[:n], t.message[n:]
	t.message = nil
	out, what, err := t.change(message)
	if err != nil {
		h.stop(err.Error())
		return all, false
	}
	sent := framed(r, append(out, rest...))
	h.changed(from, 0, false, all, sent, what)
	return sent, false
}

// framed puts bytes into records like r.
func framed(r record, b []byte) (out []byte) {
	const most = 1 << 14
	for len(b) > 0 {
		n := min(len(b), most)
		out = append(append(out, r[:3]...), byte(n>>8), byte(n))
		out, b = append(out, b[:n]...), b[n:]
	}
	return out
}

// parts are those of a ClientHello: RFC 8446 §4.1.2.
type parts struct {
	before     []byte // version, random, session ID with its length
	suites     []registry.CipherSuite
	methods    []byte // compression methods, with their length
	extensions []extension
	bare       bool // it has no extensions, and no length of them
}

type extension struct {
	kind registry.ExtensionType
	body []byte
}

var errUnread = errors.New("the ClientHello could not be read")

func partsOf(message []byte) (p parts, err error) {
	s := cryptobyte.String(message[handshake.HeaderLength:])
	whole := s
	var id, suites, methods, extensions cryptobyte.String
	if !s.Skip(2+32) || !s.ReadUint8LengthPrefixed(&id) {
		return p, errUnread
	}
	p.before = whole[:len(whole)-len(s)]
	if !s.ReadUint16LengthPrefixed(&suites) {
		return p, errUnread
	}
	for !suites.Empty() {
		var v uint16
		if !suites.ReadUint16(&v) {
			return p, errUnread
		}
		p.suites = append(p.suites, registry.CipherSuite(v))
	}
	rest := s
	if !s.ReadUint8LengthPrefixed(&methods) {
		return p, errUnread
	}
	p.methods = rest[:len(rest)-len(s)]
	if p.bare = s.Empty(); p.bare {
		return p, nil
	}
	if !s.ReadUint16LengthPrefixed(&extensions) || !s.Empty() {
		return p, errUnread
	}
	for !extensions.Empty() {
		var kind uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			return p, errUnread
		}
		p.extensions = append(p.extensions, extension{registry.ExtensionType(kind), body})
	}
	return p, nil
}

// message puts the parts together again.
func (p *parts) message() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(uint8(registry.HandshakeClientHello))
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddBytes(p.before)
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, s := range p.suites {
				b.AddUint16(uint16(s))
			}
		})
		b.AddBytes(p.methods)
		if p.bare && len(p.extensions) == 0 {
			return
		}
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, e := range p.extensions {
				b.AddUint16(uint16(e.kind))
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(e.body) })
			}
		})
	})
	return b.Bytes()
}

// newStripSuite takes a suite out.
func newStripSuite(name string) (touch, error) {
	var wanted registry.CipherSuite
	if name != "" {
		s, err := suiteOf(name)
		if err != nil {
			return nil, err
		}
		wanted = s
	}
	return &helloTouch{change: func(message []byte) ([]byte, string, error) {
		p, err := partsOf(message)
		if err != nil {
			return nil, "", err
		}
		for i, s := range p.suites {
			if name == "" && registry.IsGREASE16(uint16(s)) || name != "" && s != wanted {
				continue
			}
			left := append(append([]registry.CipherSuite(nil), p.suites[:i]...), p.suites[i+1:]...)
			p.suites = left
			out, err := p.message()
			return out, fmt.Sprintf("took %s, number %d of the client's %d cipher suites, out of the ClientHello", s, i+1, len(left)+1), err
		}
		if name == "" {
			return nil, "", errors.New("the ClientHello offers no cipher suite")
		}
		return nil, "", fmt.Errorf("the ClientHello does not offer %s", wanted)
	}}, nil
}

// stripVersions takes supported_versions out: RFC 8446 §4.2.1.
func stripVersions(message []byte) ([]byte, string, error) {
	p, err := partsOf(message)
	if err != nil {
		return nil, "", err
	}
	for i, e := range p.extensions {
		if e.kind != registry.ExtSupportedVersions {
			continue
		}
		p.extensions = append(append([]extension(nil), p.extensions[:i]...), p.extensions[i+1:]...)
		out, err := p.message()
		return out, fmt.Sprintf("took the extension supported_versions, %d bytes, out of the ClientHello: what is left offers TLS 1.2 at most", 4+len(e.body)), err
	}
	return nil, "", errors.New("the ClientHello has no supported_versions: it does not offer TLS 1.3")
}

const otherName = "other.example"

// newServerName puts another name in: RFC 6066 §3.
func newServerName(name string) (touch, error) {
	if name == "" {
		name = otherName
	}
	if len(name) > 255 {
		return nil, &UnknownError{fmt.Sprintf("a server name of %d bytes is too long", len(name)), "a name of DNS has at most 253"}
	}
	list, n := len(name)+3, len(name)
	body := append([]byte{byte(list >> 8), byte(list), 0, byte(n >> 8), byte(n)}, name...)
	return &helloTouch{change: func(message []byte) ([]byte, string, error) {
		p, err := partsOf(message)
		if err != nil {
			return nil, "", err
		}
		what := fmt.Sprintf("put the server name %q into the ClientHello, which had none", name)
		found := false
		all := append([]extension(nil), p.extensions...)
		for i, e := range all {
			if e.kind == registry.ExtServerName {
				found = true
				what = fmt.Sprintf("put the server name %q into the ClientHello, in the place of %q", name, nameIn(e.body))
				all[i].body = body
			}
		}
		if !found {
			all = append([]extension{{registry.ExtServerName, body}}, all...) // pre_shared_key must stay last
		}
		p.extensions = all
		out, err := p.message()
		return out, what, err
	}}, nil
}

// nameIn is the first name of a server_name extension.
func nameIn(body []byte) string {
	s := cryptobyte.String(body)
	var list, name cryptobyte.String
	var kind uint8
	if s.ReadUint16LengthPrefixed(&list) && list.ReadUint8(&kind) && list.ReadUint16LengthPrefixed(&name) {
		return strings.ToValidUTF8(string(name), "?")
	}
	return ""
}

// wrongLength makes the length of the extensions one too large: no byte more is there.
func wrongLength(message []byte) ([]byte, string, error) {
	p, err := partsOf(message)
	if err != nil {
		return nil, "", err
	}
	if p.bare {
		return nil, "", errors.New("the ClientHello has no extensions, and no length of them")
	}
	out := append([]byte(nil), message...)
	at := handshake.HeaderLength + len(p.before) + 2 + 2*len(p.suites) + len(p.methods)
	was := binary.BigEndian.Uint16(out[at:])
	binary.BigEndian.PutUint16(out[at:], was+1)
	return out, fmt.Sprintf("made extensions_length in the ClientHello, bytes %d and %d, one too large: %d instead of %d", at, at+1, was+1, was), nil
}
