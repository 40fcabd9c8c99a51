package tickets

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// rounds is how often each handshake is timed: the best of them counts, so that
// another program that runs meanwhile does not.
const rounds = 8

// oneSignature stands beside the handshakes: a signature alone.
const oneSignature = "a signature"

// signatureKind is how this server signs: RSA-PSS with SHA-256.
var signatureKind = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}

// timeOf names the fact that says how long a handshake took, in nanoseconds.
func timeOf(act string) string { return "time of " + act }

// measure times the four handshakes again, without a network between the peers.
func (p *shop) measure(s *anatomy.Scene) error {
	var key [32]byte
	for _, v := range versions {
		server := &tls.Config{Certificates: []tls.Certificate{p.cert}, Time: p.lab.Now, CurvePreferences: []tls.CurveID{tls.X25519}}
		server.SetSessionTicketKeys([][32]byte{key})
		best := map[bool]time.Duration{}
		for range rounds {
			client := &tls.Config{RootCAs: p.root.Pool(), ServerName: host, Time: p.lab.Now, CurvePreferences: server.CurvePreferences,
				MinVersion: v.number, MaxVersion: v.number, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
			for _, resumed := range []bool{false, true} {
				took, err := timed(client, server, resumed)
				if err != nil {
					return fmt.Errorf("timing %s: %w", v.name, err)
				}
				if old, ok := best[resumed]; !ok || took < old {
					best[resumed] = took
				}
			}
		}
		s.Facts[timeOf(v.full)], s.Facts[timeOf(v.resumed)] = nanoseconds(best[false]), nanoseconds(best[true])
	}
	best := time.Duration(0)
	for i := range rounds {
		began := time.Now()
		if _, err := p.signer.Signer.Sign(rand.Reader, make([]byte, 32), signatureKind); err != nil {
			return fmt.Errorf("timing a signature: %w", err)
		}
		if took := time.Since(began); i == 0 || took < best {
			best = took
		}
	}
	s.Facts[timeOf(oneSignature)] = nanoseconds(best)
	return nil
}

func nanoseconds(d time.Duration) string { return strconv.FormatInt(d.Nanoseconds(), 10) }

// timed is how long a handshake takes, until both sides have a connection.
func timed(client, server *tls.Config, resumed bool) (time.Duration, error) {
	a, b := capture.Pipe()
	defer a.Close()
	defer b.Close()
	served := make(chan error, 1)
	began := time.Now()
	var done time.Time
	go func() {
		conn := tls.Server(b, server)
		err := conn.Handshake()
		done = time.Now()
		if err == nil {
			_, err = io.WriteString(conn, answer)
		}
		served <- errors.Join(err, conn.Close())
	}()
	conn := tls.Client(a, client)
	err := conn.Handshake()
	here := time.Now()
	if err == nil {
		_, err = io.Copy(io.Discard, conn) // a ticket of TLS 1.3 comes with what is read
	}
	if err := errors.Join(err, <-served); err != nil {
		return 0, err
	}
	if did := conn.ConnectionState().DidResume; did != resumed {
		return 0, fmt.Errorf("resumed: %t, want %t", did, resumed)
	}
	if done.Before(here) {
		done = here
	}
	return done.Sub(began), nil
}
