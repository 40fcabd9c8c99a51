package capture

import (
	"errors"
	"fmt"
)

// CloseWrite tells the other side that no more will be sent, and files End the
// first time that it succeeds. It wraps errors.ErrUnsupported, and files
// nothing, if the watched connection cannot close one direction.
func (c *Conn) CloseWrite() error {
	inner, ok := c.inner.(interface{ CloseWrite() error })
	if !ok {
		return c.unsupported("CloseWrite")
	}
	c.ending.Lock()
	defer c.ending.Unlock()
	if !c.ended {
		// Before the call, as for a write: the other side may answer it.
		place := c.recorder.mark(pending, c.side)
		defer func() { c.recorder.resolve(place, c.ended) }()
	}
	err := inner.CloseWrite()
	c.ended = c.ended || err == nil
	c.failed(c.side, err)
	return err
}

// CloseRead says that no more will be read. Nothing crosses the connection, so
// nothing is filed, and the io.EOF that later reads may give is this side's
// own doing. It wraps errors.ErrUnsupported if the watched connection cannot
// close one direction.
func (c *Conn) CloseRead() error {
	inner, ok := c.inner.(interface{ CloseRead() error })
	if !ok {
		return c.unsupported("CloseRead")
	}
	// Before the call, since it ends a Read that waits.
	before := c.readClosed.Swap(true)
	err := inner.CloseRead()
	if err != nil {
		c.readClosed.Store(before)
		c.failed(c.side.Other(), err)
	}
	return err
}

func (c *Conn) unsupported(call string) error {
	return fmt.Errorf("capture: %s on a %T: %w", call, c.inner, errors.ErrUnsupported)
}
