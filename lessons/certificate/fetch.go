package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// fetched is the connection on which the certificate crosses in the clear.
const fetched = "fetch"

const host = "www.pay.example"

// perform does what the article's first example does: it connects, takes the
// server's certificate, and prints it as PEM.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("key of "+host))
	if err != nil {
		return nil, err
	}
	cert, err := root.IssueWith(host, key, payment)
	if err != nil {
		return nil, err
	}
	session, printed, err := fetch(l, root, host, cert)
	if err := lab.BothFine(session, err); err != nil {
		return nil, fmt.Errorf("fetching the certificate: %w", err)
	}
	private, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(fetched, "", session)
	s.Facts["host"] = host
	s.Facts["pem"] = printed
	s.Facts["private key"] = string(private)
	return s, nil
}

// payment gives a certificate the kind of subject that the article looked at: a
// payment provider, with its place and its company.
func payment(t *x509.Certificate) {
	t.Subject = pkix.Name{
		Country: []string{"CN"}, Province: []string{"Zhejiang"}, Locality: []string{"Hangzhou"},
		Organization: []string{"Example Pay Ltd"}, CommonName: host,
	}
	t.DNSNames = []string{host, host[len("www."):]}
}

// fetch connects in TLS 1.2, where certificates cross in the clear, and is what the
// client printed: the certificate that it was sent, as PEM.
func fetch(l *lab.Lab, root *lab.Authority, name string, cert tls.Certificate) (*lab.Session, string, error) {
	client := l.ClientConfig("client", root, name)
	client.MaxVersion = tls.VersionTLS12
	printed := ""
	session, err := l.Talk(
		lab.TLSClient(client, func(c *tls.Conn) error {
			sent := c.ConnectionState().PeerCertificates
			if len(sent) == 0 {
				return errors.New("the server sent no certificate")
			}
			printed = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: sent[0].Raw}))
			_, err := io.Copy(io.Discard, c)
			return err
		}),
		lab.TLSServer(l.ServerConfig("server", cert), func(c *tls.Conn) error {
			_, err := io.WriteString(c, "paid\n")
			return err
		}))
	return session, printed, err
}
