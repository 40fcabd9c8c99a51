package refusals

import (
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The two clients.
const (
	byGo      = "go"
	byOpenSSL = "openssl"
)

var clients = []struct{ name, title string }{{byGo, "Go"}, {byOpenSSL, "OpenSSL"}}

// newest is the connection in TLS 1.3, of Go's client with the expired certificate.
const newest = "tls13-" + expired

// actOf names the connection on which a client was shown a certificate.
func actOf(client, certificate string) string { return client + "-" + certificate }

// perform shows every certificate to both clients, and one of them again in TLS 1.3.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = bank
	shop, err := open(l)
	if err != nil {
		return nil, err
	}
	all := []string{good}
	for _, f := range faults {
		all = append(all, f.name)
	}
	shop.knows(s, byGo)
	for _, name := range all {
		session, err := shop.toGo(name, tls.VersionTLS12)
		if err := expects(name == good, session, err); err != nil {
			return nil, fmt.Errorf("the certificate %s: %w", name, err)
		}
		s.AddOpened(actOf(byGo, name), name+" (Go):", session)
	}
	err = s.WithOpenSSL(l, recorded, func(o *lab.OpenSSL) error {
		shop.knows(s, byOpenSSL)
		return lab.InFolder(func(folder lab.Folder) error {
			for _, name := range all {
				session, err := shop.toOpenSSL(o, folder, name)
				if err := expects(name == good, session, err); err != nil {
					return fmt.Errorf("the certificate %s: %w", name, err)
				}
				s.AddOpened(actOf(byOpenSSL, name), name+" (OpenSSL):", session)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	session, err := shop.toGo(expired, tls.VersionTLS13)
	if err := expects(false, session, err); err != nil {
		return nil, fmt.Errorf("the certificate %s in TLS 1.3: %w", expired, err)
	}
	s.AddOpened(newest, expired+" (Go, TLS 1.3):", session)
	return s, nil
}

// expects is an error where a client decides otherwise than the lesson tells.
func expects(accepted bool, session *lab.Session, err error) error {
	if err != nil || accepted {
		return lab.BothFine(session, err)
	}
	if session.ServerErr == nil {
		return errors.New("the client accepts it")
	}
	return nil
}

// knows puts on the scene what a client knows and the wire does not say: the root
// that it trusts, and what its clock says.
func (s *shop) knows(scene *anatomy.Scene, client string) {
	scene.Facts["root of "+client] = hex.EncodeToString(s.root.Certificate.Raw)
	scene.Facts["clock of "+client] = s.lab.Now().UTC().Format(time.RFC3339)
}

// toGo shows a certificate to a client of Go. In TLS 1.2 certificate and alert cross
// in the clear.
func (s *shop) toGo(name string, version uint16) (*lab.Session, error) {
	client := s.lab.ClientConfig("client", s.root, s.host)
	client.MinVersion, client.MaxVersion = tls.VersionTLS12, version
	return s.lab.Talk(lab.TLSClient(client, listen), s.server(name))
}

// toOpenSSL shows it to OpenSSL, which is told to check all that Go's client checks
// by itself: the chain, and the name.
func (s *shop) toOpenSSL(o *lab.OpenSSL, folder lab.Folder, name string) (*lab.Session, error) {
	root, err := folder.Write("root.pem", lab.PEM(s.root.Certificate.Raw))
	if err != nil {
		return nil, err
	}
	var run lab.Run
	session, err := s.lab.Talk(o.Client(&run, "Q\n", "-tls1_2", "-servername", s.host, "-verify_return_error", "-verify_hostname", s.host,
		"-no-CApath", "-no-CAstore", "-CAfile", root, "-attime", fmt.Sprint(s.lab.Now().Unix())), s.server(name))
	if err == nil {
		err = session.ClientErr // of a program that did not come: one that refuses has none
	}
	return session, err
}

func (s *shop) server(name string) lab.Peer {
	return lab.TLSServer(s.lab.ServerConfig("server", s.made[name]), func(*tls.Conn) error { return nil })
}

// listen reads what the server says, and that is its goodbye.
func listen(c *tls.Conn) error {
	_, err := io.Copy(io.Discard, c)
	return err
}
