package tickets

import (
	"bufio"
	"crypto/rsa"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

const (
	host    = "shop.example"
	request = "what is in my basket?\n"
	answer  = "two books\n"
	keyBits = 2048
)

// pause is how long the client stays away.
const pause = time.Hour

// A version is one of TLS, with its two visits.
type version struct {
	name          string
	number        uint16
	full, resumed string // names of acts
}

var (
	v12 = version{"TLS 1.2", tls.VersionTLS12, "full12", "resumed12"}
	v13 = version{"TLS 1.3", tls.VersionTLS13, "full13", "resumed13"}

	versions = []version{v12, v13}
)

// pick is the first of two values for TLS 1.2, the second for TLS 1.3.
func (v version) pick(twelve, thirteen string) string {
	if v.number == tls.VersionTLS12 {
		return twelve
	}
	return thirteen
}

// A shop is servers of one name: each has the same certificate, and the ticket keys
// that it is given.
type shop struct {
	lab    *lab.Lab
	root   *lab.Authority
	cert   tls.Certificate
	signer *counter
}

func open(l *lab.Lab) (*shop, error) {
	if !l.SeesDraws() {
		return nil, lab.ErrDrawsUnseen
	}
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	var key *rsa.PrivateKey
	if key, err = l.RSAKey("shop", keyBits); err != nil {
		return nil, err
	}
	signer := &counter{Signer: key}
	cert, err := root.IssueFor(host, signer)
	if err != nil {
		return nil, err
	}
	return &shop{l, root, cert, signer}, nil
}

// ticketKey draws a key for tickets.
func (p *shop) ticketKey(name string) (key [32]byte, err error) {
	_, err = io.ReadFull(p.lab.Rand(name), key[:])
	return key, err
}

// server is a server that encrypts its tickets with this key.
func (p *shop) server(ticketKey [32]byte) *tls.Config {
	c := p.lab.ServerConfig("server", p.cert)
	c.SetSessionTicketKeys([][32]byte{ticketKey})
	return c
}

// client is a client that keeps its tickets in a cache.
func (p *shop) client(version uint16, cache tls.ClientSessionCache) *tls.Config {
	c := p.lab.ClientConfig("client", p.root, host)
	c.MinVersion, c.MaxVersion = version, version
	c.ClientSessionCache = cache
	return c
}

// visit makes a connection with a question and an answer, and puts it on the scene.
func (p *shop) visit(s *anatomy.Scene, act, title string, client, server *tls.Config) error {
	before := p.signer.count()
	session, err := p.lab.Talk(lab.TLSClient(client, func(c *tls.Conn) error {
		if _, err := io.WriteString(c, request); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, c)
		return err
	}), lab.TLSServer(server, func(c *tls.Conn) error {
		if _, err := bufio.NewReader(c).ReadString('\n'); err != nil {
			return err
		}
		_, err := io.WriteString(c, answer)
		return err
	}))
	if err := lab.BothFine(session, err); err != nil {
		return fmt.Errorf("%s: %w", title, err)
	}
	s.AddOpened(act, title, session)
	s.Facts[signaturesOn(act)] = strconv.Itoa(p.signer.count() - before)
	return nil
}

// perform has a client come with each version, and again an hour later: then to
// another server, which shares nothing with the first but certificate and ticket key.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	p, err := open(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	key, err := p.ticketKey("ticket key")
	if err != nil {
		return nil, err
	}
	s.Facts[ticketKey] = hex.EncodeToString(key[:])
	if err := p.twice(s, versions, "full", "resumed", key, key); err != nil {
		return nil, err
	}
	return s, p.measure(s)
}

// twice makes both visits of each version, and gives their acts titles. The servers
// have these ticket keys.
func (p *shop) twice(s *anatomy.Scene, versions []version, first, second string, key, later [32]byte) error {
	caches := map[string]tls.ClientSessionCache{}
	for _, v := range versions {
		caches[v.name] = tls.NewLRUClientSessionCache(1)
		if err := p.visit(s, v.full, first+" "+v.name, p.client(v.number, caches[v.name]), p.server(key)); err != nil {
			return err
		}
		kept, err := keptBy(caches[v.name])
		if err != nil {
			return err
		}
		s.Facts[keptAfter(v.full)] = hex.EncodeToString(kept)
	}
	p.lab.SetClock(p.lab.Now().Add(pause))
	s.Facts[now] = strconv.FormatInt(p.lab.Now().Unix(), 10)
	for _, v := range versions {
		if err := p.visit(s, v.resumed, second+" "+v.name, p.client(v.number, caches[v.name]), p.server(later)); err != nil {
			return err
		}
	}
	return nil
}

// keptBy is what the client keeps beside its ticket, in the encoding of crypto/tls.
func keptBy(cache tls.ClientSessionCache) ([]byte, error) {
	entry, ok := cache.Get(host)
	if !ok {
		return nil, errors.New("the client keeps no ticket")
	}
	_, state, err := entry.ResumptionState()
	if err != nil {
		return nil, err
	}
	return state.Bytes()
}

// The facts of the scene, besides how long handshakes took.
const (
	ticketKey = "ticket_key" // hexadecimal
	now       = "now"        // the time of the second visits, in seconds since 1970
)

// signaturesOn names the fact that says how often the server signed on a connection.
func signaturesOn(act string) string { return "signatures on " + act }

// keptAfter names the fact that holds what the client kept, in hexadecimal digits.
func keptAfter(act string) string { return "kept after " + act }
