package record_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// versions are all that a Half knows.
var versions = []registry.Version{
	registry.VersionSSL30, registry.VersionTLS10, registry.VersionTLS11, registry.VersionTLS12, registry.VersionTLS13,
	0x7f0e, 0x7f12, 0x7f17, 0x7f18, 0x7f19, 0x7f1c, 0xfb17, 0xfb1a,
}

// A use is a suite at a version, with the options that make a difference.
type use struct {
	version registry.Version
	suite   registry.CipherSuite
	options record.Options
}

func (u use) String() string {
	text := fmt.Sprintf("%s/%s", u.version, u.suite)
	if u.options.EncryptThenMAC {
		text += "/encrypt-then-MAC"
	}
	if u.options.TruncatedHMAC {
		text += "/truncated HMAC"
	}
	return text
}

// uses are all suites at all versions that have them.
func uses() (all []use) {
	for n := range math.MaxUint16 + 1 {
		s := registry.CipherSuite(n)
		if !s.Known() {
			continue
		}
		for _, v := range versions {
			p, err := record.ParamsOf(v, s)
			if err != nil {
				continue
			}
			all = append(all, use{v, s, record.Options{}})
			if v == registry.VersionSSL30 || p.MACHash == 0 {
				continue
			}
			all = append(all, use{v, s, record.Options{TruncatedHMAC: true}})
			if p.Kind == record.Block {
				all = append(all, use{v, s, record.Options{EncryptThenMAC: true}})
				all = append(all, use{v, s, record.Options{EncryptThenMAC: true, TruncatedHMAC: true}})
			}
		}
	}
	return all
}

// distinct leaves one suite of those that treat records in the same way.
func distinct(all []use) (some []use) {
	seen := map[string]bool{}
	for _, u := range all {
		key := fmt.Sprint(u.version, u.suite.Encryption(), u.suite.Hash(), u.options)
		if !seen[key] {
			seen[key] = true
			some = append(some, u)
		}
	}
	return some
}

// random gives the same bytes in every run.
func random(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = random(byte(n)).Read(b)
	return b
}

// pair is a Half that seals and one that opens.
func (u use) pair(t testing.TB) (sealer, opener *record.Half) {
	t.Helper()
	p, err := record.ParamsOf(u.version, u.suite)
	if err != nil {
		t.Fatal(err)
	}
	keys := record.Keys{MAC: randomBytes(p.MAC), Key: randomBytes(p.Final), IV: randomBytes(p.IV)}
	if sealer, err = record.New(u.version, u.suite, keys, u.options); err == nil {
		opener, err = record.New(u.version, u.suite, keys, u.options)
	}
	if err != nil {
		t.Fatalf("%s: %v", u, err)
	}
	return sealer, opener
}

// outer is the type in the header of a protected record.
func (u use) outer(t registry.ContentType) registry.ContentType {
	if u.is13() {
		return registry.ContentApplicationData
	}
	return t
}

// header is the version in the header of a record.
func (u use) header() registry.Version {
	if u.is13() {
		return registry.VersionTLS12
	}
	return u.version
}

func (u use) is13() bool { return u.version > registry.VersionTLS12 }

func TestWhatIsSealedOpens(t *testing.T) {
	all := uses()
	if len(all) < 700 {
		t.Fatalf("only %d suites at versions", len(all))
	}
	some := distinct(all)
	for _, u := range all {
		p, _ := record.ParamsOf(u.version, u.suite)
		sealer, opener := u.pair(t)
		for i, n := range []int{0, 1, 15, 16, 17, 1 << 14} {
			if n > 17 && !slices.Contains(some, u) {
				continue // the others differ by name only
			}
			content := randomBytes(n)
			padding := 0
			if u.is13() {
				padding = i * 50
			}
			prefix := []byte("what was there")
			sealed, err := sealer.Seal(bytes.Clone(prefix), registry.ContentHandshake, u.header(), content, padding, random(1))
			if err != nil {
				t.Fatalf("%s, %d bytes: %v", u, n, err)
			}
			body := bytes.Clone(sealed[len(prefix):])
			before := bytes.Clone(body)
			opened, err := opener.Open(bytes.Clone(prefix), u.outer(registry.ContentHandshake), u.header(), body)
			if err != nil {
				t.Fatalf("%s, %d bytes: %v", u, n, err)
			}
			switch {
			case !bytes.HasPrefix(sealed, prefix) || !bytes.Equal(body, before):
				t.Fatalf("%s wrote where it may not", u)
			case !bytes.Equal(opened.Content, content) || opened.Type != registry.ContentHandshake:
				t.Fatalf("%s, %d bytes: other content or type", u, n)
			case opened.Offset != p.Explicit:
				t.Fatalf("%s: the ciphertext at %d", u, opened.Offset)
			case u.is13() && opened.Padding != padding, p.Kind == record.Block && opened.Padding < 1:
				t.Fatalf("%s: padding of %d", u, opened.Padding)
			case opener.Seq() != uint64(i+1) || sealer.Seq() != opener.Seq():
				t.Fatalf("%s: sequence number %d", u, opener.Seq())
			}
			inner := padding
			if u.is13() {
				inner++ // the content type
			}
			if len(body) != length(p, u.options, n+inner) {
				t.Fatalf("%s: a body of %d bytes for %d", u, len(body), n)
			}
		}
	}
}

// length is the length of the body for n bytes of content, by another way.
func length(p record.Params, o record.Options, n int) int {
	mac := p.MAC
	if o.TruncatedHMAC && mac > 0 {
		mac = 10
	}
	switch p.Kind {
	case record.Block:
		if o.EncryptThenMAC {
			return p.Explicit + (n/p.Block+1)*p.Block + mac
		}
		return p.Explicit + ((n+mac)/p.Block+1)*p.Block
	case record.AEAD:
		return p.Explicit + n + p.Tag
	}
	return n + mac
}
