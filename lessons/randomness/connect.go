package randomness

import (
	"crypto"
	"crypto/tls"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The connections on the scene.
const (
	plain     = "plain"     // TLS 1.3 with X25519 and ECDSA: all of it is shown
	hybrid    = "hybrid"    // TLS 1.3 with ML-KEM
	signed    = "signed"    // TLS 1.2 with ECDHE and RSA-PSS
	transport = "transport" // TLS 1.2 with RSA key transport, CBC and a ticket
	sealed    = "sealed"    // the same as it crossed
)

const (
	host   = "bank.example"
	answer = "It is done."
	order  = "Transfer 100.00 from alice to bob. Please hurry." // three blocks of 16 bytes
)

// A kind is one way to connect.
type kind struct {
	act, title string
	rsa        bool // of the server's key; else ECDSA
	version    uint16
	group      tls.CurveID
	suite      uint16 // 0: crypto/tls chooses
	tickets    bool   // the client wants them
}

var kinds = []kind{
	{act: plain, title: "TLS 1.3", version: tls.VersionTLS13, group: tls.X25519},
	{act: hybrid, title: "ML-KEM", version: tls.VersionTLS13, group: tls.X25519MLKEM768},
	{act: signed, title: "ECDHE and RSA-PSS", rsa: true, version: tls.VersionTLS12, group: tls.X25519},
	{act: transport, title: "RSA key transport", rsa: true, version: tls.VersionTLS12, group: tls.X25519,
		suite: tls.TLS_RSA_WITH_AES_128_CBC_SHA, tickets: true},
}

// A house is what the servers of a run have in common.
type house struct {
	lab     *lab.Lab
	root    *lab.Authority
	rsa     crypto.Signer
	talk    func(*tls.Conn) error // the client's part
	receive int                   // bytes that the server reads before it answers
}

func newHouse(l *lab.Lab) (*house, error) {
	if !l.SeesDraws() {
		return nil, lab.ErrDrawsUnseen
	}
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	return &house{lab: l, root: root, talk: orderTwice, receive: 2 * len(order)}, nil
}

// orderTwice says the same line twice, in a record each, and reads the answer.
func orderTwice(c *tls.Conn) error {
	for range 2 {
		if _, err := io.WriteString(c, order); err != nil {
			return err
		}
	}
	_, err := io.Copy(io.Discard, c)
	return err
}

// perform makes one connection of each kind.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	h, err := newHouse(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"], s.Facts["order"], s.Facts["said"] = host, order, answer
	for _, k := range kinds {
		if err := h.add(s, k, k.act); err != nil {
			return nil, err
		}
	}
	s.Add(sealed, "RSA key transport", s.Act(transport).Session)
	return s, nil
}

// add makes a connection and puts it on the scene under a name.
func (h *house) add(s *anatomy.Scene, k kind, name string) error {
	session, received, err := h.connect(k, name)
	if err := lab.BothFine(session, err); err != nil {
		return fmt.Errorf("the connection with %s: %w", k.title, err)
	}
	s.AddOpened(name, k.title, session)
	s.Facts["received of "+name] = received
	return nil
}

// connect makes one connection. The client's reader of randomness goes by the name.
func (h *house) connect(k kind, name string) (session *lab.Session, received string, err error) {
	cert, err := h.certificate(k)
	if err != nil {
		return nil, "", err
	}
	client, server := h.lab.ClientConfig("client of "+name, h.root, host), h.lab.ServerConfig("server of "+name, cert)
	for _, c := range []*tls.Config{client, server} {
		c.MinVersion, c.MaxVersion, c.CurvePreferences = k.version, k.version, []tls.CurveID{k.group}
		if k.suite != 0 {
			c.CipherSuites = []uint16{k.suite}
		}
	}
	if k.tickets {
		client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	}
	b := make([]byte, h.receive)
	session, err = h.lab.Talk(
		lab.TLSClient(client, h.talk),
		lab.TLSServer(server, func(c *tls.Conn) error {
			if _, err := io.ReadFull(c, b); err != nil {
				return err
			}
			_, err := io.WriteString(c, answer)
			return err
		}))
	return session, string(b), err
}

// certificate is the server's: the RSA key is one for all, for making it takes long.
func (h *house) certificate(k kind) (tls.Certificate, error) {
	if !k.rsa {
		return h.root.Issue(host)
	}
	if h.rsa == nil {
		key, err := h.lab.RSAKey("server", 2048)
		if err != nil {
			return tls.Certificate{}, err
		}
		h.rsa = key
	}
	return h.root.IssueFor(host, h.rsa)
}
