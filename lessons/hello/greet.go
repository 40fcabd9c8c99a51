package hello

import (
	"crypto/tls"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the two connections on the scene.
const (
	with13 = "tls13"
	with12 = "tls12"
)

const host = "school.example"

// perform greets twice: a client that can do TLS 1.3, and one that cannot.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	for _, c := range []struct {
		name, title string
		newest      uint16
	}{
		{with13, "TLS 1.3", tls.VersionTLS13},
		{with12, "TLS 1.2", tls.VersionTLS12},
	} {
		session, cert, err := greet(l, host, c.newest, nil)
		if err := lab.BothFine(session, err); err != nil {
			return nil, fmt.Errorf("the connection with %s: %w", c.title, err)
		}
		s.Add(c.name, c.title, session)
		s.Facts["certificate of "+c.name] = string(cert)
	}
	return s, nil
}

// greet makes a connection whose client can do TLS 1.2 up to newest, and on
// which the server answers one word. edit may change what the client writes. It
// also returns the server's certificate, in DER.
func greet(l *lab.Lab, name string, newest uint16, edit func(n int, b []byte) []byte) (*lab.Session, []byte, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, nil, err
	}
	cert, err := root.Issue(name)
	if err != nil {
		return nil, nil, err
	}
	client := l.ClientConfig("client", root, name)
	client.MaxVersion = newest
	client.NextProtos = []string{"http/1.1"}
	server := l.ServerConfig("server", cert)
	server.NextProtos = client.NextProtos
	session, err := l.TalkEdited(
		lab.TLSClient(client, func(c *tls.Conn) error {
			_, err := io.Copy(io.Discard, c)
			return err
		}),
		lab.TLSServer(server, func(c *tls.Conn) error {
			_, err := io.WriteString(c, "welcome\n")
			return err
		}),
		edit)
	return session, cert.Certificate[0], err
}
