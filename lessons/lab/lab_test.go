package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
)

// childVariable tells the test binary to do one thing in a process of its own.
const childVariable = "TLSTEACH_LAB_CHILD"

func TestMain(m *testing.M) {
	child, ok := os.LookupEnv(childVariable)
	if !ok {
		os.Exit(m.Run())
	}
	fmt.Println(children[child]())
}

func open(t testing.TB, o Options) *Lab {
	t.Helper()
	l, err := New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func seed(n uint64) *uint64 { return &n }

// greeting is a client and a server that say a word each.
func greeting(l *Lab, change func(client, server *tls.Config)) (client, server Peer, err error) {
	ca, err := l.Authority("root")
	if err != nil {
		return nil, nil, err
	}
	cert, err := ca.Issue("school.example")
	if err != nil {
		return nil, nil, err
	}
	c, s := l.ClientConfig("client", ca, "school.example"), l.ServerConfig("server", cert)
	if change != nil {
		change(c, s)
	}
	word := make([]byte, 5)
	return TLSClient(c, func(conn *tls.Conn) error {
			if _, err := io.WriteString(conn, "hello"); err != nil {
				return err
			}
			_, err := io.Copy(io.Discard, conn)
			return err
		}), TLSServer(s, func(conn *tls.Conn) error {
			if _, err := io.ReadFull(conn, word); err != nil {
				return err
			}
			_, err := conn.Write(word)
			return err
		}), nil
}

// bothWays is what crossed in a greeting, by direction.
func bothWays(t testing.TB, o Options, change func(client, server *tls.Config)) [2][]byte {
	t.Helper()
	l := open(t, o)
	client, server, err := greeting(l, change)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Talk(client, server)
	if err := BothFine(s, err); err != nil {
		t.Fatal(err)
	}
	return [2][]byte{s.Recording.Bytes(capture.Client), s.Recording.Bytes(capture.Server)}
}

var versions = map[string]func(client, server *tls.Config){
	"TLS 1.3": nil,
	"TLS 1.2": func(c, _ *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
}

// TestSeededRunsAreAlike: the same bytes in both directions, run after run.
func TestSeededRunsAreAlike(t *testing.T) {
	for name, change := range versions {
		var first [2][]byte
		for run := range 20 {
			for _, transport := range []Transport{TCP, Memory} {
				got := bothWays(t, Options{Seed: seed(1), Transport: transport}, change)
				if first[0] == nil {
					first = got
				}
				for i := range got {
					if !bytes.Equal(got[i], first[i]) || len(got[i]) < 100 {
						t.Fatalf("%s, run %d over %s: direction %d differs, or is short: %d bytes, was %d", name, run, transport, i, len(got[i]), len(first[i]))
					}
				}
			}
		}
	}
}

// TestOtherRunsDiffer: in every random a peer draws.
func TestOtherRunsDiffer(t *testing.T) {
	for name, change := range versions {
		for what, o := range map[string][2]Options{
			"two seeds":     {{Seed: seed(1)}, {Seed: seed(2)}},
			"without seeds": {{}, {}},
			"one seed":      {{Seed: seed(0)}, {}},
		} {
			for i := range o {
				o[i].Transport = Memory
			}
			a, b := bothWays(t, o[0], change), bothWays(t, o[1], change)
			for i := range a {
				const random = 5 + 4 + 2 // record, header and version stand before it
				if bytes.Equal(a[i][random:random+32], b[i][random:random+32]) {
					t.Errorf("%s, %s: direction %d has one random in both runs", name, what, i)
				}
			}
		}
	}
}

// TestALabBelievesItsSeedAndClock: what a lab believes that it was told.
func TestALabBelievesItsSeedAndClock(t *testing.T) {
	later := SeededClock.AddDate(1, 0, 0)
	if l := open(t, Options{Seed: seed(1)}); !l.Seeded() || !l.Now().Equal(SeededClock) {
		t.Errorf("seeded: %v, at %v", l.Seeded(), l.Now())
	}
	if l := open(t, Options{Seed: seed(1), Clock: later}); !l.Now().Equal(later) {
		t.Errorf("a clock beside a seed is not believed: %v", l.Now())
	}
	if l := open(t, Options{}); l.Seeded() || l.Now().IsZero() || l.Now().Equal(SeededClock) {
		t.Errorf("not seeded: %v, at %v", l.Seeded(), l.Now())
	}
}
