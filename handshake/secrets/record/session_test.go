package record_test

import (
	"bytes"
	"crypto"
	"crypto/hkdf"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A sealedSession is two hellos, and records sealed behind them.
type sealedSession struct {
	use       use
	recording *capture.Recording
	keylog    []byte
	said      map[capture.Side][]byte
	random    map[capture.Side][]byte
}

func newSealedSession(t testing.TB, u use, n int) *sealedSession {
	t.Helper()
	s := &sealedSession{use: u, recording: &capture.Recording{}, said: map[capture.Side][]byte{}, random: map[capture.Side][]byte{}}
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		s.random[side] = binary.BigEndian.AppendUint32(randomBytes(28), uint32(2*n)+uint32(side))
	}
	s.put(capture.Client, registry.ContentHandshake, s.clientHello())
	s.put(capture.Server, registry.ContentHandshake, s.serverHello())
	if u.is13() {
		s.seal13(t)
	} else {
		s.seal12(t)
	}
	return s
}

// put files a record.
func (s *sealedSession) put(from capture.Side, typ registry.ContentType, body []byte) {
	b := append([]byte{byte(typ)}, two(int(s.use.header()))...)
	b = append(append(b, two(len(body))...), body...)
	s.recording.Events = append(s.recording.Events, capture.Event{From: from, Kind: capture.Data, Data: b})
}

func two(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }

func vector(length int, parts ...[]byte) []byte {
	b := bytes.Join(parts, nil)
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b)))[4-length:], b...)
}

func (s *sealedSession) clientHello() []byte {
	legacy, extensions := s.use.version, []byte(nil)
	if s.use.is13() {
		legacy = registry.VersionTLS12
		extensions = vector(2, two(int(registry.ExtSupportedVersions)), vector(2, vector(1, two(int(s.use.version)))))
	} else {
		extensions = s.extensions()
	}
	return append([]byte{1}, vector(3, two(int(legacy)), s.random[capture.Client], vector(1), vector(2, two(int(s.use.suite))), vector(1, []byte{0}), extensions)...)
}

func (s *sealedSession) serverHello() []byte {
	legacy, extensions := s.use.version, s.extensions()
	if s.use.is13() {
		n, _ := legacy.Draft()
		if n > 0 && n < 22 { // without session ID and compression
			return append([]byte{2}, vector(3, two(int(legacy)), s.random[capture.Server], two(int(s.use.suite)), vector(2))...)
		}
		legacy, extensions = registry.VersionTLS12, vector(2, two(int(registry.ExtSupportedVersions)), vector(2, two(int(legacy))))
	}
	return append([]byte{2}, vector(3, two(int(legacy)), s.random[capture.Server], vector(1), two(int(s.use.suite)), []byte{0}, extensions)...)
}

// extensions are those that change how records are protected.
func (s *sealedSession) extensions() []byte {
	var list []byte
	if s.use.options.EncryptThenMAC {
		list = append(list, append(two(int(registry.ExtEncryptThenMAC)), 0, 0)...)
	}
	if s.use.options.TruncatedHMAC {
		list = append(list, append(two(int(registry.ExtTruncatedHMAC)), 0, 0)...)
	}
	if list == nil {
		return nil
	}
	return vector(2, list)
}

// sides are in the order in which they speak behind the hellos.
var sides = []capture.Side{capture.Server, capture.Client}

// seal12 seals with the keys of a master secret: up to TLS 1.2.
func (s *sealedSession) seal12(t testing.TB) {
	t.Helper()
	master := randomBytes(48)
	s.keylog = fmt.Appendf(nil, "CLIENT_RANDOM %x %x\n", s.random[capture.Client], master)
	block, err := secrets.NewKeyBlock(s.use.version, s.use.suite, master, s.random[capture.Client], s.random[capture.Server])
	if err != nil {
		t.Fatal(err)
	}
	keys := map[capture.Side]record.Keys{capture.Client: block.Client, capture.Server: block.Server}
	for _, side := range sides {
		s.put(side, registry.ContentChangeCipherSpec, []byte{1})
		s.say(t, side, keys[side])
	}
}

// seal13 seals with traffic secrets: TLS 1.3 and its drafts.
func (s *sealedSession) seal13(t testing.TB) {
	t.Helper()
	h := hashOf13(s.use.suite)
	keys := func(side capture.Side, label string, seed byte) record.Keys {
		secret := bytes.Repeat([]byte{seed}, h.Size())
		s.keylog = fmt.Appendf(s.keylog, "%s_%s %x %x\n", strings.ToUpper(side.String()), label, s.random[capture.Client], secret)
		p, err := record.ParamsOf(s.use.version, s.use.suite)
		if err != nil {
			t.Fatal(err)
		}
		return record.Keys{Key: s.expand(t, h, secret, "key", p.Key), IV: s.expand(t, h, secret, "iv", p.IV)}
	}
	for _, side := range sides { // a Finished, behind which the keys change
		half := s.half(t, keys(side, "HANDSHAKE_TRAFFIC_SECRET", byte(side)))
		s.seal(t, half, side, registry.ContentHandshake, append([]byte{20}, vector(3, make([]byte, h.Size()))...), 0)
	}
	for _, side := range sides {
		s.say(t, side, keys(side, "TRAFFIC_SECRET_0", 16+byte(side)))
	}
}

// expand is HKDF-Expand-Label with the label of the version: RFC 8446 §7.1.
func (s *sealedSession) expand(t testing.TB, h crypto.Hash, secret []byte, label string, n int) []byte {
	t.Helper()
	prefix := "tls13 "
	if draft, ok := s.use.version.Draft(); ok && draft < 20 {
		prefix = "TLS 1.3, "
	}
	info := bytes.Join([][]byte{two(n), vector(1, []byte(prefix+label)), vector(1)}, nil)
	out, err := hkdf.Expand(h.New, secret, string(info), n)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// hashOf13 is the hash of a suite of TLS 1.3; 0: it is not in the standard library.
func hashOf13(s registry.CipherSuite) crypto.Hash {
	switch s.Hash() {
	case "SHA256":
		return crypto.SHA256
	case "SHA384":
		return crypto.SHA384
	}
	return 0
}

func (s *sealedSession) half(t testing.TB, keys record.Keys) *record.Half {
	t.Helper()
	half, err := record.New(s.use.version, s.use.suite, keys, s.use.options)
	if err != nil {
		t.Fatal(err)
	}
	return half
}

// say seals some records of application data, with padding in TLS 1.3.
func (s *sealedSession) say(t testing.TB, side capture.Side, keys record.Keys) {
	t.Helper()
	half := s.half(t, keys)
	for i, content := range [][]byte{[]byte("a first record"), randomBytes(1), randomBytes(300), randomBytes(32)} {
		padding := 0
		if s.use.is13() {
			padding = 7 * i
		}
		s.seal(t, half, side, registry.ContentApplicationData, content, padding)
		s.said[side] = append(s.said[side], content...)
	}
}

func (s *sealedSession) seal(t testing.TB, half *record.Half, side capture.Side, typ registry.ContentType, content []byte, padding int) {
	t.Helper()
	body, err := half.Seal(nil, typ, s.use.header(), content, padding, random(3))
	if err != nil {
		t.Fatal(err)
	}
	s.put(side, s.use.outer(typ), body)
}
