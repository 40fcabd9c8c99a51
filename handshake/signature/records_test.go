package signature_test

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/tls"
	"encoding/hex"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
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

// A message of a handshake, in the order of the wire.
type message struct {
	from  capture.Side
	bytes []byte
}

// clear are the handshake messages that crossed in the clear.
func inClear(rec *capture.Recording) (out []message, s *handshake.State) {
	c := handshake.NewConversation(func(it *handshake.Item) {
		if it.Kind == handshake.KindHandshake && it.Missing == "" {
			out = append(out, message{it.From, bytes.Clone(it.Bytes)})
		}
	})
	for _, e := range rec.Events {
		if e.Kind == capture.Data {
			c.Feed(e.From, e.Data, e.At)
		}
	}
	c.End(0)
	return out, &c.State
}

// opened are the handshake messages of a TLS 1.3 connection up to both Finished, by
// the secrets of its key log: as much of RFC 8446 §5.2, §7.3 as AES-GCM needs. It
// stands here so that the test does not lean on what it is to prove.
func opened(rec *capture.Recording, log string) (out []message, h crypto.Hash) {
	out, s := inClear(rec)
	keySize := 16
	h = crypto.SHA256
	if s.CipherSuite == registry.TLS_AES_256_GCM_SHA384 {
		keySize, h = 32, crypto.SHA384
	}
	for _, side := range []struct {
		from  capture.Side
		label string
	}{{capture.Server, "SERVER_HANDSHAKE_TRAFFIC_SECRET"}, {capture.Client, "CLIENT_HANDSHAKE_TRAFFIC_SECRET"}} {
		var secret []byte
		for line := range strings.Lines(log) {
			if f := strings.Fields(line); len(f) == 3 && f[0] == side.label {
				secret, _ = hex.DecodeString(f[2])
			}
		}
		expand := func(label string, n int) []byte {
			info := append([]byte{0, byte(n), byte(6 + len(label))}, "tls13 "+label+"\x00"...)
			b, err := hkdf.Expand(h.New, secret, string(info), n)
			must(err)
			return b
		}
		block, err := aes.NewCipher(expand("key", keySize))
		must(err)
		aead, err := cipher.NewGCM(block)
		must(err)
		iv := expand("iv", 12)
		var stream, plain []byte
		for _, e := range rec.Events {
			if e.Kind == capture.Data && e.From == side.from {
				stream = append(stream, e.Data...)
			}
		}
		for n := 0; len(stream) >= 5; {
			end := 5 + int(stream[3])<<8 + int(stream[4])
			record := stream[:end]
			stream = stream[end:]
			if registry.ContentType(record[0]) != registry.ContentApplicationData {
				continue
			}
			nonce := bytes.Clone(iv)
			nonce[11] ^= byte(n)
			n++
			inner, err := aead.Open(nil, nonce, record[5:], record[:5])
			if err != nil {
				break // the next keys
			}
			inner = bytes.TrimRight(inner, "\x00")
			plain = append(plain, inner[:len(inner)-1]...)
		}
		for len(plain) >= 4 {
			end := 4 + int(plain[1])<<16 + int(plain[2])<<8 + int(plain[3])
			out = append(out, message{side.from, plain[:end]})
			plain = plain[end:]
		}
	}
	return out, h
}
