package handshake_test

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// handshakeMessage is one with its header.
func handshakeMessage(t registry.HandshakeType, body ...byte) []byte {
	return append([]byte{byte(t), 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

// TestAHelloOfSSL20LeadsToKeysOfTLS: its challenge is the random, with zeros before it,
// and it is hashed without its record header (RFC 6101 §E.1, RFC 2246 §E.1).
func TestAHelloOfSSL20LeadsToKeysOfTLS(t *testing.T) {
	const v, suite = registry.VersionTLS10, registry.TLS_RSA_WITH_AES_128_CBC_SHA
	challenge := bytes.Repeat([]byte{0xc1}, 16)
	clientRandom, serverRandom := append(make([]byte, 16), challenge...), bytes.Repeat([]byte{0x5e}, 32)
	master := bytes.Repeat([]byte{9}, 48)
	hello := append([]byte{1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 0x2f}, challenge...)
	serverHello := handshakeMessage(registry.HandshakeServerHello, append(append([]byte{3, 1}, serverRandom...), 0, 0, 0x2f, 0)...)
	done := handshakeMessage(registry.HandshakeServerHelloDone)
	exchange := handshakeMessage(registry.HandshakeClientKeyExchange, append([]byte{1, 0}, make([]byte, 256)...)...)
	said := bytes.Join([][]byte{hello, serverHello, done, exchange}, nil)

	block, err := secrets.NewKeyBlock(v, suite, master, clientRandom, serverRandom)
	if err != nil {
		t.Fatal(err)
	}
	sides := map[capture.Side]*record.Half{}
	for side, keys := range map[capture.Side]record.Keys{capture.Client: block.Client, capture.Server: block.Server} {
		if sides[side], err = record.New(v, suite, keys, record.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	keys := new(handshake.Keys)
	if err := keys.Log.Read(strings.NewReader(fmt.Sprintf("CLIENT_RANDOM %x %x\n", clientRandom, master)), "log"); err != nil {
		t.Fatal(err)
	}
	f := newFlow(keys)
	old := func(typ registry.ContentType, body []byte) []byte {
		return append([]byte{byte(typ), 3, 1, byte(len(body) >> 8), byte(len(body))}, body...)
	}
	f.Feed(capture.Client, append([]byte{0x80, byte(len(hello))}, hello...), 0)
	f.Feed(capture.Server, old(registry.ContentHandshake, append(bytes.Clone(serverHello), done...)), 0)
	f.Feed(capture.Client, old(registry.ContentHandshake, exchange), 0)
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		f.Feed(side, old(registry.ContentChangeCipherSpec, []byte{1}), 0)
		s, err := secrets.Finished(v, suite, master, side, said)
		if err != nil {
			t.Fatal(err)
		}
		finished := handshakeMessage(registry.HandshakeFinished, s.Output...)
		said = append(said, finished...)
		body, err := sides[side].Seal(nil, registry.ContentHandshake, v, finished, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		f.Feed(side, old(registry.ContentHandshake, body), 0)
	}
	f.End(0)
	if got := verdicts(f.items); fmt.Sprint(got) != "[1 1]" {
		t.Errorf("Finished: %v, errors %q", got, f.errs())
	}
}

// TestDraftsWithOtherLabelsAreOpenedAndNotJudged: up to draft 19 labels began with
// "TLS 1.3, ", and traffic secrets of the key log serve all the same.
func TestDraftsWithOtherLabelsAreOpenedAndNotJudged(t *testing.T) {
	const v, suite = registry.Version(0x7f12), registry.TLS_AES_128_GCM_SHA256
	clientRandom, secret := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{7}, 32)
	hello := handshakeMessage(registry.HandshakeClientHello, append(append([]byte{3, 3}, clientRandom...), 0, 0, 2, 0x13, 1, 1, 0)...)
	serverHello := handshakeMessage(registry.HandshakeServerHello, append(append([]byte{0x7f, 18}, bytes.Repeat([]byte{2}, 32)...), 0x13, 1, 0, 0)...)
	extensions := handshakeMessage(registry.HandshakeEncryptedExtensions, 0, 0)
	label := "TLS 1.3, finished"
	key, err := hkdf.Expand(sha256.New, secret, "\x00\x20"+string(rune(len(label)))+label+"\x00", 32)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(bytes.Join([][]byte{hello, serverHello, extensions}, nil))
	mac := hmac.New(sha256.New, key)
	mac.Write(sum[:])
	keysOf, _, err := secrets.TrafficKeys(v, suite, secret)
	if err != nil {
		t.Fatal(err)
	}
	half, err := record.New(v, suite, keysOf, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	body, err := half.Seal(nil, registry.ContentHandshake, registry.VersionTLS10, append(extensions, handshakeMessage(registry.HandshakeFinished, mac.Sum(nil)...)...), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	keys := new(handshake.Keys)
	if err := keys.Log.Read(strings.NewReader(fmt.Sprintf("SERVER_HANDSHAKE_TRAFFIC_SECRET %x %x\n", clientRandom, secret)), "log"); err != nil {
		t.Fatal(err)
	}
	f := newFlow(keys)
	f.Feed(capture.Client, recordOf(registry.ContentHandshake, hello), 0)
	f.Feed(capture.Server, recordOf(registry.ContentHandshake, serverHello), 0)
	f.Feed(capture.Server, append([]byte{23, 3, 1, 0, byte(len(body))}, body...), 0)
	f.End(0)
	if got := verdicts(f.items); len(got) != 1 || got[0] != handshake.Unverified || len(f.errs()) > 0 {
		t.Errorf("Finished: %v, errors %q", got, f.errs())
	}
}
