package keylog

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// maxCollected bounds what a Collector keeps, in bytes: the lines of a connection
// are about a thousand.
const maxCollected = 1 << 20

// A Writer puts the lines of many connections into one file as they come. It is
// safe for concurrent use, and each Write of whole lines stays whole.
//
// A failure of the file is kept for Err and not returned: crypto/tls would end the
// connection that it logs.
type Writer struct {
	mu  sync.Mutex
	to  io.Writer
	err error
}

// NewWriter returns a Writer to w. Without one (nil) lines are only collected.
func NewWriter(w io.Writer) *Writer { return &Writer{to: w} }

// Write hands lines on to the file. It does not fail.
func (w *Writer) Write(lines []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.to == nil || w.err != nil {
		return len(lines), nil
	}
	n, err := w.to.Write(lines)
	if err == nil && n < len(lines) {
		err = io.ErrShortWrite
	}
	w.err = err
	return len(lines), nil
}

// Err returns the first failure of the file. Nothing was written to it after that.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		return nil
	}
	return fmt.Errorf("the key log is not complete: %w", w.err)
}

// Connection returns a Collector whose lines also go to w: the KeyLogWriter of
// one connection.
func (w *Writer) Connection() *Collector { return &Collector{to: w} }

// A Collector keeps the lines of one connection, up to 1 MiB of them. The zero
// Collector is ready. It is safe for concurrent use.
type Collector struct {
	to    *Writer
	mu    sync.Mutex
	lines []byte
	full  bool
}

// Write keeps lines and hands them on. It does not fail.
func (c *Collector) Write(lines []byte) (int, error) {
	c.mu.Lock()
	// Once full, no more: a log with holes would look whole.
	c.full = c.full || len(c.lines)+len(lines) > maxCollected
	if !c.full {
		c.lines = append(c.lines, lines...)
	}
	c.mu.Unlock()
	if c.to != nil {
		return c.to.Write(lines)
	}
	return len(lines), nil
}

// Bytes returns the lines so far. The result is the caller's own.
func (c *Collector) Bytes() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.lines)
}

// Full says that lines were left out because there were more than are kept.
func (c *Collector) Full() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.full
}
