package keytransport

import (
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The break: a client of our own puts another version into the pre-master secret
// than into its hello. A server of Go gets it, and one of OpenSSL; that one also
// gets the right version, and what nobody can decrypt.
const (
	wrongGo      = "wrong-go"
	wrongOpenSSL = "wrong-openssl"
	rightOpenSSL = "right-openssl"
	spoilt       = "spoilt-openssl"
)

const wrongVersion = registry.VersionTLS10

//go:embed openssl.json
var openSSLRecording []byte

func performBroken(l *lab.Lab) (*anatomy.Scene, error) {
	cert, _, err := certified(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	c := &client{rand: l.Rand("client of our own"), inside: wrongVersion, request: request}
	session, err := l.Talk(c.talk, lab.TLSServer(serverConfig(l, cert), answers(len(request))))
	if err := lab.BothFine(session, err); err != nil {
		return nil, fmt.Errorf("the client of our own and a server of Go: %w", err)
	}
	s.AddWith(wrongGo, "Go", session, byPrivateKey)

	return s, s.WithOpenSSL(l, openSSLRecording, func(openssl *lab.OpenSSL) error { return withOpenSSL(l, s, openssl, cert) })
}

// withOpenSSL lets the client of our own talk to `openssl s_server -rev`, which
// answers a line with its letters in reverse.
func withOpenSSL(l *lab.Lab, s *anatomy.Scene, openssl *lab.OpenSSL, cert tls.Certificate) error {
	server, err := openssl.Server(cert, "-tls1_2", "-cipher", "AES128-GCM-SHA256", "-rev")
	if err != nil {
		return err
	}
	defer server.Stop()
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		return err
	}
	s.Facts["openssl_key"] = hex.EncodeToString(key) // of the run that was recorded, where it is played
	for _, try := range []struct {
		act, title string
		client     client
		opened     bool
	}{
		{rightOpenSSL, "OpenSSL", client{inside: registry.VersionTLS12}, true},
		{wrongOpenSSL, "OpenSSL", client{inside: wrongVersion}, false},
		{spoilt, "OpenSSL", client{inside: registry.VersionTLS12, spoil: true}, false},
	} {
		c := try.client
		c.rand, c.request = l.Rand("client of our own"), "hello\n"
		session, err := l.Talk(c.talk, server.Peer())
		if err != nil {
			return err
		}
		if try.opened {
			if err := lab.BothFine(session, nil); err != nil {
				return err
			}
			s.AddOpened(try.act, try.title, session)
		} else {
			s.Add(try.act, try.title, session)
		}
	}
	return nil
}

// openSSLKey is the private key of OpenSSL's server.
func openSSLKey(s *anatomy.Scene) (*rsa.PrivateKey, error) {
	der, err := hex.DecodeString(s.Facts["openssl_key"])
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the key is a %T", parsed)
	}
	return key, nil
}
