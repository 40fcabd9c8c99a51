package secrets

import (
	"crypto/ecdh"
	"errors"
	"testing"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A liveRecord is one record of one side, opened where it was protected.
type liveRecord struct {
	typ     registry.ContentType
	content []byte
}

// A liveReader reads one side's records, and opens them with the keys that the
// test gives it.
type liveReader struct {
	t    *testing.T
	rest cryptobyte.String
	half *record.Half
	hand []byte // handshake bytes that were read and not taken
}

// next returns the next record, or false at the end.
func (r *liveReader) next() (liveRecord, bool) {
	r.t.Helper()
	var typ uint8
	var version uint16
	var body cryptobyte.String
	if r.rest.Empty() {
		return liveRecord{}, false
	}
	if !r.rest.ReadUint8(&typ) || !r.rest.ReadUint16(&version) || !r.rest.ReadUint16LengthPrefixed(&body) {
		r.t.Fatal("half a record")
	}
	kind := registry.ContentType(typ)
	if r.half == nil || r.isPlain(kind) {
		return liveRecord{kind, body}, true
	}
	opened, err := r.half.Open(nil, kind, registry.Version(version), body)
	if err != nil {
		r.t.Fatalf("a record of type %v: %v", kind, err)
	}
	return liveRecord{opened.Type, opened.Content}, true
}

// isPlain: only a ChangeCipherSpec crosses in the clear once there are keys.
func (r *liveReader) isPlain(kind registry.ContentType) bool {
	return kind == registry.ContentChangeCipherSpec
}

// message returns the next handshake message, header included, and nil at
// anything else than a handshake record. ChangeCipherSpecs end the reading of
// TLS 1.2 and are passed over in TLS 1.3.
func (r *liveReader) message(passCCS bool) []byte {
	r.t.Helper()
	for {
		if len(r.hand) >= 4 {
			n := 4 + int(r.hand[1])<<16 + int(r.hand[2])<<8 + int(r.hand[3])
			if len(r.hand) >= n {
				m := r.hand[:n:n]
				r.hand = r.hand[n:]
				return m
			}
		}
		rec, ok := r.next()
		switch {
		case ok && rec.typ == registry.ContentHandshake:
			r.hand = append(r.hand, rec.content...)
		case ok && rec.typ == registry.ContentChangeCipherSpec && passCCS:
		default:
			return nil
		}
	}
}

// until collects messages up to one of a type, that one included.
func (r *liveReader) until(typ byte) (messages [][]byte) {
	r.t.Helper()
	for {
		m := r.message(true)
		if m == nil {
			r.t.Fatalf("no message of type %d", typ)
		}
		messages = append(messages, m)
		if m[0] == typ {
			return messages
		}
	}
}

// application returns the next application data, past handshake messages.
func (r *liveReader) application() string {
	r.t.Helper()
	for {
		rec, ok := r.next()
		if !ok {
			return ""
		}
		if rec.typ == registry.ContentApplicationData && len(rec.content) > 0 {
			return string(rec.content)
		}
	}
}

func liveReaders(t *testing.T, run *liveRun) (client, server *liveReader) {
	return &liveReader{t: t, rest: run.wire[capture.Client]}, &liveReader{t: t, rest: run.wire[capture.Server]}
}

// A liveHello is what a test needs of a hello.
type liveHello struct {
	random    []byte
	sessionID []byte
	suite     registry.CipherSuite // of a ServerHello
	rest      map[uint16]cryptobyte.String
}

func parseHello(t *testing.T, message []byte) liveHello {
	t.Helper()
	s := cryptobyte.String(message[4:])
	h := liveHello{rest: map[uint16]cryptobyte.String{}}
	var id, extensions, skip cryptobyte.String
	ok := s.Skip(2) && s.ReadBytes(&h.random, 32) && s.ReadUint8LengthPrefixed(&id)
	h.sessionID = id
	if message[0] == 1 {
		ok = ok && s.ReadUint16LengthPrefixed(&skip) && s.ReadUint8LengthPrefixed(&skip)
	} else {
		var suite uint16
		ok = ok && s.ReadUint16(&suite) && s.Skip(1)
		h.suite = registry.CipherSuite(suite)
	}
	if !s.Empty() {
		ok = ok && s.ReadUint16LengthPrefixed(&extensions)
	}
	for ok && !extensions.Empty() {
		var typ uint16
		var body cryptobyte.String
		ok = extensions.ReadUint16(&typ) && extensions.ReadUint16LengthPrefixed(&body)
		h.rest[typ] = body
	}
	if !ok {
		t.Fatal("a hello cannot be read")
	}
	return h
}

// share returns the key share of a group; a ServerHello has one.
func (h liveHello) share(t *testing.T, client bool, want registry.Group) (registry.Group, []byte) {
	t.Helper()
	s, ok := h.rest[51]
	if client {
		var list cryptobyte.String
		if !s.ReadUint16LengthPrefixed(&list) {
			t.Fatal("no list of shares")
		}
		s = list
	}
	for ok && !s.Empty() {
		var g uint16
		var share cryptobyte.String
		if !s.ReadUint16(&g) || !s.ReadUint16LengthPrefixed(&share) {
			break
		}
		if !client || registry.Group(g) == want {
			return registry.Group(g), share
		}
	}
	t.Fatalf("no share of %v", want)
	return 0, nil
}

var errNoCurve = errors.New("not a curve of crypto/ecdh")

func publicOf(g registry.Group, private []byte) ([]byte, error) {
	curve := map[registry.Group]ecdh.Curve{registry.GroupX25519: ecdh.X25519(), registry.GroupSecp256r1: ecdh.P256(), registry.GroupSecp384r1: ecdh.P384(), registry.GroupSecp521r1: ecdh.P521()}[g]
	if curve == nil {
		return nil, errNoCurve
	}
	key, err := curve.NewPrivateKey(private)
	if err != nil {
		return nil, err
	}
	return key.PublicKey().Bytes(), nil
}
