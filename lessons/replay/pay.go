package replay

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

const (
	host    = "bank.example"
	request = "pay 250 EUR to mallory\n"
	answer  = "paid\n"
)

// A version is one of TLS, with its two connections: the client's, and the one on which
// its bytes are sent again.
type version struct {
	name         string
	number       uint16
	first, again string // names of acts
}

var (
	v12 = version{"TLS 1.2", tls.VersionTLS12, "first12", "again12"}
	v13 = version{"TLS 1.3", tls.VersionTLS13, "first13", "again13"}

	versions = []version{v12, v13}
)

// A bank is a server and those who talk to it.
type bank struct {
	lab  *lab.Lab
	root *lab.Authority
	cert tls.Certificate
}

func newBank(l *lab.Lab) (*bank, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	cert, err := root.Issue(host)
	if err != nil {
		return nil, err
	}
	return &bank{l, root, cert}, nil
}

// server is the bank's Config. It gives no tickets: they are lesson 21.
func (b *bank) server(name string) *tls.Config {
	c := b.lab.ServerConfig(name, b.cert)
	c.SessionTicketsDisabled = true
	return c
}

// counter is the bank's application: it keeps what it received, request by request.
func counter(received *string) func(*tls.Conn) error {
	return func(c *tls.Conn) error {
		line, err := bufio.NewReader(c).ReadString('\n')
		*received += line
		if err != nil {
			return err
		}
		_, err = io.WriteString(c, answer)
		return err
	}
}

// pay is a client that sends the request and reads the answer.
func (b *bank) pay(version uint16, server *tls.Config) (session *lab.Session, received string, err error) {
	client := b.lab.ClientConfig("client", b.root, host)
	client.MinVersion, client.MaxVersion = version, version
	session, err = b.lab.Talk(lab.TLSClient(client, func(c *tls.Conn) error {
		if _, err := io.WriteString(c, request); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, c)
		return err
	}), lab.TLSServer(server, counter(&received)))
	return session, received, lab.BothFine(session, err)
}

// replay is somebody who has the recording of a client, and no key.
func (b *bank) replay(of *lab.Session, server *tls.Config) (session *lab.Session, received string, err error) {
	session, err = b.lab.Talk(lab.Replay(of.Recording), lab.TLSServer(server, counter(&received)))
	if err == nil {
		err = session.ClientErr
	}
	return session, received, err
}

// receivedBy names the fact that holds what the application received on a connection.
func receivedBy(act string) string { return "received on " + act }

// twice makes the two connections of a version: one Config each.
func (b *bank) twice(s *anatomy.Scene, v version, first, again *tls.Config) error {
	session, received, err := b.pay(v.number, first)
	if err != nil {
		return fmt.Errorf("the connection with %s: %w", v.name, err)
	}
	s.AddOpened(v.first, "first "+v.name, session)
	s.Facts[receivedBy(v.first)] = received
	if session, received, err = b.replay(session, again); err != nil {
		return fmt.Errorf("the replay with %s: %w", v.name, err)
	}
	s.AddOpened(v.again, "replayed "+v.name, session)
	s.Facts[receivedBy(v.again)] = received
	return nil
}

// perform pays once a version, and sends what the client sent again, to the same
// server.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	b, err := newBank(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	server := b.server("server")
	for _, v := range versions {
		if err := b.twice(s, v, server, server); err != nil {
			return nil, err
		}
	}
	return s, nil
}
