// Package ssl30 is for tests: a client and a server of SSL 3.0 (RFC 6101), of which
// captures are made, because OpenSSL, GnuTLS and Go do not speak it any
// more.
//
// Promise: both ends do the whole handshake with RSA key transport, or go on with a
// session by its ID, judge each other's Finished, and protect what they say; they
// speak with other peers, too. What the other end says may be anything.
//
// Limits: no certificates of clients, no compression, no renegotiation, no hello of
// SSL 2.0; the certificate is not judged, and how a key exchange fails is told: this
// is no peer for the Internet.
package ssl30

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A Config says how one end behaves.
type Config struct {
	Suites      []registry.CipherSuite // with RSA key transport, in order of preference: see Suites
	Certificate tls.Certificate        // of the server; its key is an RSA key
	Session     *Session               // to be gone on with, if both sides know it
	KeyLog      io.Writer              // gets the master secret as a line of NSS's key log; nil: nobody does
}

// A Session is what both ends keep of a connection.
type Session struct {
	ID     []byte
	Master []byte
	Suite  registry.CipherSuite
}

// A Conn is one end of a connection. It reads and writes after Handshake, for one
// goroutine each.
type Conn struct {
	net.Conn
	config *Config
	side   capture.Side

	Session *Session // after the handshake
	Resumed bool

	random     map[capture.Side][]byte
	transcript []byte // handshake messages with their headers
	messages   []byte // handshake records that were not read yet
	content    []byte // application data that was not read yet
	in, out    *record.Half
	next       map[capture.Side]record.Keys // keys for behind the ChangeCipherSpecs

	writing sync.Mutex
}

// Sizes of RFC 6101 §5.2.1 and §5.2.3, in bytes.
const (
	maxPlaintext  = 1 << 14
	maxCiphertext = maxPlaintext + 2048
)

// Client makes conn the client's end.
func Client(conn net.Conn, config *Config) *Conn {
	return newConn(conn, config, capture.Client)
}

// Server makes conn the server's end.
func Server(conn net.Conn, config *Config) *Conn {
	return newConn(conn, config, capture.Server)
}

func newConn(conn net.Conn, config *Config, side capture.Side) *Conn {
	c := &Conn{Conn: conn, config: config, side: side, random: map[capture.Side][]byte{}}
	c.random[side] = make([]byte, 32)
	_, _ = rand.Read(c.random[side]) // it never fails
	return c
}

// Handshake must come before everything else. A failure is told to the peer.
func (c *Conn) Handshake() error {
	handshake := c.clientHandshake
	if c.side == capture.Server {
		handshake = c.serverHandshake
	}
	err := handshake()
	if err == nil {
		return nil
	}
	_ = c.writeRecord(registry.ContentAlert, []byte{2, 40}) // fatal, handshake_failure: RFC 6101 §5.4
	return fmt.Errorf("SSL 3.0, %s: %w", c.side, err)
}

// Write sends application data, in records of up to 2^14 bytes.
func (c *Conn) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		part := b[n:min(len(b), n+maxPlaintext)]
		if err = c.writeRecord(registry.ContentApplicationData, part); err == nil {
			n += len(part)
		}
	}
	return n, err
}

// Read gives io.EOF behind the peer's close_notify.
func (c *Conn) Read(b []byte) (int, error) {
	for len(c.content) == 0 {
		typ, content, err := c.readRecord()
		if err != nil {
			return 0, err
		}
		if typ != registry.ContentApplicationData {
			return 0, fmt.Errorf("an unexpected record of type %s", typ)
		}
		c.content = content
	}
	n := copy(b, c.content)
	c.content = c.content[n:]
	return n, nil
}

// Close says close_notify, and closes the connection below.
func (c *Conn) Close() error {
	err := c.writeRecord(registry.ContentAlert, []byte{1, 0})
	return errors.Join(err, c.Conn.Close())
}

func (c *Conn) writeRecord(typ registry.ContentType, content []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	b := []byte{byte(typ), 3, 0, 0, 0}
	if c.out == nil {
		b = append(b, content...)
	} else {
		var err error
		if b, err = c.out.Seal(b, typ, registry.VersionSSL30, content, 0, rand.Reader); err != nil {
			return err
		}
	}
	binary.BigEndian.PutUint16(b[3:], uint16(len(b)-5))
	_, err := c.Conn.Write(b)
	return err
}

// readRecord reads and opens a record. An alert is an error: close_notify is io.EOF.
func (c *Conn) readRecord() (registry.ContentType, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(c.Conn, head[:]); err != nil {
		return 0, nil, fmt.Errorf("a record's header: %w", err)
	}
	typ, length := registry.ContentType(head[0]), int(binary.BigEndian.Uint16(head[3:]))
	v := registry.Version(binary.BigEndian.Uint16(head[1:]))
	first := len(c.transcript) == 0 && v>>8 == 3 // clients that speak TLS as well greet in records of TLS 1.0
	if v != registry.VersionSSL30 && !first || length > maxCiphertext {
		return 0, nil, fmt.Errorf("a record of %s with %d bytes", v, length)
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(c.Conn, content); err != nil {
		return 0, nil, fmt.Errorf("a record's body: %w", err)
	}
	if c.in != nil {
		opened, err := c.in.Open(nil, typ, registry.VersionSSL30, content)
		if err != nil {
			return 0, nil, err
		}
		content = opened.Content
	}
	switch {
	case len(content) > maxPlaintext:
		return 0, nil, fmt.Errorf("a record with %d bytes of content", len(content))
	case typ == registry.ContentAlert && bytes.Equal(content, []byte{1, 0}):
		return 0, nil, io.EOF
	case typ == registry.ContentAlert:
		return 0, nil, fmt.Errorf("the peer's alert %x", content)
	}
	return typ, content, nil
}

// prepare makes the keys that the ChangeCipherSpecs bring into use.
func (c *Conn) prepare() error {
	s := c.Session
	block, err := secrets.NewKeyBlock(registry.VersionSSL30, s.Suite, s.Master, c.random[capture.Client], c.random[capture.Server])
	if err != nil {
		return err
	}
	c.next = map[capture.Side]record.Keys{capture.Client: block.Client, capture.Server: block.Server}
	if c.config.KeyLog == nil {
		return nil
	}
	_, err = fmt.Fprintf(c.config.KeyLog, "CLIENT_RANDOM %x %x\n", c.random[capture.Client], s.Master)
	return err
}
