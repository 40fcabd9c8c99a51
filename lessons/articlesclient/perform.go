package articlesclient

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The connections of the scene.
const (
	wrongName = "wrong"      // the article's client at a server with another name
	unknown   = "unknown"    // at a server whose authority it does not know
	cut       = "cut"        // at the right one, and the page is cut on its way
	cutLength = "cut-length" // the same, of a page that says its length
	oneLine   = "one-line"   // the client of one line, at the right server
	lineWrong = "one-line-wrong"
	lineCut   = "one-line-cut"
)

const (
	wanted = "shop.example"
	other  = "elsewhere.example" // a server with an honest certificate for its own name
)

// entries are the names of the right server's certificate.
var entries = []string{wanted, "*." + wanted}

// A stage is what the connections of a run share.
type stage struct {
	l              *lab.Lab
	s              *anatomy.Scene
	trusted, alien *lab.Authority
	right, wrong   tls.Certificate // both from the trusted authority
	foreign        tls.Certificate // for the right name, from the alien one
	path           string          // holds a token that is fresh in each run
}

func newStage(l *lab.Lab) (*stage, error) {
	st := &stage{l: l, s: anatomy.NewScene()}
	st.s.Stable = l.Seeded()
	var err error
	if st.trusted, err = l.Authority("tlsteach lab root"); err != nil {
		return nil, err
	}
	if st.alien, err = l.Authority("nobody's root"); err != nil {
		return nil, err
	}
	if st.right, err = st.issue(st.trusted, entries...); err != nil {
		return nil, err
	}
	if st.wrong, err = st.issue(st.trusted, other); err != nil {
		return nil, err
	}
	if st.foreign, err = st.issue(st.alien, wanted); err != nil {
		return nil, err
	}
	token := make([]byte, 8)
	if _, err := l.Rand("token").Read(token); err != nil {
		return nil, err
	}
	st.path = fmt.Sprintf("/orders/%x", token)
	st.s.Facts["wanted"], st.s.Facts["other"] = wanted, other
	st.s.Facts["issued for"] = strings.Join(entries, " ")
	st.s.Facts["path"] = st.path
	st.s.Facts["page"] = firstHalf + secondHalf
	st.s.Facts["root"] = string(st.trusted.Certificate.Raw)
	return st, nil
}

// issue makes a certificate for these names; the first is its subject's, too.
func (st *stage) issue(by *lab.Authority, names ...string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), st.l.Rand("server key"))
	if err != nil {
		return tls.Certificate{}, err
	}
	return by.IssueWith(names[0], key, func(c *x509.Certificate) { c.DNSNames = names })
}

// A visit is one connection: who shows what to whom, and how it answers.
type visit struct {
	act, title string
	cert       tls.Certificate
	answer     answer
	refused    bool // the client must not be content
}

// article visits with the article's client. It compares names only where name is
// not empty.
func (st *stage) article(v visit, name string) error {
	config := st.l.ClientConfig("client", st.trusted, wanted)
	return st.visit(v, func(conn net.Conn) (page, error) {
		return get(conn, pinned(config, config.RootCAs, st.l.Now(), name), request(st.path, wanted))
	})
}

// line visits with the client of one line.
func (st *stage) line(v visit) error {
	config := st.l.ClientConfig("client", st.trusted, "")
	return st.visit(v, func(conn net.Conn) (page, error) {
		return getLine(conn, config, "https://"+wanted+st.path)
	})
}

// visit makes the connection, and keeps what both sides know of it.
func (st *stage) visit(v visit, fetch func(net.Conn) (page, error)) error {
	server := st.l.ServerConfig("server", v.cert)
	server.SessionTicketsDisabled = true // so that each side writes in its turn
	var got page
	var received string
	session, err := st.l.Talk(func(conn net.Conn) (err error) {
		got, err = fetch(conn)
		return err
	}, serve(server, &received, v.answer))
	if err == nil && !v.refused {
		err = lab.BothFine(session, nil)
	}
	if err == nil && v.refused && session.ClientErr == nil {
		err = errors.New("the client was content, and should not have been")
	}
	if err != nil {
		return fmt.Errorf("the connection %s: %w", v.act, err)
	}
	st.s.AddOpened(v.act, v.title, session)
	st.s.Facts[v.act+" body"] = got.body
	st.s.Facts[v.act+" received"] = received
	if v.refused {
		st.s.Facts[v.act+" client"] = session.ClientErr.Error()
	}
	if session.ServerErr != nil {
		st.s.Facts[v.act+" server"] = session.ServerErr.Error()
	}
	return nil
}

// perform makes seven connections: four with the article's client, three with the
// client of one line.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	st, err := newStage(l)
	if err != nil {
		return nil, err
	}
	length := fmt.Sprintf("Content-Length: %d", len(firstHalf)+len(secondHalf))
	for _, v := range []visit{
		{wrongName, "", st.wrong, whole, false},
		{unknown, "unknown authority", st.foreign, whole, true},
		{cut, "cut", st.right, inPieces("Connection: close"), false},
		{cutLength, "cut, with length", st.right, inPieces(length), true},
	} {
		if err := st.article(v, ""); err != nil {
			return nil, err
		}
	}
	for _, v := range []visit{
		{oneLine, "one line", st.right, whole, false},
		{lineWrong, "one line, wrong name", st.wrong, whole, true},
		{lineCut, "one line, cut", st.right, inPieces("Connection: close"), false},
	} {
		if err := st.line(v); err != nil {
			return nil, err
		}
	}
	return st.s, nil
}
