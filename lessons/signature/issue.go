package signature

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The connections of the scene. Each kind of signature has two: the certificates
// of both say the same, and were signed one after the other.
const (
	withRSA    = "rsa"
	againRSA   = "rsa-again"
	withECDSA  = "ecdsa"
	againECDSA = "ecdsa-again"
	withPSS    = "pss"
	againPSS   = "pss-again"
)

// Facts: the certificates of the authorities, which the client has, and which do not
// cross; the server's key.
const (
	rootRSA   = "rsa root"
	rootECDSA = "ecdsa root"
	serverKey = "server key" // public, as its owner knows it
)

const host = "bank.example"

// twice are the connections of one kind of signature, and who signed.
type twice struct{ kind, act, again, root string }

var pairs = []twice{
	{"RSA", withRSA, againRSA, rootRSA},
	{"RSA-PSS", withPSS, againPSS, rootRSA},
	{"ECDSA", withECDSA, againECDSA, rootECDSA},
}

// authorities are the two of this run, by the names of their facts.
func authorities(l *lab.Lab) (map[string]*lab.Authority, error) {
	key, err := l.RSAKey("authority", 2048)
	if err != nil {
		return nil, err
	}
	byRSA, err := l.AuthorityFor("tlsteach RSA authority", key)
	if err != nil {
		return nil, err
	}
	byECDSA, err := l.Authority("tlsteach ECDSA authority")
	return map[string]*lab.Authority{rootRSA: byRSA, rootECDSA: byECDSA}, err
}

// perform connects six times: to servers whose certificates were signed in three
// ways, and twice in each.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	roots, err := authorities(l)
	if err != nil {
		return nil, err
	}
	return performWith(l, roots)
}

func performWith(l *lab.Lab, roots map[string]*lab.Authority) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	for fact, root := range roots {
		s.Facts[fact] = string(root.Certificate.Raw)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("server key"))
	if err != nil {
		return nil, err
	}
	public, err := key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	s.Facts[serverKey] = string(public)
	for _, p := range pairs {
		root := roots[p.root]
		first, err := root.IssueWith(host, key, func(c *x509.Certificate) {
			if p.act == withPSS { // else as the key of the authority demands
				c.SignatureAlgorithm = x509.SHA256WithRSAPSS
			}
		})
		if err != nil {
			return nil, err
		}
		second, err := signAgain(l.Rand("again "+p.act), root, first)
		if err != nil {
			return nil, err
		}
		for _, c := range []struct {
			act, title string
			cert       tls.Certificate
		}{{p.act, p.kind, first}, {p.again, p.kind + " again", second}} {
			session, err := greet(l, root, c.cert, nil)
			if err := lab.BothFine(session, err); err != nil {
				return nil, fmt.Errorf("the connection %s: %w", c.act, err)
			}
			s.Add(c.act, c.title, session)
		}
	}
	return s, nil
}

// signAgain has the authority sign what it signed before, byte for byte.
func signAgain(r io.Reader, root *lab.Authority, cert tls.Certificate) (tls.Certificate, error) {
	der, err := x509.CreateCertificate(r, cert.Leaf, root.Certificate, cert.Leaf.PublicKey, root.Key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the certificate, signed again: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: cert.PrivateKey}, nil
}

// greet makes a connection of TLS 1.2, in which the certificate crosses in the
// clear, to a server that says one word. edit may change what the server writes.
func greet(l *lab.Lab, root *lab.Authority, cert tls.Certificate, edit func(n int, b []byte) []byte) (*lab.Session, error) {
	client := l.ClientConfig("client", root, host)
	client.MaxVersion = tls.VersionTLS12
	server := lab.TLSServer(l.ServerConfig("server", cert), func(c *tls.Conn) error {
		_, err := io.WriteString(c, "welcome\n")
		return err
	})
	if edit != nil {
		server = lab.Edited(server, edit)
	}
	return l.Talk(lab.TLSClient(client, func(c *tls.Conn) error {
		_, err := io.Copy(io.Discard, c)
		return err
	}), server)
}
