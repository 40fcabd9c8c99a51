package signature_test

import (
	"crypto"
	"crypto/tls"
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// talk greets, sends a line each way, and closes. What crossed is returned also
// where the handshake failed.
func talk(client, server *tls.Config) *capture.Recording {
	a, b := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(b, server)
		defer b.Close()
		defer s.Close()
		var line [5]byte
		if _, err := io.ReadFull(s, line[:]); err == nil {
			_, _ = s.Write(line[:])
		}
	}()
	c := tls.Client(recorder.Conn(a, capture.Client), client)
	if _, err := c.Write([]byte("hello")); err == nil {
		_, _ = io.ReadAll(c)
	}
	c.Close()
	<-done
	return recorder.Recording()
}

// opened are the items of a connection, its protected records opened by a key log,
// and the hash of its key schedule.
func opened(rec *capture.Recording, log []byte) ([]*handshake.Item, crypto.Hash) {
	var keys handshake.Keys
	keys.Log.Add(log, "key log")
	items, state := handshake.DecodeWith(rec, &keys)
	h, err := secrets.HashOf(state.Version, state.CipherSuite)
	must(err)
	return items, h
}

// transcript is the hash of messages of TLS 1.3.
func transcript(h crypto.Hash, messages ...[]byte) []byte {
	sum, err := signature.TranscriptHash(h, messages...)
	must(err)
	return sum
}
