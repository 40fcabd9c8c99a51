package keytransport

import (
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// What the client of our own needs of messages and records.

// An AlertError is the alert by which the server ended the connection.
type AlertError struct{ Alert registry.Alert }

func (e *AlertError) Error() string { return "the server's alert: " + e.Alert.String() }

// say sends a handshake message.
func (c *client) say(t registry.HandshakeType, body func(*cryptobyte.Builder)) error {
	var b cryptobyte.Builder
	b.AddUint8(uint8(t))
	b.AddUint24LengthPrefixed(body)
	message, err := b.Bytes()
	if err != nil {
		return err
	}
	c.transcript = append(c.transcript, message...)
	return c.write(registry.ContentHandshake, message)
}

// expect reads the next handshake message into m.
func (c *client) expect(t registry.HandshakeType, m interface {
	Dissect([]byte, *wire.Trace) error
}) error {
	for {
		if len(c.unread) >= 4 {
			n := 4 + int(binary.BigEndian.Uint32(c.unread)&0xffffff)
			if have := registry.HandshakeType(c.unread[0]); have != t || n > handshake.MaxRecord {
				return fmt.Errorf("%s of %d bytes instead of %s", have, n, t)
			}
			if len(c.unread) >= n {
				message := c.unread[:n:n]
				c.unread = c.unread[n:]
				c.transcript = append(c.transcript, message...)
				return m.Dissect(message, nil)
			}
		}
		content, err := c.read(registry.ContentHandshake)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", t, err)
		}
		c.unread = append(c.unread, content...)
	}
}

// write sends a record, protected once there is a key.
func (c *client) write(t registry.ContentType, content []byte) error {
	b := []byte{byte(t), 3, 3, 0, 0}
	if c.out == nil {
		b = append(b, content...)
	} else {
		var err error
		if b, err = c.out.Seal(b, t, registry.VersionTLS12, content, 0, c.rand); err != nil {
			return err
		}
	}
	binary.BigEndian.PutUint16(b[3:], uint16(len(b)-handshake.RecordHeaderLength))
	_, err := c.conn.Write(b)
	return err
}

// read reads a record of this type. Any other is an error, an alert one that says
// which.
func (c *client) read(want registry.ContentType) ([]byte, error) {
	var head [handshake.RecordHeaderLength]byte
	if _, err := io.ReadFull(c.conn, head[:]); err != nil {
		return nil, err
	}
	have, length := registry.ContentType(head[0]), int(binary.BigEndian.Uint16(head[3:]))
	if length > handshake.MaxRecord {
		return nil, fmt.Errorf("a record of %d bytes", length)
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(c.conn, content); err != nil {
		return nil, err
	}
	if c.in != nil {
		opened, err := c.in.Open(nil, have, registry.VersionTLS12, content)
		if err != nil {
			return nil, err
		}
		content = opened.Content
	}
	switch {
	case have == registry.ContentAlert && len(content) == 2:
		return nil, &AlertError{registry.Alert(content[1])}
	case have != want:
		return nil, fmt.Errorf("a record of type %s instead of %s", have, want)
	}
	return content, nil
}
