package chain

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the connections on the scene.
const (
	whole   = "whole"   // a leaf and the authority above it
	brought = "brought" // the same from another root, and that root with it
)

const (
	host         = "shop.example"
	rootName     = "tlsteach lab root"
	issuingName  = "tlsteach lab issuing CA"
	customerName = "The shop at the corner"
)

// perform connects twice: to a server whose chain ends below the root that the
// client trusts, and to one that brings a root of its own, of the same name.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	s, _, err := visitBoth(l)
	return s, err
}

// visitBoth is perform, and the shop whose chain is in order.
func visitBoth(l *lab.Lab) (*anatomy.Scene, *shop, error) {
	honest, err := open(l)
	if err != nil {
		return nil, nil, err
	}
	other, err := open(l) // another root with the same name, and all that is below it
	if err != nil {
		return nil, nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	s.Facts["root"] = string(honest.root.Certificate.Raw)

	session, err := honest.visit(l, honest.certificate)
	if err := lab.BothFine(session, err); err != nil {
		return nil, nil, fmt.Errorf("the visit at the shop: %w", err)
	}
	s.Add(whole, "", session)

	bringing := other.certificate
	bringing.Certificate = append(bringing.Certificate[:2:2], other.root.Certificate.Raw)
	if session, err = honest.visit(l, bringing); err != nil {
		return nil, nil, err
	}
	if session.ClientErr == nil || session.ServerErr == nil {
		return nil, nil, errors.New("a client took a root from a server that it does not know")
	}
	s.Add(brought, "other", session)
	s.Facts["brought_client_error"], s.Facts["brought_server_error"] = session.ClientErr.Error(), session.ServerErr.Error()
	return s, honest, nil
}

// A shop is a server with a chain of three: a root, an issuing authority below it,
// and its own certificate.
type shop struct {
	host        string
	root        *lab.Authority
	certificate tls.Certificate // its own and the issuing authority's
}

func open(l *lab.Lab) (*shop, error) {
	root, err := l.Authority(rootName)
	if err != nil {
		return nil, err
	}
	issuing, err := root.Intermediate(issuingName, nil)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("key of "+host))
	if err != nil {
		return nil, err
	}
	cert, err := issuing.IssueWith(host, key, func(t *x509.Certificate) { t.Subject.CommonName = customerName })
	if err != nil {
		return nil, err
	}
	return &shop{host, root, cert}, nil
}

// visit connects, in TLS 1.2, to a server that shows this certificate. The client
// trusts the shop's root.
func (s *shop) visit(l *lab.Lab, shown tls.Certificate) (*lab.Session, error) {
	client := l.ClientConfig("client", s.root, s.host)
	client.MaxVersion = tls.VersionTLS12
	return l.Talk(
		lab.TLSClient(client, func(c *tls.Conn) error {
			_, err := io.Copy(io.Discard, c)
			return err
		}),
		lab.TLSServer(l.ServerConfig("server", shown), func(c *tls.Conn) error {
			_, err := io.WriteString(c, "open\n")
			return err
		}))
}
