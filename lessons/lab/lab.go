// Package lab is where lessons run: throwaway certificates, a client and a
// server joined by a recorded connection, a clock that can be set, and
// randomness that can be seeded.
//
// Promise: every connection is live: two peers of crypto/tls, each in its own
// goroutine, joined by loopback TCP or by buffered memory. When [Lab.Talk]
// returns, no goroutine, socket or listener of it is left. Nothing leaves the
// machine, and nothing is written to disk but what another program needs as a
// file: in a [Folder] that is removed.
//
// A lab with a seed gives the same bytes on every run with the same Go release
// and the same AES support of the processor; [New] proves first that crypto/tls
// draws from the readers it is given, and fails if it does not. Not to be
// seeded: the server's share of an ML-KEM group, which crypto/tls draws
// elsewhere.
//
// Seeded keys are no secrets. They are for lessons, never for anything else.
package lab

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
)

// Transport says what joins client and server.
type Transport string

const (
	TCP    Transport = "tcp"    // over the loopback interface
	Memory Transport = "memory" // within the process, for machines without sockets
)

// Options says how a lab runs. The zero value: loopback TCP, fresh randomness,
// the time of the machine.
type Options struct {
	Seed      *uint64
	Transport Transport
	Clock     time.Time // the time that the peers believe; zero: now, or with a seed [SeededClock]
	Limit     int64     // bytes that a recording may hold; 0: capture.DefaultLimit

	// Ended is told of each connection as it ends, in order, also of one that was
	// interrupted; nil: nobody is.
	Ended func(*Session)
}

// SeededClock is the time in a lab with a seed: certificates hold dates, so the
// same bytes need the same time.
var SeededClock = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)

// A Lab is the place of one lesson's run. It is not for concurrent use; a peer of
// a connection may use it as [Lab.TalkInside] says.
type Lab struct {
	ctx     context.Context
	opts    Options
	clock   time.Time
	draws   map[string]int                       // readers handed out, by name
	own     map[string]func(io.Reader) io.Reader // generators of a lesson's own, by name
	repeats map[string][32]byte                  // what gives the bytes that repeat, by name
	peers   []*watched
	other   [3]keylog.Collector // what other programs logged, by side

	ech     []tls.EncryptedClientHelloKey
	tickets map[string][]byte // the key log of the connection that got a ticket of TLS 1.2
}

// New opens a lab. With a seed it fails if the peers would not draw from the
// seeded readers: a run never claims to be seeded when it is not.
func New(ctx context.Context, opts Options) (*Lab, error) {
	if opts.Transport == "" {
		opts.Transport = TCP
	}
	l := &Lab{ctx: ctx, opts: opts, clock: opts.Clock, draws: map[string]int{}, own: map[string]func(io.Reader) io.Reader{}, repeats: map[string][32]byte{}, tickets: map[string][]byte{}}
	if l.clock.IsZero() {
		l.clock = time.Now()
		if opts.Seed != nil {
			l.clock = SeededClock
		}
	}
	if y := l.clock.UTC().Year(); y < firstYear || y > lastYear {
		return nil, &ClockError{l.clock}
	}
	if opts.Seed != nil {
		if err := probe(func() io.Reader { return seeded(*opts.Seed, "probe", 0) }); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Certificates hold dates of four digits (RFC 5280 §4.1.2.5.2), and those of an
// authority lie ten years ahead.
const firstYear, lastYear = 1, 9988

// A ClockError says that no certificate can be made at this time.
type ClockError struct{ Clock time.Time }

func (e *ClockError) Error() string {
	return fmt.Sprintf("the clock says %s, and no certificate can hold that date", e.Clock.UTC().Format("2006-01-02"))
}

// Seeded says whether the lab's bytes are the same on every run.
func (l *Lab) Seeded() bool { return l.opts.Seed != nil }

// Interrupted is why the run was told to end, or nil.
func (l *Lab) Interrupted() error { return context.Cause(l.ctx) }

// Now is the time that the peers believe.
func (l *Lab) Now() time.Time { return l.clock }

// SetClock changes the time that peers made from now on believe.
func (l *Lab) SetClock(t time.Time) { l.clock = t }

// ClientConfig is a client that trusts the authority and wants the named server.
// The name labels its reader of randomness. What is drawn and logged through the
// Config stands in the sessions of its connections; it agrees on keys in X25519
// only: the hello stays short enough to read whole, and everything in it can be
// seeded.
func (l *Lab) ClientConfig(name string, trusts *Authority, server string) *tls.Config {
	c := l.watch(capture.Client, name)
	c.RootCAs = trusts.Pool()
	c.ServerName = server
	return c
}

// ServerConfig is a server that shows the certificate; otherwise it is as
// [Lab.ClientConfig] says.
func (l *Lab) ServerConfig(name string, cert tls.Certificate) *tls.Config {
	c := l.watch(capture.Server, name)
	c.Certificates = []tls.Certificate{cert}
	return c
}

func (l *Lab) recorder() *capture.Recorder {
	return capture.NewRecorder(capture.Options{Limit: l.opts.Limit})
}
