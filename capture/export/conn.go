package export

import (
	"errors"
	"net/netip"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// ErrEnded says that data came behind the end of its direction, or of the
// connection. It is not written.
var ErrEnded = errors.New("export: data behind the end of its direction")

// A Conn is a connection in a Writer's file.
type Conn struct {
	w         *Writer
	addresses addresses
	mss       int
	begun     bool
	next      [2]uint32 // sequence numbers, of the client and of the server
	finished  [2]bool   // FIN was sent
	closed    bool      // Closed came
	reset     bool      // RST was sent

	// What Write knows beforehand.
	left   [2]int   // events of data to come
	lost   [2]int64 // bytes that the recording lost, not yet written
	latest struct { // held back
		at time.Time
		e  capture.Event
	}

	due    [2]bool // FIN is to be sent behind the last data
	resets capture.Side
}

// Client returns the client's address as it is written.
func (c *Conn) Client() netip.AddrPort { return c.addresses.client }

// Server returns the server's address as it is written.
func (c *Conn) Server() netip.AddrPort { return c.addresses.server }

// Begin adds the packets with which the connection begins.
func (c *Conn) Begin(at time.Time) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	c.begin(at)
	return c.w.send()
}

// Event adds what happened at a time; e.At is not used. The error is ErrEnded, or
// that of the file. Where events are held back it may be of the one before, and the
// bytes of e must not change.
func (c *Conn) Event(at time.Time, e capture.Event) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	var err error
	if c.w.hold {
		err = c.release()
		c.latest.at, c.latest.e, c.w.held[c] = at, e, true
	} else {
		err = c.event(at, e)
	}
	return errors.Join(err, c.w.send())
}

// release writes the event that is held back.
func (c *Conn) release() error {
	if !c.w.held[c] {
		return nil
	}
	delete(c.w.held, c)
	e := c.latest.e
	c.latest.e = capture.Event{}
	return c.event(c.latest.at, e)
}

// Close says that no more events come. A connection that was closed gets what its
// end lacks.
func (c *Conn) Close(at time.Time) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	err := c.release()
	c.finish(at)
	return errors.Join(err, c.w.send())
}
