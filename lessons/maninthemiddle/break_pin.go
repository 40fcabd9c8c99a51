package maninthemiddle

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The break: the client that trusts both roots also knows the hash of the server's
// key. It meets the interceptor, and then the server itself, which has a new
// certificate for the same key.
const (
	pinnedNear = "pinned-near"
	pinnedFar  = "pinned-far"
	renewed    = "renewed"
)

// The facts of the break.
const (
	pin             = "pin" // SHA-256 of the server's SubjectPublicKeyInfo, as the client has it
	renewedReceived = "renewed received"
)

var errPin = errors.New("the server's key is not the pinned one")

// pins makes a client refuse every other key than this one, after all other checks.
func pins(c *tls.Config, hash string) {
	c.VerifyConnection = func(state tls.ConnectionState) error {
		if hashOf(state.PeerCertificates[0].RawSubjectPublicKeyInfo) != hash {
			return errPin
		}
		return nil
	}
}

func hashOf(spki []byte) string { return fmt.Sprintf("%x", sha256.Sum256(spki)) }

func performPin(l *lab.Lab) (*anatomy.Scene, error) {
	w, err := newWorld(l, "Rogue Root")
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	hash := hashOf(w.server.Leaf.RawSubjectPublicKeyInfo)
	client := w.client(true)
	pins(client, hash)
	g, err := w.intercept(client)
	if err != nil {
		return nil, err
	}
	if !errors.Is(g.near.ClientErr, errPin) || g.near.ServerErr == nil {
		return nil, fmt.Errorf("the pin did not stop the client: %v", g.near.ClientErr)
	}
	g.add(s, pinnedNear, pinnedFar, "pinned near-leg", "pinned far-leg")
	s.Facts["client_error"], s.Facts["interceptor_error"] = g.near.ClientErr.Error(), g.near.ServerErr.Error()

	direct, err := w.direct(client)
	if err != nil {
		return nil, err
	}
	s.AddOpened(renewed, "direct", direct)
	w.tell(s)
	s.Facts[pin], s.Facts[renewedReceived] = hash, w.facts[received]
	return s, nil
}

// direct connects a client to the server, with nobody in between. The server shows
// a new certificate for its old key.
func (w *world) direct(client *tls.Config) (*lab.Session, error) {
	key, ok := w.server.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("the server's key %T cannot sign", w.server.PrivateKey)
	}
	fresh, err := w.honest.IssueFor(host, key)
	if err != nil {
		return nil, err
	}
	session, err := w.l.Talk(lab.TLSClient(client, w.ask), lab.TLSServer(w.serverConfig(fresh), w.answer))
	if err := lab.BothFine(session, err); err != nil {
		return nil, fmt.Errorf("the direct connection: %w", err)
	}
	return session, nil
}

var pinClaims = []anatomy.Claim{
	{ID: "chain-fine", Says: "no check of the forged chain fails: this client has both roots", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: faults(s, pinnedNear, honestRoot, rogueRoot), Want: "none", At: s.Message(pinnedNear, "Certificate").At("cert_data")}
	}},
	{ID: "pin-real", Says: "the pin is the hash of the key in the server's certificate, which crossed on the far leg", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: publicKeyHash(shown(s, pinnedFar)), Want: s.Facts[pin], At: s.Message(pinnedFar, "Certificate").At("subject_public_key_info")}
	}},
	{ID: "pin-forged", Says: "the key in the forged certificate has another hash", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := "no certificate"
		if der := shown(s, pinnedNear); der != nil && s.Facts[pin] != "" {
			got = said(publicKeyHash(der) == s.Facts[pin], "the pinned hash", "another hash")
		}
		return anatomy.Verdict{Got: got, Want: "another hash", At: s.Message(pinnedNear, "Certificate").At("subject_public_key_info")}
	}},
	{ID: "pin-alert", Says: "the client sends the alert bad_certificate, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return clientAlert(s, pinnedNear)
	}},
	{ID: "pin-nothing", Says: "nothing was passed on: no byte of a request, and no password on either leg", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return nothingPassed(s, pinnedNear, pinnedFar)
	}},
	{ID: "renewed", Says: "at the server itself the same client is content with a new certificate, because the key is the old one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		old, fresh := shown(s, pinnedFar), shown(s, renewed)
		v := anatomy.Verdict{Got: "a certificate is not there", Want: "certificate: another, key: the pinned one, request: arrived", At: s.Message(renewed, "Certificate").At("cert_data")}
		if old != nil && fresh != nil && s.Facts[pin] != "" {
			sent := s.Act(renewed).Data(capture.Client)
			v.Got = fmt.Sprintf("certificate: %s, key: %s, request: %s", said(bytes.Equal(old, fresh), "the same", "another"),
				said(publicKeyHash(fresh) == s.Facts[pin], "the pinned one", "another"),
				said(complete(s.Act(renewed)) && string(sent) == s.Facts[request] && s.Facts[renewedReceived] == s.Facts[request], "arrived", "did not arrive"))
		}
		return v
	}},
}

// pinAnswer is what the pinned client says to the forged certificate: the answer to
// the break's prediction.
func pinAnswer(s *anatomy.Scene) string {
	if m := s.Act(pinnedNear).Alert(capture.Client); m.There() {
		return m.Text("description")
	}
	return "nothing"
}
