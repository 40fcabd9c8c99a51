package keytransport

import (
	"crypto/rsa"
	"crypto/tls"
	"errors"
	"io"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The connection of the lesson.
const transported = "tls"

const (
	host    = "bank.example"
	keyBits = 2048
)

// request and answer are what the two sides say once they have keys.
const (
	request = "GET /balance HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	answer  = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n1,024\n"
)

// perform makes one connection with RSA key transport. It is opened with the
// server's private key alone.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	cert, root, err := certified(l)
	if err != nil {
		return nil, err
	}
	session, err := transport(l, root, cert, request)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.AddWith(transported, "", session, byPrivateKey)
	s.Facts["request"], s.Facts["host"] = request, host
	return s, nil
}

// certified is a server with an RSA key, which RSA key transport needs.
func certified(l *lab.Lab) (tls.Certificate, *lab.Authority, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	key, err := l.RSAKey("server", keyBits)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	cert, err := root.IssueFor(host, key)
	return cert, root, err
}

// transport makes a connection on which the client asks and the server answers.
func transport(l *lab.Lab, root *lab.Authority, cert tls.Certificate, ask string) (*lab.Session, error) {
	client := l.ClientConfig("client", root, host)
	client.MaxVersion = tls.VersionTLS12
	client.CipherSuites = []uint16{uint16(suite)}
	session, err := l.Talk(
		lab.TLSClient(client, func(c *tls.Conn) error {
			if _, err := io.WriteString(c, ask); err != nil {
				return err
			}
			_, err := io.Copy(io.Discard, c) // to the server's goodbye
			return err
		}),
		lab.TLSServer(serverConfig(l, cert), answers(len(ask))))
	return session, lab.BothFine(session, err)
}

// serverConfig allows the one suite: crypto/tls has RSA key transport only where it
// is asked for.
func serverConfig(l *lab.Lab, cert tls.Certificate) *tls.Config {
	c := l.ServerConfig("server", cert)
	c.MaxVersion = tls.VersionTLS12
	c.CipherSuites = []uint16{uint16(suite)}
	return c
}

// answers reads a request of n bytes and answers.
func answers(n int) func(*tls.Conn) error {
	return func(c *tls.Conn) error {
		if _, err := io.ReadFull(c, make([]byte, n)); err != nil {
			return err
		}
		_, err := io.WriteString(c, answer)
		return err
	}
}

// byPrivateKey is all that opens the lesson's connection: no key log.
func byPrivateKey(s *lab.Session) *handshake.Keys {
	key, err := privateKey(s)
	if err != nil {
		return &handshake.Keys{}
	}
	return &handshake.Keys{RSA: []*rsa.PrivateKey{key}}
}

// privateKey is the key of the server of a connection of the lab.
func privateKey(s *lab.Session) (*rsa.PrivateKey, error) {
	if s.Server == nil || len(s.Server.Certificates) == 0 {
		return nil, errors.New("the server's private key is not known")
	}
	key, ok := s.Server.Certificates[0].PrivateKey.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the server's private key is no RSA key")
	}
	return key, nil
}
