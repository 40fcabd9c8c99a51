package matrix

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// goServers and goClients are what peers of Go do besides what they do anyway, by
// the words that stand behind "go".
var (
	goServers = map[string]func(k *talk, c *tls.Config){
		"":            func(*talk, *tls.Config) {},
		"certificate": func(k *talk, c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert },
		"refuses": func(k *talk, c *tls.Config) {
			c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		},
	}
	goClients = map[string]func(k *talk, c *tls.Config){
		"":            func(*talk, *tls.Config) {},
		"1.2":         func(k *talk, c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
		"1.3":         func(k *talk, c *tls.Config) { c.MinVersion = tls.VersionTLS13 },
		"P-521":       func(k *talk, c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP521} },
		"certificate": func(k *talk, c *tls.Config) { c.Certificates = []tls.Certificate{k.lab.RSA} },
		"renegotiates": func(k *talk, c *tls.Config) {
			c.MaxVersion, c.Renegotiation, c.Certificates = tls.VersionTLS12, tls.RenegotiateFreelyAsClient, []tls.Certificate{k.lab.RSA}
		},
		"refuses": func(k *talk, c *tls.Config) {
			c.VerifyConnection = func(tls.ConnectionState) error { return errors.New("not wanted") }
		},
		"drawn": func(k *talk, c *tls.Config) {
			c.MinVersion, c.ClientSessionCache, c.Rand = tls.VersionTLS13, k.sessions, k.draws
			c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP521}
		},
		"resumes":     func(k *talk, c *tls.Config) { c.ClientSessionCache = k.sessions },
		"1.2 resumes": func(k *talk, c *tls.Config) { c.MaxVersion, c.ClientSessionCache = tls.VersionTLS12, k.sessions },
	}
)

// echoGo is a server of Go that says what it hears.
func (k *talk) echoGo(configure func(*talk, *tls.Config)) (addr string) {
	k.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{k.lab.RSA}, MinVersion: tls.VersionTLS10}
	configure(k, config)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		k.Fatal(err)
	}
	k.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
				_, _ = io.Copy(conn, conn)
			}()
		}
	}()
	return listener.Addr().String()
}

// A goParty is a client of Go that hears all the time.
type goParty struct {
	*tls.Conn
	ended chan struct{}
	mu    sync.Mutex
	heard bytes.Buffer
	news  chan struct{}
}

func (k *talk) dialGo(addr string, configure func(*talk, *tls.Config)) party {
	k.Helper()
	config := &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, KeyLogWriter: keylogFile(k.T, k.clientLog())}
	configure(k, config)
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		k.Fatal(err)
	}
	_ = raw.SetDeadline(time.Now().Add(20 * time.Second))
	p := &goParty{Conn: tls.Client(raw, config), ended: make(chan struct{}), news: make(chan struct{}, 1)}
	go func() {
		defer close(p.ended)
		_, _ = io.Copy(p, readOnly{p.Conn})
	}()
	return p
}

type readOnly struct{ io.Reader }

// ReadFrom files what was heard.
func (p *goParty) ReadFrom(r io.Reader) (n int64, err error) {
	b := make([]byte, 4096)
	for {
		n, err := r.Read(b)
		p.mu.Lock()
		p.heard.Write(b[:n])
		p.mu.Unlock()
		select {
		case p.news <- struct{}{}:
		default:
		}
		if err != nil {
			return 0, err
		}
	}
}

// Await implements party.
func (p *goParty) Await(t testing.TB, text string, n int) {
	t.Helper()
	for {
		p.mu.Lock()
		got := strings.Count(p.heard.String(), text)
		p.mu.Unlock()
		if got >= n {
			return
		}
		select {
		case <-p.news:
		case <-p.ended:
			t.Fatalf("it ended, and %q was not said", text)
		}
	}
}

// Ended implements party.
func (p *goParty) Ended() <-chan struct{} { return p.ended }
