package relay

import (
	"context"
	"net"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// The bounds of a relay unless told otherwise.
const (
	DefaultMost  = 1024
	DefaultLimit = 1 << 20
	DefaultTotal = 64 << 20
	DefaultIdle  = 10 * time.Minute
)

// Floor is how much of each connection may be recorded whatever Total says, in
// bytes: a handshake fits.
const Floor = 32 << 10

// Options configure a [Relay]. Only Dial must be set.
type Options struct {
	// Dial opens the connection to the server for one client.
	Dial func(context.Context) (net.Conn, error)

	// Most is how many connections there are at once; zero: DefaultMost. A connection
	// counts until its Watcher's Over returns. As many clients more may wait a moment
	// for a place; others are turned away.
	Most int

	// Limit is how many bytes are recorded of a connection, Total how many of all
	// that are held, beyond Floor of each; zero: DefaultLimit and DefaultTotal.
	Limit, Total int64

	// Idle is how long a connection may be without a byte in either direction: it is
	// ended after this time, or up to twice of it. Zero: DefaultIdle; negative: for
	// ever.
	Idle time.Duration

	// Watch is asked for who is told of a connection while it goes on; nil, or a nil
	// Watcher: nobody.
	Watch func(*Connection) Watcher

	// Edit is asked for what changes a connection's bytes; nil, or a nil Edit:
	// nothing does.
	Edit func(*Connection) Edit

	// Refused is told of each client that was turned away, or of an error in
	// accepting one, which does not end the relay; nil: nobody is. The address may
	// be nil. Calls may come at once.
	Refused func(client net.Addr, err error)
}

// A Watcher is told what passes one connection, a call at a time. The connection
// waits for it.
type Watcher interface {
	// Event tells what was recorded, before it is sent on. Its bytes never change.
	Event(capture.Event)

	// Full says, once, that no more is recorded.
	Full()

	// Beyond tells data behind the limit, before it is sent on; it is valid during the
	// call. Where it returns false, it is not called again, and the data that follows
	// passes unseen.
	Beyond(at time.Duration, from capture.Side, data []byte) (more bool)

	// Over says how the connection ended. Both legs are closed.
	Over(End)
}

// An Edit changes what passes a connection. It is given what one side sent next, and
// returns what is sent on in its place; it may hold bytes back. Last says that the
// side will send no more: nothing may be held back then. Where more is false,
// everything that follows passes as it is. Calls come one at a time.
type Edit func(from capture.Side, data []byte, last bool) (out []byte, more bool)

// A Connection is a client that was accepted.
type Connection struct {
	Number         int    // from 1, in the order of accepting
	Client, Server string // addresses; Server is empty where it was not reached
	Data           any    // the watcher's own

	recorder *capture.Recorder
	took     int64 // bytes of the total
	total    *budget
}

// Recording returns what was recorded until now.
func (c *Connection) Recording() *capture.Recording {
	if c.recorder == nil {
		return &capture.Recording{Client: c.Client}
	}
	return c.recorder.Recording()
}

// Began is when the server was reached.
func (c *Connection) Began() time.Time {
	if c.recorder == nil {
		return time.Time{}
	}
	return c.recorder.Start()
}

// Forget gives back what the recording took of Options.Total. Call it once, when the
// connection is over and its recording is not needed any more.
func (c *Connection) Forget() {
	c.total.give(c.took)
	c.recorder, c.took = nil, 0
}
