package keytransport

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

const suite = registry.TLS_RSA_WITH_AES_128_GCM_SHA256

// A client of our own for one suite of TLS 1.2, which puts any version into the
// pre-master secret: crypto/tls puts the right one there, and a hand on the wire
// could not change it without the Finished. It judges no certificate.
type client struct {
	rand    io.Reader
	inside  registry.Version // the first two bytes of the pre-master secret
	spoil   bool             // changes the last bit of what was encrypted
	request string

	random []byte
	answer []byte // what the server said

	conn       net.Conn
	transcript []byte // handshake messages, headers included
	unread     []byte // of the server's handshake records
	in, out    *record.Half
}

// talk is the client as a peer: handshake, request, answer, goodbye.
func (c *client) talk(conn net.Conn) error {
	c.conn = conn
	if err := c.handshake(); err != nil {
		return err
	}
	if err := c.write(registry.ContentApplicationData, []byte(c.request)); err != nil {
		return err
	}
	content, err := c.read(registry.ContentApplicationData)
	if err != nil {
		return err
	}
	c.answer = content
	if err := c.write(registry.ContentAlert, []byte{byte(registry.AlertLevelWarning), byte(registry.AlertCloseNotify)}); err != nil {
		return err
	}
	_, _ = c.read(registry.ContentAlert) // the server says goodbye, too, or closes without it
	return nil
}

// handshake is the full handshake of RFC 5246 §7.3, without what RSA key
// transport does not send.
func (c *client) handshake() error {
	c.random = make([]byte, 32)
	if _, err := io.ReadFull(c.rand, c.random); err != nil {
		return err
	}
	if err := c.hello(); err != nil {
		return err
	}
	var server handshake.ServerHello
	if err := c.expect(registry.HandshakeServerHello, &server); err != nil {
		return err
	}
	serverRandom := append([]byte(nil), server.Random...)
	if server.CipherSuite != suite || !server.Has(registry.ExtExtendedMasterSecret) {
		return fmt.Errorf("the server chose %s, extended master secret %t", server.CipherSuite, server.Has(registry.ExtExtendedMasterSecret))
	}
	var cert handshake.CertificateTLS12
	if err := c.expect(registry.HandshakeCertificate, &cert); err != nil {
		return err
	}
	key, err := keyOf(&cert)
	if err != nil {
		return err
	}
	if err := c.expect(registry.HandshakeServerHelloDone, &handshake.ServerHelloDone{}); err != nil {
		return err
	}
	preMaster, err := c.keyExchange(key)
	if err != nil {
		return err
	}
	return c.finish(preMaster, serverRandom)
}

func keyOf(m *handshake.CertificateTLS12) (*rsa.PublicKey, error) {
	if len(m.Certificates) == 0 {
		return nil, errors.New("the server sent no certificate")
	}
	cert, err := x509.ParseCertificate(m.Certificates[0])
	if err != nil {
		return nil, err
	}
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("the server's key is a %T", cert.PublicKey)
	}
	return key, nil
}

// hello offers one suite, and the extended master secret.
func (c *client) hello() error {
	return c.say(registry.HandshakeClientHello, func(b *cryptobyte.Builder) {
		b.AddUint16(uint16(registry.VersionTLS12))
		b.AddBytes(c.random)
		b.AddUint8(0) // no session to go on with
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddUint16(uint16(suite)) })
		b.AddBytes([]byte{1, 0}) // compression: none
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(uint16(registry.ExtExtendedMasterSecret))
			b.AddUint16(0)
			b.AddUint16(uint16(registry.ExtSignatureAlgorithms)) // OpenSSL shows no certificate to who can check none
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
					b.AddUint16(uint16(registry.SigECDSASecp256r1SHA256))
					b.AddUint16(uint16(registry.SigRSAPKCS1SHA256))
				})
			})
		})
	})
}

// keyExchange draws the pre-master secret and sends it: RFC 5246 §7.4.7.1.
func (c *client) keyExchange(key *rsa.PublicKey) ([]byte, error) {
	preMaster := binary.BigEndian.AppendUint16(nil, uint16(c.inside))
	preMaster = append(preMaster, make([]byte, 46)...)
	if _, err := io.ReadFull(c.rand, preMaster[2:]); err != nil {
		return nil, err
	}
	//lint:ignore SA1019 RSA key transport is made of it
	encrypted, err := rsa.EncryptPKCS1v15(c.rand, key, preMaster)
	if err != nil {
		return nil, err
	}
	if c.spoil {
		encrypted[len(encrypted)-1] ^= 1
	}
	return preMaster, c.say(registry.HandshakeClientKeyExchange, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(encrypted) })
	})
}

// finish changes to the keys, and exchanges the Finished: RFC 5246 §7.4.9.
func (c *client) finish(preMaster, serverRandom []byte) error {
	hash, err := secrets.SessionHash(registry.VersionTLS12, suite, c.transcript)
	if err != nil {
		return err
	}
	steps, ours, theirs, err := secrets.Schedule(secrets.Inputs12{Version: registry.VersionTLS12, Suite: suite, PreMaster: preMaster,
		ClientRandom: c.random, ServerRandom: serverRandom, SessionHash: hash.Output, BeforeClientFinished: c.transcript})
	if err != nil {
		return err
	}
	if err := c.write(registry.ContentChangeCipherSpec, []byte{1}); err != nil {
		return err
	}
	if c.out, err = record.New(registry.VersionTLS12, suite, ours, record.Options{}); err != nil {
		return err
	}
	if err := c.say(registry.HandshakeFinished, func(b *cryptobyte.Builder) { b.AddBytes(steps.Output("client_finished")) }); err != nil {
		return err
	}
	if _, err := c.read(registry.ContentChangeCipherSpec); err != nil {
		return err
	}
	if c.in, err = record.New(registry.VersionTLS12, suite, theirs, record.Options{}); err != nil {
		return err
	}
	want, err := secrets.Finished(registry.VersionTLS12, suite, steps.Output("master_secret"), capture.Server, c.transcript)
	if err != nil {
		return err
	}
	var finished handshake.FinishedTLS12
	if err := c.expect(registry.HandshakeFinished, &finished); err != nil {
		return err
	}
	if string(finished.VerifyData) != string(want.Output) {
		return errors.New("the server's Finished does not verify")
	}
	return nil
}
