package hybrid

import (
	"bytes"
	"crypto/rsa"
	"fmt"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"fits":    func(s *anatomy.Scene) string { return fmt.Sprint(fits(s, byRSA)) },
	"modulus": func(s *anatomy.Scene) string { return fmt.Sprint(modulus(s)) },
	"bits":    func(s *anatomy.Scene) string { return fmt.Sprint(8 * modulus(s)) },
	"blocks":  func(s *anatomy.Scene) string { return fmt.Sprint(blocks(s)) },
	"full": func(s *anatomy.Scene) string {
		return fmt.Sprint((len(s.Facts["upload"]) + fullRecord - 1) / fullRecord)
	},
	"size":       func(s *anatomy.Scene) string { return fmt.Sprint(len(s.Facts["upload"])) },
	"records":    func(s *anatomy.Scene) string { return fmt.Sprint(tallied(s, byRSA).opened) },
	"carried":    carriedByRSA,
	"checked_by": checkedBy,
	"private_ops": func(s *anatomy.Scene) string {
		return fmt.Sprint(number(s, byRSA+" decrypted") + number(s, byRSA+" signed"))
	},
	"suite":    func(s *anatomy.Scene) string { return s.Message(byTLS13, "ServerHello").Text("cipher_suite") },
	"repeated": repeatedNumber,
	"said":     said,
}

func modulus(s *anatomy.Scene) int {
	if key := publicKey(s, byRSA); key != nil {
		return key.Size()
	}
	return -1
}

// blocks is how many blocks of RSA the upload would fill.
func blocks(s *anatomy.Scene) int {
	fit := fits(s, byRSA)
	if fit <= 0 {
		return -1
	}
	return (len(s.Facts["upload"]) + fit - 1) / fit
}

func tallied(s *anatomy.Scene, act string) tally {
	t, err := trafficOf(s.Act(act))
	if err != nil {
		return tally{}
	}
	n, err := t.tally()
	if err != nil {
		return tally{}
	}
	return n
}

// serverKey is the private key of the server.
func serverKey(a *anatomy.Act) (*rsa.PrivateKey, bool) {
	if a.Session.Server == nil || len(a.Session.Server.Certificates) == 0 {
		return nil, false
	}
	key, ok := a.Session.Server.Certificates[0].PrivateKey.(*countedKey)
	if !ok {
		return nil, false
	}
	return key.PrivateKey, true
}

// carriedByRSA names what RSA carried in the first connection, by comparing.
func carriedByRSA(s *anatomy.Scene) string {
	a := s.Act(byRSA)
	x, ok := messageOf[*handshake.ClientKeyExchangeRSA](a.Message("ClientKeyExchange"))
	key, ok2 := serverKey(a)
	hello, ok3 := a.Message("ClientHello").Client()
	if !ok || !ok2 || !ok3 {
		return unknown
	}
	step, err := secrets.PreMasterRSA(key, x.Encrypted)
	if err != nil {
		return unknown
	}
	keys := a.Session.Keys()
	if bytes.Equal(step.Output, keys.Log.Secret("CLIENT_RANDOM", hello.Random)) {
		return "master"
	}
	for _, d := range a.Session.ClientDraws {
		if bytes.Equal(d.Bytes, step.Output[2:]) {
			return "pre-master"
		}
	}
	return unknown
}

// checkedBy says whose key the signature on the server's certificate is checked
// with, by trying.
func checkedBy(s *anatomy.Scene) string {
	certs := certificates(s.Act(byRSA))
	if len(certs) < 2 {
		return unknown
	}
	own, issuer := signedBy(certs[0], certs[0]), signedBy(certs[0], certs[1])
	switch {
	case own && !issuer:
		return "own"
	case issuer && !own:
		return "issuer"
	}
	return unknown
}
