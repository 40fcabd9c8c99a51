package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// secret is the content of records that must not be given out.
const secret = "attack at dawn"

// authenticated leaves out the one use without MAC and tag: TLS_NULL_WITH_NULL_NULL.
func authenticated() (all []use) {
	for _, u := range distinct(uses()) {
		if u.suite != registry.TLS_NULL_WITH_NULL_NULL {
			all = append(all, u)
		}
	}
	return all
}

func (u use) seal(t testing.TB, h *record.Half) []byte {
	t.Helper()
	body, err := h.Seal(nil, registry.ContentApplicationData, u.header(), []byte(secret), 0, random(2))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// refuses checks that a body does not open, and that nothing changes by it.
func (u use) refuses(t testing.TB, h *record.Half, what string, typ registry.ContentType, v registry.Version, body []byte) {
	t.Helper()
	room := make([]byte, 0, 200)
	seq := h.Seq()
	opened, err := h.Open(room, typ, v, body)
	var reason *record.OpenError
	switch {
	case !errors.As(err, &reason):
		t.Fatalf("%s, %s: %v", u, what, err)
	case opened.Content != nil || h.Seq() != seq:
		t.Fatalf("%s, %s: something is given out, or moved on", u, what)
	case bytes.Contains(room[:200], []byte(secret)):
		t.Fatalf("%s, %s: the plaintext is left behind", u, what)
	case strings.Contains(err.Error(), secret):
		t.Fatalf("%s, %s: the error tells the plaintext", u, what)
	}
}

func TestEveryForgeryIsRefused(t *testing.T) {
	const application = registry.ContentApplicationData
	for _, u := range authenticated() {
		sealer, opener := u.pair(t)
		body := u.seal(t, sealer)
		for bit := range len(body) * 8 {
			forged := bytes.Clone(body)
			forged[bit/8] ^= 1 << (bit % 8)
			u.refuses(t, opener, fmt.Sprintf("bit %d of %d", bit, len(body)*8), application, u.header(), forged)
		}
		for n := range len(body) {
			u.refuses(t, opener, fmt.Sprintf("%d bytes of %d", n, len(body)), application, u.header(), body[:n])
		}
		for _, more := range []int{1, 8, 16, math.MaxUint16 + 1} {
			u.refuses(t, opener, "bytes more", application, u.header(), append(bytes.Clone(body), make([]byte, more)...))
		}
		u.refuses(t, opener, "another type", registry.ContentAlert, u.header(), body)
		if covers(u) {
			u.refuses(t, opener, "another version", application, u.header()^1, body)
		}
		for _, seq := range []uint64{1, 1 << 8, 1 << 32, math.MaxUint64} {
			opener.SetSeq(seq)
			u.refuses(t, opener, "another sequence number", application, u.header(), body)
		}
		opener.SetSeq(0)
		opened, err := opener.Open(nil, application, u.header(), body)
		if err != nil || string(opened.Content) != secret {
			t.Fatalf("%s: behind all that the record does not open: %v", u, err)
		}
		u.refuses(t, opener, "a replay", application, u.header(), body)
		if opened, err = opener.Open(nil, application, u.header(), u.seal(t, sealer)); err != nil || string(opened.Content) != secret {
			t.Fatalf("%s: the next record does not open: %v", u, err)
		}
	}
}

// covers reports whether the MAC or tag covers the version in the header.
func covers(u use) bool {
	switch u.version {
	case registry.VersionSSL30, 0x7f0e, 0x7f12, 0x7f17, 0x7f18, 0xfb17: // RFC 6101 §5.2.3.1; drafts up to 24
		return false
	}
	return true
}

// What was skipped may be anything; what follows opens all the same.
func TestRecordsBehindASkippedOneOpen(t *testing.T) {
	for _, u := range distinct(uses()) {
		sealer, opener := u.pair(t)
		for i := range 4 {
			body := u.seal(t, sealer)
			if i%2 == 0 {
				opener.Skip(body)
				continue
			}
			if opened, err := opener.Open(nil, registry.ContentApplicationData, u.header(), body); err != nil || string(opened.Content) != secret {
				t.Fatalf("%s: record %d does not open: %v", u, i, err)
			}
		}
		opener.Skip(nil)
		opener.Skip(make([]byte, 1000))
		if opener.Seq() != 6 {
			t.Fatalf("%s: sequence number %d", u, opener.Seq())
		}
	}
}

// SSL 3.0 does not say what padding holds: RFC 6101 §5.2.3.2.
func TestPaddingOfSSL30IsArbitrary(t *testing.T) {
	u := use{registry.VersionSSL30, registry.TLS_RSA_WITH_AES_128_CBC_SHA, record.Options{}}
	sealer, opener := u.pair(t)
	for i := range 40 {
		content := randomBytes(i)
		body, err := sealer.Seal(nil, registry.ContentApplicationData, u.header(), content, 0, random(byte(i)))
		if err != nil {
			t.Fatal(err)
		}
		opened, err := opener.Open(nil, registry.ContentApplicationData, u.header(), body)
		if err != nil || !bytes.Equal(opened.Content, content) || opened.Padding < 1 || opened.Padding > 16 {
			t.Fatalf("%d bytes: %v, padding %d", i, err, opened.Padding)
		}
	}
	if _, err := sealer.Seal(nil, registry.ContentApplicationData, u.header(), make([]byte, 11), 17, nil); err == nil {
		t.Error("more padding than a block is sealed")
	}
}

// From TLS 1.0 on padding may be up to 256 bytes long: RFC 2246 §6.2.3.2.
func TestPaddingMayHave256Bytes(t *testing.T) {
	for _, o := range []record.Options{{}, {EncryptThenMAC: true}} {
		u := use{registry.VersionTLS12, registry.TLS_RSA_WITH_AES_128_CBC_SHA, o}
		sealer, opener := u.pair(t)
		content := make([]byte, 12) // with or without the MAC of 20 bytes: 32 or 12
		least := map[bool]int{false: 16, true: 4}[o.EncryptThenMAC]
		for padding := -1; padding < 300; padding++ {
			body, err := sealer.Seal(nil, registry.ContentApplicationData, u.header(), content, padding, random(1))
			possible := padding == 0 || padding >= least && padding <= 256 && (padding-least)%16 == 0
			if (err == nil) != possible {
				t.Fatalf("%s, padding %d: %v", u, padding, err)
			}
			if err != nil {
				continue
			}
			opened, err := opener.Open(nil, registry.ContentApplicationData, u.header(), body)
			if err != nil || opened.Padding != max(padding, least) {
				t.Fatalf("%s, padding %d: %v, %d", u, padding, err, opened.Padding)
			}
		}
	}
}

func TestARecordOfZerosHasNoType(t *testing.T) {
	u := use{registry.VersionTLS13, registry.TLS_AES_128_GCM_SHA256, record.Options{}}
	sealer, opener := u.pair(t)
	body, err := sealer.Seal(nil, registry.ContentInvalid, u.header(), make([]byte, 5), 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	u.refuses(t, opener, "zeros", registry.ContentApplicationData, u.header(), body)
}

func TestSequenceNumbersDoNotWrap(t *testing.T) {
	u := use{registry.VersionTLS13, registry.TLS_AES_128_GCM_SHA256, record.Options{}}
	sealer, _ := u.pair(t)
	sealer.SetSeq(math.MaxUint64)
	if _, err := sealer.Seal(nil, registry.ContentApplicationData, u.header(), nil, 0, nil); err == nil {
		t.Error("it seals with the last number of all")
	}
}
