package keyschedule

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the two connections on the scene.
const (
	first = "first"
	again = "again" // resumed: the client shows that it has a secret of the first
)

const (
	host     = "library.example"
	question = "When do you open?\n"
	reply    = "At nine.\n"
)

// What both peers export: a label that needs no registration (RFC 5705 §4), no
// context, 32 bytes.
const (
	exportLabel  = "EXPERIMENTAL library card"
	exportLength = 32
)

// The facts of the scene: what each peer exported.
const (
	clientExported = "client_exported"
	serverExported = "server_exported"
)

// perform asks the library twice; the second connection goes on with the first.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	p, err := newPeers(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"], s.Facts["label"] = host, exportLabel
	for _, act := range []struct{ name, title string }{{first, ""}, {again, "the second connection's"}} {
		session, err := l.Talk(p.client, p.server)
		if err := lab.BothFine(session, err); err != nil {
			return nil, fmt.Errorf("the %s connection: %w", act.name, err)
		}
		if act.name == first {
			s.AddWith(first, act.title, session, fromPrivate)
			s.Facts[clientExported], s.Facts[serverExported] = string(p.exported[0]), string(p.exported[1])
			continue
		}
		s.AddOpened(again, act.title, session)
	}
	return s, nil
}

// peers are a client that remembers sessions and a server that gives tickets.
type peers struct {
	clientConfig   *tls.Config
	client, server lab.Peer
	exported       [2][]byte // by the client and by the server, in the latest connection
}

func newPeers(l *lab.Lab) (*peers, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	cert, err := root.Issue(host)
	if err != nil {
		return nil, err
	}
	client, server := l.ClientConfig("client", root, host), l.ServerConfig("server", cert)
	client.MinVersion = tls.VersionTLS13
	client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	p := &peers{clientConfig: client}
	p.client = lab.TLSClient(client, func(c *tls.Conn) (err error) {
		if p.exported[0], err = export(c); err != nil {
			return err
		}
		if _, err := io.WriteString(c, question); err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, c) // the ticket stands before the answer
		return err
	})
	p.server = lab.TLSServer(server, func(c *tls.Conn) (err error) {
		if p.exported[1], err = export(c); err != nil {
			return err
		}
		if _, err := bufio.NewReader(c).ReadString('\n'); err != nil {
			return err
		}
		_, err = io.WriteString(c, reply)
		return err
	})
	return p, nil
}

func export(c *tls.Conn) ([]byte, error) {
	state := c.ConnectionState()
	return state.ExportKeyingMaterial(exportLabel, nil, exportLength)
}
