package keytransport

import (
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var brokenClaims = []anatomy.Claim{
	{ID: "wrong-inside", Says: "for Go's server the pre-master secret begins with 0301, and the ClientHello says 0303", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return inside(s, wrongGo)
	}},
	{ID: "go-goes-on", Says: "Go's server goes on with what it found: its Finished follows from that very pre-master secret", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return serverFollows(s, wrongGo)
	}},
	{ID: "go-answers", Says: "and it answers the request", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fmt.Sprintf("%q", s.Act(wrongGo).Data(capture.Server)), Want: fmt.Sprintf("%q", answer),
			At: transcript.Evidence{Text: "the server's records, opened with its private key"}}
	}},
	{ID: "openssl-control", Says: "with the right version inside, OpenSSL's server finishes the handshake with the same client", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return serverFollows(s, rightOpenSSL)
	}},
	{ID: "wrong-inside-openssl", Says: "for OpenSSL's server, too, the pre-master secret begins with 0301, and the ClientHello says 0303", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return inside(s, wrongOpenSSL)
	}},
	{ID: "client-right", Says: "what the client made of its pre-master secret is right: its Finished opens, and says what it must", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		o, err := openedWith(s, wrongOpenSSL)
		v := anatomy.Verdict{Got: unknown, Want: "a Finished", At: transcript.Evidence{Text: "the client's protected record, opened with the keys from its pre-master secret"}}
		if err == nil {
			v.Want = fmt.Sprintf("1400000c%x", o.schedule.Output("client_finished")) // 12 bytes behind type and length
			v.Got = fmt.Sprintf("%x", o.finished(capture.Client))
		}
		return v
	}},
	{ID: "openssl-waits", Says: "OpenSSL's server says nothing to the ClientKeyExchange: it answers the client's Finished", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: behindExchange(s.Act(wrongOpenSSL)), Want: "client ChangeCipherSpec, client protected handshake, server Alert",
			At: transcript.Evidence{Text: "all that crossed behind the ClientKeyExchange, in order"}}
	}},
	{ID: "openssl-alert", Says: "its answer is the alert bad_record_mac, 20, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Act(wrongOpenSSL).Last(capture.Server)
		return anatomy.Verdict{Got: m.Hex("level") + " " + m.Hex("description"), Want: "02 14", At: m.At("description")}
	}},
	{ID: "no-difference", Says: "to a block that nobody can decrypt OpenSSL's server gives the same answer at the same place, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := func(act string) string {
			a := s.Act(act)
			return fmt.Sprintf("%s: %x", behindExchange(a), lastRecord(a.Session.Recording.Bytes(capture.Server)))
		}
		v := anatomy.Verdict{Got: got(spoilt), Want: got(wrongOpenSSL), At: s.Act(spoilt).Last(capture.Server).Whole()}
		if key, err := openSSLKey(s); err != nil || decrypts(s.Act(spoilt), key) {
			v.Got = "the block can be decrypted"
		}
		return v
	}},
}

// inside compares the version in the pre-master secret with that of the hello.
func inside(s *anatomy.Scene, act string) anatomy.Verdict {
	m := s.Message(act, clientHello)
	v := anatomy.Verdict{Got: unknown, Want: fmt.Sprintf("%04x inside, 0303 in the hello", uint16(wrongVersion)), At: m.At("legacy_version")}
	if o, err := openedWith(s, act); err == nil {
		v.Got = fmt.Sprintf("%x inside, %s in the hello", o.preMaster()[:2], m.Hex("legacy_version"))
	}
	return v
}

// serverFollows compares the server's Finished with the one that follows from what
// the client encrypted.
func serverFollows(s *anatomy.Scene, act string) anatomy.Verdict {
	m := s.Act(act).MessageFrom(capture.Server, "Finished")
	v := anatomy.Verdict{Got: m.Hex("verify_data"), Want: unknown, At: m.At("verify_data")}
	if o, err := openedWith(s, act); err == nil {
		v.Want = fmt.Sprintf("%x", o.schedule.Output("server_finished"))
	}
	return v
}

// openedWith is what the key of the server of this connection makes of it.
func openedWith(s *anatomy.Scene, act string) (opening, error) {
	h, err := seen(s.Act(act))
	if err != nil {
		return opening{}, err
	}
	key, err := privateKey(s.Act(act).Session)
	if act != wrongGo {
		key, err = openSSLKey(s)
	}
	if err != nil {
		return opening{}, err
	}
	preMaster, err := secrets.PreMasterRSA(key, h.encrypted)
	if err != nil {
		return opening{}, err
	}
	return h.follow(preMaster.Output)
}

// behindExchange names what crossed behind the ClientKeyExchange.
func behindExchange(a *anatomy.Act) string {
	var names []string
	behind := false
	for _, it := range a.Items {
		switch {
		case it.Name == exchange:
			behind = true
		case behind && it.Kind != handshake.KindRecord:
			name := it.Name
			if it.Protected && !it.Decrypted {
				name = "protected " + string(it.Kind)
			}
			names = append(names, it.From.String()+" "+name)
		}
	}
	return strings.Join(names, ", ")
}

// lastRecord is the last record of a direction, with its header.
func lastRecord(b []byte) (last []byte) {
	for len(b) >= handshake.RecordHeaderLength {
		n := min(handshake.RecordHeaderLength+int(b[3])<<8+int(b[4]), len(b))
		last, b = b[:n], b[n:]
	}
	return last
}

// decrypts says whether the key finds a pre-master secret in what the client sent.
func decrypts(a *anatomy.Act, key *rsa.PrivateKey) bool {
	h, err := seen(a)
	if err != nil {
		return false
	}
	_, err = secrets.PreMasterRSA(key, h.encrypted)
	return err == nil
}
