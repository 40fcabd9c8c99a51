package keylog

import (
	"bytes"
	"sync"
)

// maxCollected bounds what a Collector keeps, in bytes: the lines of a connection
// are about a thousand.
const maxCollected = 1 << 20

// full is what a log ends with that is not whole. It is a comment: RFC 9850 §2.
const full = "# no room for more lines\n"

// A Collector keeps the lines that connections log: it is a KeyLogWriter of
// tls.Config. It keeps 1 MiB of them, and then no more: a log with holes would look
// whole, one that is cut off ends with a comment that says so. The zero Collector is
// ready. It is safe for concurrent use.
type Collector struct {
	mu    sync.Mutex
	lines []byte
	full  bool
}

// Write keeps lines. It does not fail: crypto/tls would end the connection that it
// logs.
func (c *Collector) Write(lines []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.full:
	case len(c.lines)+len(lines) > maxCollected:
		c.full = true
		c.lines = append(c.lines, full...)
	default:
		c.lines = append(c.lines, lines...)
	}
	return len(lines), nil
}

// Bytes returns the lines so far. The result is the caller's own.
func (c *Collector) Bytes() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.lines)
}

// Take returns the lines so far, and forgets them.
func (c *Collector) Take() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines := c.lines
	c.lines, c.full = nil, false
	return lines
}
