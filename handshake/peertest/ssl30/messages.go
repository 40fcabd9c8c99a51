package ssl30

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// Suites are the suites that a Conn may be given.
var Suites = []registry.CipherSuite{
	0x0001, // TLS_RSA_WITH_NULL_MD5
	0x0002, // TLS_RSA_WITH_NULL_SHA
	0x0004, // TLS_RSA_WITH_RC4_128_MD5
	registry.TLS_RSA_WITH_RC4_128_SHA,
	0x0009, // TLS_RSA_WITH_DES_CBC_SHA
	registry.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
	registry.TLS_RSA_WITH_AES_128_CBC_SHA,
	registry.TLS_RSA_WITH_AES_256_CBC_SHA,
}

// message writes a handshake message: RFC 6101 §5.6.
func (c *Conn) message(typ registry.HandshakeType, body func(*cryptobyte.Builder)) error {
	var b cryptobyte.Builder
	b.AddUint8(uint8(typ))
	b.AddUint24LengthPrefixed(body)
	message, err := b.Bytes()
	if err != nil {
		return err
	}
	c.transcript = append(c.transcript, message...)
	for part := range slices.Chunk(message, maxPlaintext) {
		if err := c.writeRecord(registry.ContentHandshake, part); err != nil {
			return err
		}
	}
	return nil
}

// expect reads the next handshake message, which must be of this type.
func (c *Conn) expect(typ registry.HandshakeType) (cryptobyte.String, error) {
	for {
		if len(c.messages) >= 4 {
			n := 4 + int(binary.BigEndian.Uint32(c.messages)&0xffffff)
			if have := registry.HandshakeType(c.messages[0]); have != typ || n > 4+maxCiphertext {
				return nil, fmt.Errorf("%s of %d bytes instead of %s", have, n, typ)
			}
			if len(c.messages) >= n {
				message := c.messages[:n]
				c.messages = c.messages[n:]
				c.transcript = append(c.transcript, message...)
				return cryptobyte.String(message[4:]), nil
			}
		}
		have, content, err := c.readRecord()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", typ, err)
		}
		if have != registry.ContentHandshake {
			return nil, fmt.Errorf("a record of type %s instead of %s", have, typ)
		}
		c.messages = append(c.messages, content...)
	}
}

// finish sends ChangeCipherSpec and Finished: RFC 6101 §5.5, §5.6.9.
func (c *Conn) finish() (err error) {
	if err := c.writeRecord(registry.ContentChangeCipherSpec, []byte{1}); err != nil {
		return err
	}
	if c.out, err = record.New(registry.VersionSSL30, c.Session.Suite, c.next[c.side], record.Options{}); err != nil {
		return err
	}
	s, err := secrets.Finished(registry.VersionSSL30, c.Session.Suite, c.Session.Master, c.side, c.transcript)
	if err != nil {
		return err
	}
	return c.message(registry.HandshakeFinished, func(b *cryptobyte.Builder) { b.AddBytes(s.Output) })
}

// finished reads the peer's ChangeCipherSpec and Finished, and judges the latter.
func (c *Conn) finished() error {
	peer := c.side.Other()
	typ, content, err := c.readRecord()
	if err != nil {
		return fmt.Errorf("ChangeCipherSpec: %w", err)
	}
	if typ != registry.ContentChangeCipherSpec || !bytes.Equal(content, []byte{1}) || len(c.messages) > 0 {
		return fmt.Errorf("a record of type %s instead of a ChangeCipherSpec", typ)
	}
	if c.in, err = record.New(registry.VersionSSL30, c.Session.Suite, c.next[peer], record.Options{}); err != nil {
		return err
	}
	want, err := secrets.Finished(registry.VersionSSL30, c.Session.Suite, c.Session.Master, peer, c.transcript)
	if err != nil {
		return err
	}
	have, err := c.expect(registry.HandshakeFinished)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want.Output) {
		return errors.New("the peer's Finished is wrong")
	}
	return nil
}

// begin computes the master secret of a new session: RFC 6101 §6.1.
func (c *Conn) begin(id []byte, suite registry.CipherSuite, preMaster []byte) error {
	s, err := secrets.MasterSecret(registry.VersionSSL30, suite, preMaster, c.random[capture.Client], c.random[capture.Server])
	if err != nil {
		return err
	}
	c.Session = &Session{ID: bytes.Clone(id), Master: s.Output, Suite: suite}
	return c.prepare()
}

// resume goes on with a session, of which only the keys are new: RFC 6101 §5.5.
func (c *Conn) resume(s *Session) error {
	c.Session, c.Resumed = s, true
	return c.prepare()
}
