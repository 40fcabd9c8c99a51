package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/netip"
)

// A Workshop makes certificates for one server: a good one, and bad ones that
// differ from it in one thing each. It makes each when it is asked for, and once.
type Workshop struct {
	Root   *Authority // the one that the server's clients trust
	lab    *Lab
	issuer *Authority // below it: what signs servers
	names  []string
	newKey KeyMaker
	made   map[Fault]tls.Certificate
}

// A KeyMaker makes the key of a server.
type KeyMaker func(io.Reader) (crypto.Signer, error)

// ECDSAKey is a KeyMaker: a key on P-256.
func ECDSAKey(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), r) }

// Workshop opens one for a server of these names, which may be IP addresses. The
// first is the common name of its subject, too.
func (l *Lab) Workshop(newKey KeyMaker, names ...string) (*Workshop, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	issuer, err := root.Intermediate("tlsteach lab intermediate", nil)
	if err != nil {
		return nil, err
	}
	return &Workshop{Root: root, lab: l, issuer: issuer, names: names, newKey: newKey, made: map[Fault]tls.Certificate{}}, nil
}

// Certificate is the one with this fault, with what a server sends behind it.
func (w *Workshop) Certificate(f Fault) (tls.Certificate, error) {
	if c, ok := w.made[f]; ok {
		return c, nil
	}
	c, err := w.make(f)
	if err == nil {
		w.made[f] = c
	}
	return c, err
}

func (w *Workshop) make(f Fault) (tls.Certificate, error) {
	switch f {
	case NoIssuer:
		c, err := w.Certificate(Good)
		if err != nil {
			return c, err
		}
		return alone(c), nil
	case Tampered:
		c, err := w.Certificate(Expired)
		if err != nil {
			return c, err
		}
		return withLaterEnd(c)
	case SelfSigned:
		return w.signItself()
	}
	issuer, err := w.signer(f)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := w.newKey(w.lab.Rand(string(f)))
	if err != nil {
		return tls.Certificate{}, err
	}
	spoil := w.spoil(f)
	return issuer.IssueWith(w.names[0], key, func(c *x509.Certificate) {
		w.name(c)
		if spoil != nil {
			spoil(c)
		}
	})
}

// signItself makes a certificate whose issuer is its own subject.
func (w *Workshop) signItself() (tls.Certificate, error) {
	key, err := w.newKey(w.lab.Rand(string(SelfSigned)))
	if err != nil {
		return tls.Certificate{}, err
	}
	itself, err := w.lab.AuthorityFor(w.names[0], key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return itself.IssueWith(w.names[0], key, w.name)
}

// name writes the server's names into its certificate: RFC 5280 §4.2.1.6.
func (w *Workshop) name(c *x509.Certificate) {
	c.DNSNames = nil
	for _, n := range w.names {
		if ip, err := netip.ParseAddr(n); err == nil {
			c.IPAddresses = append(c.IPAddresses, ip.AsSlice())
		} else {
			c.DNSNames = append(c.DNSNames, n)
		}
	}
}
