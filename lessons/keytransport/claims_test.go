package keytransport

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// otherKey gives the server another private key than the one of its certificate.
func otherKey(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
	l, err := lab.New(t.Context(), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := l.RSAKey("another", 1024)
	if err != nil {
		t.Fatal(err)
	}
	return s.WithSession(transported, func(session *lab.Session) {
		session.Server = &tls.Config{Certificates: []tls.Certificate{{PrivateKey: key}}}
	})
}

// logs puts another master secret into the key log.
func logs(master func(opening) []byte) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		o, err := opened(s)
		if err != nil {
			t.Fatal(err)
		}
		return s.WithSession(transported, func(session *lab.Session) {
			session.KeyLog = fmt.Appendf(nil, "CLIENT_RANDOM %x %x\n", o.client.Random, master(o))
		})
	}
}

func TestEveryClaimCanFail(t *testing.T) {
	randomOf := func(message string) Tamper { return SetField(transported, message, "random", 0, 0, 0, 0, 0) }
	oneBit := func(path, message string) Tamper {
		return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
			f, _ := s.Message(transported, message).Field(path)
			return SetField(transported, message, path, f.Bytes[0]^1)(t, s)
		}
	}
	noDraws := Session(transported, func(s *lab.Session) { s.ClientDraws = nil })
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"suite": {SetField(transported, serverHello, "cipher_suite", 0, 0x35)},
		"no-share": {
			Drop(transported, capture.Server), Drop(transported, capture.Client),
			SetField(transported, "ServerHelloDone", "msg_type", 12), // a ServerKeyExchange
		},
		"as-long-as-n":   {SetField(transported, exchange, encrypted+"_length", 0, 255), Drop(transported, capture.Server)},
		"halves":         {otherKey, Drop(transported, capture.Server)},
		"opens":          {otherKey, oneBit(encrypted, exchange), Drop(transported, capture.Server)},
		"version-inside": {SetField(transported, clientHello, "legacy_version", 3, 2), oneBit(encrypted, exchange)},
		"drawn": {noDraws, Session(transported, func(s *lab.Session) {
			for i, d := range s.ClientDraws {
				if len(d.Bytes) == 46 {
					s.ClientDraws[i].Bytes = bytes.Repeat([]byte{7}, 46)
				}
			}
		})},
		"ems": {
			SetField(transported, clientHello, "extended_master_secret/extension_type", 0x7a, 0x7a),
			SetField(transported, serverHello, "extended_master_secret/extension_type", 0x7a, 0x7a),
		},
		"master": {
			logs(func(o opening) []byte { return make([]byte, 48) }),
			randomOf(serverHello), // it is in the hash of the messages
			oneBit(encrypted, exchange),
		},
		"old-formula": {
			logs(func(o opening) []byte { old, _ := o.withoutEMS(); return old.Output }),
			Session(transported, func(s *lab.Session) { s.KeyLog = nil }),
		},
		"master-nowhere": {
			Append(transported, capture.Client, func(s *anatomy.Scene) []byte { return logged(s.Act(transported)) }),
			Append(transported, capture.Server, func(s *anatomy.Scene) []byte { return logged(s.Act(transported)) }),
			logs(func(o opening) []byte { return o.preMaster() }), // the article's sentence, were it true
		},
		"records": {
			Flip(transported, capture.Client, 3, -1), Flip(transported, capture.Server, 4, 20),
			randomOf(clientHello), otherKey,
		},
		"no-other-key": {
			logs(func(o opening) []byte {
				return append(make([]byte, 20), append(o.keys[capture.Server].Key, make([]byte, 12)...)...)
			}),
			otherKey,
		},
		"finished-client": {randomOf(clientHello), Flip(transported, capture.Client, 3, 12), otherKey},
		"finished-server": {randomOf(clientHello), Flip(transported, capture.Server, 4, 12)},
		"first-proof": {
			SetField(transported, "ChangeCipherSpec[1]", "type", 2),
			Drop(transported, capture.Server), Drop(transported, capture.Client), otherKey,
		},
		"request": {otherKey, Flip(transported, capture.Client, 4, 12), Fact("request", Is("GET /"))},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	wrongKey := Fact("openssl_key", Is("00"))
	EveryClaimCanFail(t, performBroken, brokenClaims, map[string][]Tamper{
		"wrong-inside":         {SetField(wrongGo, clientHello, "legacy_version", 3, 1), Swap(wrongGo, rightOpenSSL), Drop(wrongGo, capture.Server)},
		"go-goes-on":           {SetField(wrongGo, clientHello, "random", 0, 0, 0), Drop(wrongGo, capture.Server)},
		"go-answers":           {Flip(wrongGo, capture.Server, 5, -1), Drop(wrongGo, capture.Server)},
		"openssl-control":      {Swap(rightOpenSSL, wrongOpenSSL), SetField(rightOpenSSL, clientHello, "random", 0, 0, 0), wrongKey},
		"wrong-inside-openssl": {Swap(wrongOpenSSL, rightOpenSSL), SetField(wrongOpenSSL, clientHello, "legacy_version", 3, 1), wrongKey},
		"client-right":         {Flip(wrongOpenSSL, capture.Client, 3, 12), SetField(wrongOpenSSL, serverHello, "random", 0, 0, 0), wrongKey},
		"openssl-waits":        {Swap(wrongOpenSSL, rightOpenSSL), Drop(wrongOpenSSL, capture.Server), Append(wrongOpenSSL, capture.Server, Is([]byte{21, 3, 3, 0, 2, 1, 0}))},
		"openssl-alert": {SetField(wrongOpenSSL, "Alert", "description", 40), SetField(wrongOpenSSL, "Alert", "level", 1),
			Append(wrongOpenSSL, capture.Server, Is([]byte{21, 3, 3, 0, 2, 1, 0}))},
		"no-difference": {SetField(spoilt, "Alert", "description", 51), Swap(spoilt, rightOpenSSL), Swap(spoilt, wrongOpenSSL), wrongKey},
	})
}
