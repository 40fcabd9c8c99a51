package handshake_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// opened decrypts one side of a TLS 1.3 connection with its key log, and returns
// its handshake messages behind the ServerHello: RFC 8446 §5.2, §7.3.
func opened(t testing.TB, rec *capture.Recording, from capture.Side, keylog []byte) (messages [][]byte) {
	t.Helper()
	_, state := handshake.Decode(rec)
	side := strings.ToUpper(from.String())
	var plain []byte
	now, keys := 0, []*recordKey{
		keyOf(t, state.CipherSuite, keylog, side+"_HANDSHAKE_TRAFFIC_SECRET"), keyOf(t, state.CipherSuite, keylog, side+"_TRAFFIC_SECRET_0")}
	for b := rec.Bytes(from); len(b) >= handshake.RecordHeaderLength; {
		n := handshake.RecordHeaderLength + int(b[3])<<8 + int(b[4])
		if n > len(b) {
			break
		}
		record := b[:n]
		b = b[n:]
		if registry.ContentType(record[0]) != registry.ContentApplicationData {
			continue
		}
		text, err := keys[now].open(record)
		if err != nil && now == 0 {
			now = 1
			text, err = keys[now].open(record)
		}
		if err != nil {
			continue // early data, or behind a key update
		}
		text = bytes.TrimRight(text, "\x00")
		if len(text) > 0 && registry.ContentType(text[len(text)-1]) == registry.ContentHandshake {
			plain = append(plain, text[:len(text)-1]...)
		}
	}
	for len(plain) >= handshake.HeaderLength {
		n := min(len(plain), handshake.HeaderLength+int(plain[1])<<16+int(plain[2])<<8+int(plain[3]))
		messages = append(messages, plain[:n])
		plain = plain[n:]
	}
	return messages
}

// openedMessage is the nth of a type.
func openedMessage(t testing.TB, rec *capture.Recording, from capture.Side, keylog []byte, kind registry.HandshakeType, nth int) []byte {
	t.Helper()
	for _, m := range opened(t, rec, from, keylog) {
		if registry.HandshakeType(m[0]) == kind {
			if nth == 0 {
				return m
			}
			nth--
		}
	}
	t.Fatalf("the %s sent no %s", from, kind.Message())
	return nil
}

type recordKey struct {
	aead cipher.AEAD
	iv   []byte
	seq  uint64
}

func (k *recordKey) open(record []byte) ([]byte, error) {
	nonce := bytes.Clone(k.iv)
	for i := range 8 {
		nonce[len(nonce)-1-i] ^= byte(k.seq >> (8 * i))
	}
	text, err := k.aead.Open(nil, nonce, record[handshake.RecordHeaderLength:], record[:handshake.RecordHeaderLength])
	if err == nil {
		k.seq++
	}
	return text, err
}

func keyOf(t testing.TB, suite registry.CipherSuite, keylog []byte, label string) *recordKey {
	t.Helper()
	var secret []byte
	for line := range bytes.Lines(keylog) {
		if f := strings.Fields(string(line)); len(f) == 3 && f[0] == label {
			secret, _ = hex.DecodeString(f[2])
		}
	}
	if secret == nil {
		t.Fatalf("the key log has no %s", label)
	}
	newHash, size := func() hash.Hash { return sha256.New() }, 32
	switch suite {
	case registry.TLS_AES_128_GCM_SHA256:
		size = 16
	case registry.TLS_AES_256_GCM_SHA384:
		newHash = func() hash.Hash { return sha512.New384() }
	}
	expand := func(label string, n int) []byte {
		info := append([]byte{0, byte(n), byte(6 + len(label))}, "tls13 "+label+"\x00"...)
		out, err := hkdf.Expand(newHash, secret, string(info), n)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	k := &recordKey{iv: expand("iv", 12)}
	if suite == registry.TLS_CHACHA20_POLY1305_SHA256 {
		k.aead, _ = chacha20poly1305.New(expand("key", size))
	} else {
		block, err := aes.NewCipher(expand("key", size))
		if err != nil {
			t.Fatal(err)
		}
		k.aead, _ = cipher.NewGCM(block)
	}
	return k
}
