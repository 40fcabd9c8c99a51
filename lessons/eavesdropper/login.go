package eavesdropper

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the two connections on the scene.
const (
	inClear = "clear"
	overTLS = "tls"
)

const (
	user     = "alice"
	path     = "/login"
	bankHost = "bank.example"
)

// A login is one request and its answer, the same over every connection.
type login struct {
	host     string
	password string // fresh in each run
	cookie   string // the server's answer to it: as good as the password, for a day
}

func newLogin(l *lab.Lab, host string, passwordLength int) (login, error) {
	password, err := randomWord(l.Rand("password"), passwordLength)
	if err != nil {
		return login{}, err
	}
	cookie, err := randomWord(l.Rand("cookie"), 24)
	return login{host, password, cookie}, err
}

// letters has no sign that a form encodes, and none that is easily mistaken.
const letters = "abcdefghijkmnpqrstuvwxyz23456789"

func randomWord(r io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)] // 32 letters: no bias
	}
	return string(b), nil
}

// request is what the client sends: HTTP/1.1 as the article's client wrote it,
// by hand.
func (g login) request() []byte {
	body := fmt.Sprintf("user=%s&password=%s", user, g.password)
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		path, g.host, len(body), body)
}

// client sends the request and reads the answer to its end.
func (g login) client(c io.ReadWriter) error {
	if _, err := c.Write(g.request()); err != nil {
		return err
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		return err
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// server reads the request, answers, and returns what it received.
func (g login) server(c io.ReadWriter) (received string, err error) {
	var raw bytes.Buffer
	req, err := http.ReadRequest(bufio.NewReader(io.TeeReader(c, &raw)))
	if err != nil {
		return "", err
	}
	if err := req.ParseForm(); err != nil {
		return "", err
	}
	welcome := "Welcome back, " + req.PostForm.Get("user") + ".\n"
	resp := &http.Response{StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(len(welcome)),
		Header: http.Header{"Set-Cookie": {"session=" + g.cookie}}, Body: io.NopCloser(strings.NewReader(welcome))}
	w := bufio.NewWriter(c) // one write, so one record
	if err := resp.Write(w); err != nil {
		return "", err
	}
	return raw.String(), w.Flush()
}

// inTheClear runs the login over the bare connection.
func (g login) inTheClear(l *lab.Lab) (s *lab.Session, received string, err error) {
	s, err = l.Talk(
		func(c net.Conn) error { return g.client(c) },
		func(c net.Conn) (err error) {
			if received, err = g.server(c); err != nil {
				return err
			}
			return lab.HalfClose(c)
		})
	return s, received, err
}

// overTLS13 runs the login over TLS 1.3.
func (g login) overTLS13(l *lab.Lab) (s *lab.Session, received string, err error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, "", err
	}
	cert, err := root.Issue(g.host)
	if err != nil {
		return nil, "", err
	}
	client := l.ClientConfig("client", root, g.host)
	client.MinVersion = tls.VersionTLS13
	server := l.ServerConfig("server", cert)
	s, err = l.Talk(
		lab.TLSClient(client, func(c *tls.Conn) error { return g.client(c) }),
		lab.TLSServer(server, func(c *tls.Conn) (err error) {
			received, err = g.server(c)
			return err
		}))
	return s, received, err
}

// perform runs the login twice.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	g, err := newLogin(l, bankHost, 12)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	clear, clearReceived, err := g.inTheClear(l)
	if err := lab.BothFine(clear, err); err != nil {
		return nil, fmt.Errorf("the login in the clear: %w", err)
	}
	closed, closedReceived, err := g.overTLS13(l)
	if err := lab.BothFine(closed, err); err != nil {
		return nil, fmt.Errorf("the login over TLS: %w", err)
	}
	s.Add(inClear, "", clear)
	s.Add(overTLS, "", closed)
	g.facts(s, clearReceived, closedReceived)
	return s, nil
}

// facts puts on the scene what the peers know.
func (g login) facts(s *anatomy.Scene, clearReceived, closedReceived string) {
	s.Facts["host"], s.Facts["path"], s.Facts["user"] = g.host, path, user
	s.Facts["password"], s.Facts["cookie"] = g.password, g.cookie
	s.Facts["clear_received"], s.Facts["closed_received"] = clearReceived, closedReceived
}
