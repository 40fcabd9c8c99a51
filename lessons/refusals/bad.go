package refusals

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

const bank = "bank.example"

// A shop has certificates for the host, good and bad, and shows them.
type shop struct {
	lab  *lab.Lab
	host string         // what every client wants
	root *lab.Authority // the one that clients trust
	made map[string]tls.Certificate
}

// open has a good certificate made, and ten that differ from it in one thing each.
func open(l *lab.Lab) (*shop, error) {
	// In this order, which decides what is drawn for each.
	return openWith(l, good, expired, notYet, wrongName, wrongUsage, noIssuer, tampered, unknownCA, noCA, outOfBounds, selfSigned)
}

// openWith has these certificates made.
func openWith(l *lab.Lab, names ...string) (*shop, error) {
	w, err := l.Workshop(lab.ECDSAKey, bank)
	if err != nil {
		return nil, err
	}
	s := &shop{lab: l, host: bank, root: w.Root, made: map[string]tls.Certificate{}}
	for _, name := range names {
		if s.made[name], err = w.Certificate(lab.Fault(name)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *shop) issue(name string, issuer *lab.Authority, edit func(*x509.Certificate)) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), s.lab.Rand(name))
	if err != nil {
		return err
	}
	s.made[name], err = issuer.IssueWith(s.host, key, edit)
	return err
}
