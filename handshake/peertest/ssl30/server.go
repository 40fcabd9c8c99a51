package ssl30

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// serverHandshake is the server's part: RFC 6101 §5.5.
func (c *Conn) serverHandshake() error {
	id, suites, err := c.clientHello()
	if err != nil {
		return err
	}
	if old := c.config.Session; old != nil && bytes.Equal(id, old.ID) && slices.Contains(suites, old.Suite) {
		if err := c.choose(old.ID, old.Suite); err != nil {
			return err
		}
		if err := c.resume(old); err != nil {
			return err
		}
		if err := c.finish(); err != nil {
			return err
		}
		return c.finished()
	}
	at := slices.IndexFunc(c.config.Suites, func(s registry.CipherSuite) bool { return slices.Contains(suites, s) })
	if at < 0 {
		return fmt.Errorf("none of %v", suites)
	}
	suite, id := c.config.Suites[at], make([]byte, 32)
	_, _ = rand.Read(id) // it never fails
	if err := c.choose(id, suite); err != nil {
		return err
	}
	if err := c.present(); err != nil {
		return err
	}
	preMaster, err := c.preMaster()
	if err != nil {
		return err
	}
	if err := c.begin(id, suite, preMaster); err != nil {
		return err
	}
	if err := c.finished(); err != nil {
		return err
	}
	return c.finish()
}

// clientHello reads what the client offers: RFC 6101 §5.6.1.2. What stands behind
// the compression methods is for later versions.
func (c *Conn) clientHello() (id []byte, suites []registry.CipherSuite, err error) {
	hello, err := c.expect(registry.HandshakeClientHello)
	if err != nil {
		return nil, nil, err
	}
	var version uint16
	var sessionID, list, compressions cryptobyte.String
	random := make([]byte, 32)
	if !hello.ReadUint16(&version) || !hello.CopyBytes(random) || !hello.ReadUint8LengthPrefixed(&sessionID) || len(sessionID) > 32 ||
		!hello.ReadUint16LengthPrefixed(&list) || len(list)%2 != 0 || !hello.ReadUint8LengthPrefixed(&compressions) {
		return nil, nil, errors.New("a malformed ClientHello")
	}
	if registry.Version(version) < registry.VersionSSL30 || !bytes.Contains(compressions, []byte{0}) {
		return nil, nil, fmt.Errorf("a ClientHello of %s with compressions %x", registry.Version(version), compressions)
	}
	for !list.Empty() {
		var s uint16
		list.ReadUint16(&s)
		suites = append(suites, registry.CipherSuite(s))
	}
	c.random[capture.Client] = random
	return sessionID, suites, nil
}

// choose sends the ServerHello: RFC 6101 §5.6.1.3.
func (c *Conn) choose(id []byte, suite registry.CipherSuite) error {
	return c.message(registry.HandshakeServerHello, func(b *cryptobyte.Builder) {
		b.AddUint16(uint16(registry.VersionSSL30))
		b.AddBytes(c.random[capture.Server])
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(id) })
		b.AddUint16(uint16(suite))
		b.AddUint8(0) // compression: none
	})
}

// present sends Certificate and ServerHelloDone: RFC 6101 §5.6.2, §5.6.5.
func (c *Conn) present() error {
	err := c.message(registry.HandshakeCertificate, func(b *cryptobyte.Builder) {
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, der := range c.config.Certificate.Certificate {
				b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(der) })
			}
		})
	})
	if err != nil {
		return err
	}
	return c.message(registry.HandshakeServerHelloDone, func(*cryptobyte.Builder) {})
}

// preMaster opens the client's key exchange: RFC 6101 §5.6.7.1. It tells the peer
// when that fails, which Bleichenbacher asks a million times; this is for tests.
func (c *Conn) preMaster() ([]byte, error) {
	encrypted, err := c.expect(registry.HandshakeClientKeyExchange)
	if err != nil {
		return nil, err
	}
	key, ok := c.config.Certificate.PrivateKey.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the server has no RSA key")
	}
	s, err := secrets.PreMasterRSA(key, encrypted)
	return s.Output, err
}
