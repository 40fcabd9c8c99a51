package ssl30

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// clientHandshake is the client's part: RFC 6101 §5.5.
func (c *Conn) clientHandshake() error {
	old := c.config.Session
	err := c.message(registry.HandshakeClientHello, func(b *cryptobyte.Builder) { // RFC 6101 §5.6.1.2
		b.AddUint16(uint16(registry.VersionSSL30))
		b.AddBytes(c.random[capture.Client])
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
			if old != nil {
				b.AddBytes(old.ID)
			}
		})
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, s := range c.config.Suites {
				b.AddUint16(uint16(s))
			}
		})
		b.AddBytes([]byte{1, 0}) // compression: none
	})
	if err != nil {
		return err
	}
	id, suite, err := c.serverHello()
	if err != nil {
		return err
	}
	if old != nil && bytes.Equal(id, old.ID) {
		if suite != old.Suite {
			return fmt.Errorf("the session goes on with %s instead of %s", suite, old.Suite)
		}
		if err := c.resume(old); err != nil {
			return err
		}
		if err := c.finished(); err != nil {
			return err
		}
		return c.finish()
	}
	key, err := c.serverCertificate()
	if err != nil {
		return err
	}
	if done, err := c.expect(registry.HandshakeServerHelloDone); err != nil || len(done) > 0 {
		return errors.Join(errors.New("no empty ServerHelloDone"), err)
	}
	if err := c.keyExchange(key, id, suite); err != nil {
		return err
	}
	if err := c.finish(); err != nil {
		return err
	}
	return c.finished()
}

// serverHello reads what the server chose: RFC 6101 §5.6.1.3.
func (c *Conn) serverHello() (id []byte, suite registry.CipherSuite, err error) {
	hello, err := c.expect(registry.HandshakeServerHello)
	if err != nil {
		return nil, 0, err
	}
	var version, chosen uint16
	var sessionID cryptobyte.String
	var compression uint8
	random := make([]byte, 32)
	if !hello.ReadUint16(&version) || !hello.CopyBytes(random) || !hello.ReadUint8LengthPrefixed(&sessionID) || len(sessionID) > 32 ||
		!hello.ReadUint16(&chosen) || !hello.ReadUint8(&compression) || !hello.Empty() {
		return nil, 0, errors.New("a malformed ServerHello")
	}
	suite = registry.CipherSuite(chosen)
	if registry.Version(version) != registry.VersionSSL30 || compression != 0 || !slices.Contains(c.config.Suites, suite) {
		return nil, 0, fmt.Errorf("the server chose %s, %s and compression %d", registry.Version(version), suite, compression)
	}
	c.random[capture.Server] = random
	return sessionID, suite, nil
}

// serverCertificate returns the key of the first certificate, which nobody judges:
// RFC 6101 §5.6.2.
func (c *Conn) serverCertificate() (*rsa.PublicKey, error) {
	body, err := c.expect(registry.HandshakeCertificate)
	if err != nil {
		return nil, err
	}
	var list, first cryptobyte.String
	if !body.ReadUint24LengthPrefixed(&list) || !body.Empty() || !list.ReadUint24LengthPrefixed(&first) {
		return nil, errors.New("a malformed Certificate")
	}
	parsed, err := x509.ParseCertificate(first)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("a key of type %T", parsed.PublicKey)
	}
	return key, nil
}

// keyExchange draws the pre-master secret and sends it encrypted: RFC 6101
// §5.6.7.1. As SSL 3.0 had it, no length stands before it.
func (c *Conn) keyExchange(key *rsa.PublicKey, id []byte, suite registry.CipherSuite) error {
	preMaster := make([]byte, 48)
	_, _ = rand.Read(preMaster[2:]) // it never fails
	copy(preMaster, []byte{3, 0})   // the version that was offered
	//lint:ignore SA1019 SSL 3.0 knows no other padding
	encrypted, err := rsa.EncryptPKCS1v15(rand.Reader, key, preMaster)
	if err != nil {
		return err
	}
	if err := c.message(registry.HandshakeClientKeyExchange, func(b *cryptobyte.Builder) { b.AddBytes(encrypted) }); err != nil {
		return err
	}
	return c.begin(id, suite, preMaster)
}
