package maninthemiddle

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the connections on the scene: of each interception, the leg on the
// client's side of the interceptor, and the one on the server's side.
const (
	near        = "near"
	far         = "far"
	refusedNear = "refused-near"
	refusedFar  = "refused-far"
)

const (
	host     = "bank.example"
	greeting = "Welcome back.\n"
)

// The facts of the scene: what the peers know and the wire does not say.
const (
	password   = "password"
	request    = "request"  // as the client wrote it
	heard      = "heard"    // as the interceptor read it
	received   = "received" // as the server read it
	passedOn   = "passed_on"
	gotAnswer  = "got_answer"
	honestRoot = "honest root" // certificates in DER
	rogueRoot  = "rogue root"
	now        = "now" // the time that the peers believe
)

// A world is who takes part: two authorities, a server, an interceptor.
type world struct {
	l            *lab.Lab
	honest, evil *lab.Authority
	server       tls.Certificate
	request      []byte
	facts        map[string]string
}

func newWorld(l *lab.Lab, rogueName string) (*world, error) {
	w := &world{l: l, facts: map[string]string{}}
	var err error
	if w.honest, err = l.Authority("Honest Root"); err != nil {
		return nil, err
	}
	if w.evil, err = l.Authority(rogueName); err != nil {
		return nil, err
	}
	if w.server, err = w.honest.Issue(host); err != nil {
		return nil, err
	}
	secret := make([]byte, 9)
	if _, err := io.ReadFull(l.Rand("password"), secret); err != nil {
		return nil, err
	}
	word := base64.RawURLEncoding.EncodeToString(secret)
	body := "user=alice&password=" + word
	w.request = fmt.Appendf(nil, "POST /login HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", host, len(body), body)
	w.facts[password], w.facts[request] = word, string(w.request)
	w.facts[honestRoot], w.facts[rogueRoot] = string(w.honest.Certificate.Raw), string(w.evil.Certificate.Raw)
	w.facts[now], w.facts["host"] = l.Now().UTC().Format(time.RFC3339), host
	return w, nil
}

// client is a Config that trusts the honest root, and the rogue one if it is told to.
func (w *world) client(trustsRogue bool) *tls.Config {
	c := w.l.ClientConfig("client", w.honest, host)
	c.MinVersion = tls.VersionTLS13
	if trustsRogue {
		c.RootCAs.AddCert(w.evil.Certificate)
	}
	return c
}

// serverConfig is the server; it gives no tickets, so that its messages are few.
func (w *world) serverConfig(cert tls.Certificate) *tls.Config {
	c := w.l.ServerConfig("server", cert)
	c.SessionTicketsDisabled = true
	return c
}

// ask is what the client does once it has a connection.
func (w *world) ask(c *tls.Conn) error {
	if _, err := c.Write(w.request); err != nil {
		return err
	}
	answer, err := io.ReadAll(c)
	w.facts[gotAnswer] = string(answer)
	return err
}

// answer is what the server does: a request, or none at all, and its answer.
func (w *world) answer(c *tls.Conn) error {
	raw, err := readRequest(c)
	w.facts[received] = string(raw)
	if errors.Is(err, io.EOF) && len(raw) == 0 {
		return nil // who connected said goodbye and nothing else
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(greeting), greeting)
	return err
}

// readRequest reads one request, and returns its bytes.
func readRequest(c io.Reader) ([]byte, error) {
	var raw bytes.Buffer
	req, err := http.ReadRequest(bufio.NewReader(io.TeeReader(c, &raw)))
	if err != nil {
		return raw.Bytes(), err
	}
	_, err = io.Copy(io.Discard, req.Body)
	return raw.Bytes(), err
}

// perform intercepts twice: a client that knows honest roots alone, and one to
// which somebody gave the rogue root, too.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	w, err := newWorld(l, "Rogue Root")
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	refused, err := w.intercept(w.client(false))
	if err != nil {
		return nil, err
	}
	if refused.near.ClientErr == nil || refused.near.ServerErr == nil {
		return nil, errors.New("a client without the rogue root was content with it")
	}
	refused.add(s, refusedNear, refusedFar, "refused near-leg", "refused far-leg")
	s.Facts["client_error"], s.Facts["interceptor_error"] = refused.near.ClientErr.Error(), refused.near.ServerErr.Error()

	read, err := w.intercept(w.client(true))
	if err := lab.BothFine(read.near, err); err != nil {
		return nil, fmt.Errorf("the near leg: %w", err)
	}
	if err := lab.BothFine(read.far, nil); err != nil {
		return nil, fmt.Errorf("the far leg: %w", err)
	}
	read.add(s, near, far, "near-leg", "far-leg")
	w.tell(s)
	return s, nil
}

// tell puts on the scene what the peers know.
func (w *world) tell(s *anatomy.Scene) {
	for name, value := range w.facts {
		s.Facts[name] = value
	}
}
