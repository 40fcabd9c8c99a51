package secrets

import (
	"bytes"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// tracePeers hold the keys with which each side writes, and an observer opens.
type tracePeers struct {
	write, open map[string]*record.Half
}

func newTracePeers() *tracePeers {
	return &tracePeers{write: map[string]*record.Half{}, open: map[string]*record.Half{}}
}

func (p *tracePeers) change(t *testing.T, who string, k record.Keys) {
	t.Helper()
	for _, halves := range []map[string]*record.Half{p.write, p.open} {
		half, err := record.New(tls13Version, tls13Suite, k, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		halves[who] = half
	}
}

// send compares a record: what it carries, and how it crosses. An observer
// with the same keys opens it again.
func (p *tracePeers) send(b *traceBlock, kind string, r *replay) {
	t := r.t
	r.withBinder()
	payload := b.use("payload")
	code := map[string]registry.ContentType{"change_cipher_spec": 20, "alert": 21, "handshake": 22, "application_data": 23}[kind]
	switch kind {
	case "handshake":
		b.is(t, "payload", r.pending)
		r.pending = nil
	case "change_cipher_spec":
		b.is(t, "payload", []byte{1})
	case "alert":
		b.is(t, "payload", []byte{1, 0}) // close_notify
	}
	write := p.write[b.who]
	if write == nil || kind == "change_cipher_spec" {
		head := []byte{byte(code), 3, 3, byte(len(payload) >> 8), byte(len(payload))}
		if kind == "handshake" && b.who == "client" && len(r.hellos) == 1 {
			head[2] = 1 // RFC 8446 §5.1: the first ClientHello
		}
		b.is(t, "complete record", append(head, payload...))
		return
	}
	body, err := write.Seal(nil, code, registry.VersionTLS12, payload, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.is(t, "complete record", append([]byte{23, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...))

	opened, err := p.open[b.who].Open(nil, registry.ContentApplicationData, registry.VersionTLS12, body)
	if err != nil || opened.Type != code || !bytes.Equal(opened.Content, payload) {
		t.Errorf("the %s record of the %s cannot be opened: %v", kind, b.who, err)
	}
}
