package lab

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// proxied makes a connection to a proxy, which makes one to a server while it
// lives: first the inner handshake, then the outer one, then a word through both.
func proxied(t *testing.T, l *Lab) (outer, inner *Session, configs [4]*tls.Config) {
	t.Helper()
	client, proxyServer := pair(t, l)
	proxyClient, server := pair(t, l)
	var innerErr error
	outer, err := l.Talk(
		TLSClient(client, func(c *tls.Conn) error { _, err := io.Copy(io.Discard, c); return err }),
		func(down net.Conn) error {
			inner, innerErr = l.TalkInside(
				TLSClient(proxyClient, func(up *tls.Conn) error {
					return TLSServer(proxyServer, func(c *tls.Conn) error { _, err := io.Copy(c, up); return err })(down)
				}),
				TLSServer(server, func(c *tls.Conn) error { _, err := io.WriteString(c, "word"); return err }),
				proxyClient, server)
			return BothFine(inner, innerErr)
		})
	if err := BothFine(outer, err); err != nil {
		t.Fatal(err)
	}
	return outer, inner, [4]*tls.Config{client, proxyServer, proxyClient, server}
}

// TestAConnectionInsideHasItsOwnDrawsAndSecrets, though it lives while the other's
// peers draw and log.
func TestAConnectionInsideHasItsOwnDrawsAndSecrets(t *testing.T) {
	for name, o := range map[string]Options{"seeded": {Seed: seed(1), Transport: Memory}, "fresh": {}} {
		t.Run(name, func(t *testing.T) {
			var ended []*Session
			o.Ended = func(s *Session) { ended = append(ended, s) }
			l := open(t, o)
			outer, inner, configs := proxied(t, l)
			if len(ended) != 2 || ended[0] != inner || ended[1] != outer {
				t.Errorf("%d connections were told, or in another order", len(ended))
			}
			for i, s := range []*Session{outer, inner} {
				if s.Client != configs[2*i] || s.Server != configs[2*i+1] {
					t.Errorf("session %d has the peers of another", i)
				}
				items, state := s.Opened()
				random := items[1].Message.(*handshake.ClientHello).Random
				if !bytes.Equal(s.ClientDraws[0].Bytes, random) {
					t.Errorf("session %d: the client's first draw is %x, its random %x", i, s.ClientDraws[0].Bytes, random)
				}
				if n := bytes.Count(s.KeyLog, []byte("\n")); n != 4 || bytes.Count(s.KeyLog, []byte(hex.EncodeToString(random))) != 4 {
					t.Errorf("session %d: the key log has %d lines:\n%s", i, n, s.KeyLog)
				}
				if !state.Complete() {
					t.Errorf("session %d: the handshake is not complete", i)
				}
				if u := s.Ledger().Unplaced(); len(u) > 0 {
					t.Errorf("session %d: draws of another connection: %+v", i, u)
				}
			}
			// A Config of an inner connection may serve in an outer one later.
			if s := hello(t, l, configs[2], configs[3]); s.Client != configs[2] || len(s.ClientDraws) == 0 || bytes.Equal(s.ClientDraws[0].Bytes, inner.ClientDraws[0].Bytes) {
				t.Error("the next session of the same peers holds draws of the inner one")
			}
		})
	}
}

// TestSeededConnectionsInsideAreTheSame over both transports.
func TestSeededConnectionsInsideAreTheSame(t *testing.T) {
	var first [2]*Session
	for i, transport := range []Transport{TCP, Memory, TCP} {
		outer, inner, _ := proxied(t, open(t, Options{Seed: seed(7), Transport: transport}))
		if i == 0 {
			first = [2]*Session{outer, inner}
			continue
		}
		for j, s := range []*Session{outer, inner} {
			for _, side := range []capture.Side{capture.Client, capture.Server} {
				if !bytes.Equal(s.Recording.Bytes(side), first[j].Recording.Bytes(side)) {
					t.Errorf("over %s: session %d of the %s differs", transport, j, side)
				}
			}
		}
	}
}

// TestNothingIsLeftOfConnectionsInside, also where the inner peer panics or fails.
func TestNothingIsLeftOfConnectionsInside(t *testing.T) {
	wrong := errors.New("wrong")
	for _, transport := range transports {
		done := leaves(t)
		l := open(t, Options{Transport: transport})
		quiet := func(c net.Conn) error { _, err := io.Copy(io.Discard, c); return err }
		s, err := l.Talk(quiet, func(net.Conn) error {
			inner, err := l.TalkInside(func(net.Conn) error { return wrong }, quiet)
			return BothFine(inner, err)
		})
		if err != nil || s.ClientErr != nil || !errors.Is(s.ServerErr, wrong) {
			t.Errorf("over %s: %v, session %+v", transport, err, s)
		}
		done()
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("over %s: the panic is lost", transport)
				}
			}()
			_, _ = l.Talk(quiet, func(net.Conn) error {
				_, err := l.TalkInside(quiet, func(net.Conn) error { panic("fallen") })
				return err
			})
		}()
		done()
	}
}
