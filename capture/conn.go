package capture

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A Conn is a net.Conn whose traffic is recorded. It hands every call on to
// the connection that it watches and every result back as it is.
//
// Reads run one at a time, and so do writes, as they do on a TCP connection:
// the order of the events is then the order of the bytes. A read and a write
// run side by side.
type Conn struct {
	inner    net.Conn
	side     Side
	recorder *Recorder

	reading, writing sync.Mutex

	closed     atomic.Bool // Close was called
	readClosed atomic.Bool // CloseRead succeeded
	otherEnded bool        // the End of the other side is filed; guarded by reading

	ending sync.Mutex // one CloseWrite at a time
	ended  bool       // the End of this side is filed
}

var _ net.Conn = (*Conn)(nil)

// NetConn returns the connection that is watched. What goes through it is not
// recorded.
func (c *Conn) NetConn() net.Conn { return c.inner }

// Read reads from the watched connection, and files what it read.
//
// The first io.EOF is filed as the End of the other side, unless it may come
// from a Close or CloseRead of this side. It is the bare io.EOF that counts,
// as io.Reader has it; any other error is a failure.
func (c *Conn) Read(b []byte) (n int, err error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	n, err = c.inner.Read(b)
	from := c.side.Other()
	if n > 0 {
		c.recorder.read(from, moved(b, n))
	}
	if err != io.EOF {
		c.failed(from, err)
	} else if !c.closed.Load() && !c.readClosed.Load() && !c.otherEnded {
		c.otherEnded = true
		c.recorder.mark(End, from)
	}
	return n, err
}

// Write writes to the watched connection, and files as many bytes as went.
func (c *Conn) Write(b []byte) (n int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if len(b) == 0 {
		n, err = c.inner.Write(b)
		c.failed(c.side, err)
		return n, err
	}
	place := c.recorder.reserve(c.side)
	// Deferred, so that a panic of inner does not leave the place pending.
	defer func() {
		c.recorder.fill(place, c.side, moved(b, n))
		c.failed(c.side, err)
	}()
	return c.inner.Write(b)
}

// Close closes the watched connection. The first call files Closed; a failure
// of it is filed after that.
func (c *Conn) Close() error {
	first := !c.closed.Swap(true)
	if first {
		// Before the call, since the other side may answer it.
		c.recorder.mark(Closed, c.side)
	}
	err := c.inner.Close()
	if first {
		c.failed(c.side, err)
	}
	return err
}

// LocalAddr returns the local address of the watched connection.
func (c *Conn) LocalAddr() net.Addr { return c.inner.LocalAddr() }

// RemoteAddr returns the remote address of the watched connection.
func (c *Conn) RemoteAddr() net.Addr { return c.inner.RemoteAddr() }

// SetDeadline sets both deadlines of the watched connection. Deadlines are not
// recorded; a call that runs into one is.
func (c *Conn) SetDeadline(t time.Time) error { return c.inner.SetDeadline(t) }

// SetReadDeadline sets the read deadline of the watched connection.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.inner.SetReadDeadline(t) }

// SetWriteDeadline sets the write deadline of the watched connection.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.inner.SetWriteDeadline(t) }

// failed files an error of one direction, unless it only says that this side
// has closed the connection, which Closed says already.
func (c *Conn) failed(from Side, err error) {
	if err == nil {
		return
	}
	// net.Pipe has its own error for it.
	gone := errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
	if gone && c.closed.Load() {
		return
	}
	c.recorder.fail(from, err)
}

// moved returns the part of b that a call says it moved, also when the call
// claims more than there is.
func moved(b []byte, n int) []byte {
	return b[:min(max(n, 0), len(b))]
}
