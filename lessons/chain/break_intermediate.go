package chain

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the shop's server sends its own certificate alone.
const alone = "alone"

func performAlone(l *lab.Lab) (*anatomy.Scene, error) {
	s, honest, err := visitBoth(l)
	if err != nil {
		return nil, err
	}
	shown := honest.certificate
	shown.Certificate = shown.Certificate[:1]
	session, err := honest.visit(l, shown)
	if err != nil {
		return nil, err
	}
	if session.ClientErr == nil || session.ServerErr == nil {
		return nil, errors.New("a client found a way to its root without the intermediate")
	}
	s.Add(alone, "alone", session)
	s.Facts["alone_client_error"], s.Facts["alone_server_error"] = session.ClientErr.Error(), session.ServerErr.Error()
	return s, nil
}

var aloneClaims = []anatomy.Claim{
	{ID: "one", Says: "the server sends one certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return counted(s, alone, 1)
	}},
	{ID: "same-leaf", Says: "it is the one that was accepted before, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fingerprint(nth(s, alone, 0), "nothing crossed"), Want: fingerprint(nth(s, whole, 0), "nothing crossed before"),
			At: s.Message(alone, "Certificate").At(certificate(0, ""))}
	}},
	{ID: "gap", Says: "its issuer is not the client's root: neither by name nor by key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(alone, "Certificate")
		leaf, root := parsed(nth(s, alone, 0)), parsed(clientRoot(s))
		v := anatomy.Verdict{Got: "no certificate", Want: "another name; its signature does not hold under the root's key", At: m.At(certificate(0, issuerPath))}
		if leaf != nil && root != nil {
			v.Got = fmt.Sprintf("%s name; its signature %s under the root's key", sameOr(leaf.RawIssuer, root.RawSubject, "the same"), under(leaf.Raw, root.Raw))
		}
		return v
	}},
	{ID: "missing", Says: "the certificate that was left out is all that is missing: with it behind, the same leaf is trusted", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		chain := sent(s, alone)
		word, _, _ := strings.Cut(trusted(chain, clientRoot(s)), ":")
		with := append(chain[:len(chain):len(chain)], nth(s, whole, 1))
		return anatomy.Verdict{
			Got:  fmt.Sprintf("as sent: %s; with the second one of the lesson: %s", word, trusted(with, clientRoot(s))),
			Want: "as sent: not trusted; with the second one of the lesson: trusted",
			At:   s.Message(alone, "Certificate").At("certificate_list"),
		}
	}},
	{ID: "alert", Says: "the last thing that the client says is the alert bad_certificate, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return refused(s, alone)
	}},
	{ID: "no-keys", Says: "there is no ClientKeyExchange: the client agrees on no key with a server that it does not know", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(alone)
		got := "no ClientKeyExchange"
		switch {
		case a.Message("ClientKeyExchange").There():
			got = "a ClientKeyExchange"
		case !a.Message("ServerHelloDone").There():
			got = "the server did not even finish"
		}
		return anatomy.Verdict{Got: got, Want: "no ClientKeyExchange",
			At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes of the client", len(a.Session.Recording.Bytes(capture.Client)))}}
	}},
}

// fingerprint is how many bytes there are and their hash: two that are equal in it
// are equal.
func fingerprint(b []byte, none string) string {
	if len(b) == 0 {
		return none
	}
	return fmt.Sprintf("%d bytes, SHA-256 %x", len(b), sha256.Sum256(b))
}
