package inspect

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/handshake/verdict/stores"
	"github.com/tlsteach/tlsteach/lessons/live"
)

// A Visit says where to and how.
type Visit struct {
	Address string // host:port
	Name    string // the name that is asked for, and that the certificate must be for
	TLS     *tls.Config
	Roots   stores.Store
	Trust   bool   // go on whatever the checks say
	Get     string // a path to ask for by HTTP; empty: none

	// Dial connects, and says through what ("" for nothing). Before asks for TLS on a
	// connection that begins with something else; nil: TLS comes first.
	Dial   func(ctx context.Context, address string) (conn net.Conn, through string, err error)
	Before func(net.Conn) error

	Limit int64         // bytes that are kept; 0: maxKept
	Watch *live.Watcher // told of the messages as they cross; nil: nobody is

	Timeout time.Duration // of the whole visit
}

// A RefusedError says that the client's own checks refuse the server.
type RefusedError struct{ Verdicts []verdict.Verdict }

func (e *RefusedError) Error() string {
	var names []string
	for _, v := range e.Verdicts {
		names = append(names, v.Check.String())
	}
	return fmt.Sprintf("the certificate does not pass: %q", names)
}

// A ConnectError says that there was no connection to speak TLS on.
type ConnectError struct {
	Address string
	Err     error
}

func (e *ConnectError) Error() string {
	return fmt.Sprintf("cannot connect to %s: %v", e.Address, e.Err)
}

func (e *ConnectError) Unwrap() error { return e.Err }

// A BeforeError says that the server did not come to TLS when it was asked.
type BeforeError struct{ Err error }

func (e *BeforeError) Error() string { return e.Err.Error() }

func (e *BeforeError) Unwrap() error { return e.Err }

// patience is how long a server may take to say goodbye, and what it says behind the
// handshake: tickets, or an alert that refuses the client's certificate.
const patience = time.Second

// maxKept is how many bytes of a visit are kept, unless Limit says: more than a
// handshake and an answer of maxAnswer come to.
const maxKept = 4 << 20

// Go makes the visit. The error says that there was no connection (*ConnectError); how
// TLS on it ended is Err of the connection.
func (v *Visit) Go(ctx context.Context, number int) (live.Connection, error) {
	limited, cancel := context.WithTimeoutCause(ctx, v.Timeout, os.ErrDeadlineExceeded)
	defer cancel()
	raw, through, err := v.Dial(limited, v.Address)
	if err != nil {
		if cause := context.Cause(limited); cause != nil && ctx.Err() == nil {
			err = errors.Join(cause, err)
		}
		return live.Connection{}, &ConnectError{v.Address, err}
	}
	defer raw.Close()
	deadline, _ := limited.Deadline()
	if err := raw.SetDeadline(deadline); err != nil {
		return live.Connection{}, &ConnectError{v.Address, err}
	}
	defer context.AfterFunc(ctx, func() { raw.Close() })()

	c := live.Connection{Command: "inspect", Number: number, Us: capture.Client,
		Wanted: &live.Wanted{Name: v.Name, Roots: v.Roots.Roots, Store: v.Roots.Name, Insecure: v.Trust}}
	c.Facts = []live.Fact{{Name: "asked for", Value: v.Address}}
	if through != "" {
		c.Facts = append(c.Facts, live.Fact{Name: "through", Value: through})
	}
	var log keylog.Collector
	var watch *live.Watch
	told := func(e capture.Event, kept bool) {
		if watch != nil {
			watch.Told(e, kept)
		}
	}
	limit := v.Limit
	if limit <= 0 {
		limit = maxKept
	}
	rec := capture.NewRecorder(capture.Options{Limit: limit, Told: told})
	if v.Watch != nil {
		watch = v.Watch.Connection(number, raw.LocalAddr().String(), raw.RemoteAddr().String(), rec.Recording().Start, log.Bytes)
	}
	before := 0 // bytes of the server
	c.Err = v.talk(rec.Conn(raw, capture.Client), &log, func() { before = len(rec.Recording().Bytes(capture.Server)) })
	switch {
	case ctx.Err() != nil:
		c.Err = ctx.Err()
	case errors.Is(c.Err, errEnough):
		c.Err = nil
		c.Facts = append(c.Facts, live.Fact{Name: "the answer", Value: "is longer than what is read here: its rest was left"})
	}
	if watch != nil {
		watch.End()
	}
	c.Recording, c.KeyLog = rec.Recording(), log.Bytes()
	if c.Err == nil && c.Recording.Lost.Server == 0 { // what is behind the handshake is read only so far
		c.Unread = unread(c.Recording.Bytes(capture.Server)[before:])
	}
	return c, nil
}

// talk is all that our side says. It calls begins when TLS does.
func (v *Visit) talk(conn *capture.Conn, log io.Writer, begins func()) (err error) {
	defer conn.Close()
	if v.Before != nil {
		if err := v.Before(conn); err != nil {
			return &BeforeError{err}
		}
	}
	begins()
	config := v.TLS.Clone()
	config.KeyLogWriter = log
	config.ServerName = v.Name
	config.InsecureSkipVerify = true // VerifyConnection checks, one thing at a time
	config.VerifyConnection = v.check
	c := tls.Client(conn, config)
	if err := c.Handshake(); err != nil {
		return err
	}
	if v.Get != "" {
		if err := v.get(c); err != nil {
			return err
		}
	}
	return goodbye(c)
}

// check refuses a server as a client does.
func (v *Visit) check(state tls.ConnectionState) error {
	if v.Trust {
		return nil
	}
	var chain [][]byte
	for _, c := range state.PeerCertificates {
		chain = append(chain, c.Raw)
	}
	j := verdict.Judge(chain, verdict.Options{Roots: v.Roots.Roots, Name: v.Name})
	if j.Trusted {
		return nil
	}
	e := &RefusedError{}
	for _, o := range j.Verdicts {
		if o.Check.Counts() && o.Reached && !o.Passed {
			e.Verdicts = append(e.Verdicts, o)
		}
	}
	return e
}
