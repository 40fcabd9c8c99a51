package secrets

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// tracePeers hold the keys with which each side writes and reads.
type tracePeers struct {
	write, read map[string]*traceHalf
}

type traceHalf struct {
	aead cipher.AEAD
	iv   []byte
	seq  uint64
}

func newTracePeers(*testing.T) *tracePeers {
	return &tracePeers{write: map[string]*traceHalf{}, read: map[string]*traceHalf{}}
}

func (p *tracePeers) change(t *testing.T, who, way string, k record.Keys) {
	block, err := aes.NewCipher(k.Key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	h := &traceHalf{aead: aead, iv: k.IV}
	if way == "write" {
		p.write[who] = h
	} else {
		p.read[who] = h
	}
}

func (h *traceHalf) seal(kind byte, payload []byte) []byte {
	nonce := bytes.Clone(h.iv)
	for i := range 8 {
		nonce[11-i] ^= byte(h.seq >> (8 * i))
	}
	h.seq++
	n := len(payload) + 17
	head := []byte{23, 3, 3, byte(n >> 8), byte(n)}
	return h.aead.Seal(bytes.Clone(head), nonce, append(bytes.Clone(payload), kind), head)
}

// send compares a record: what it carries, and how it crosses.
func (p *tracePeers) send(b *traceBlock, kind string, r *replay) {
	t := r.t
	r.withBinder()
	payload := b.use("payload")
	code := map[string]byte{"change_cipher_spec": 20, "alert": 21, "handshake": 22, "application_data": 23}[kind]
	switch kind {
	case "handshake":
		b.is(t, "payload", r.pending)
		r.pending = nil
	case "change_cipher_spec":
		b.is(t, "payload", []byte{1})
	case "alert":
		b.is(t, "payload", []byte{1, 0}) // close_notify
	}
	if h := p.write[b.who]; h != nil && kind != "change_cipher_spec" {
		b.is(t, "complete record", h.seal(code, payload))
		return
	}
	head := []byte{code, 3, 3, byte(len(payload) >> 8), byte(len(payload))}
	if kind == "handshake" && b.who == "client" && len(r.hellos) == 1 {
		head[2] = 1 // RFC 8446 §5.1: the first ClientHello
	}
	b.is(t, "complete record", append(head, payload...))
}
