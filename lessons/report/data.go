package report

import (
	"bufio"
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// Data writes the decrypted bytes that one side of one connection sent, and nothing
// else. It is a follow.Visitor.
type Data struct {
	number int
	side   capture.Side
	w      *bufio.Writer
	err    error

	// What was found, for whoever says how it went.
	Found   bool // there is such a connection
	Bytes   int64
	Report  follow.Report // of the connection
	Damaged bool          // something of this side could not be read or opened: the bytes may have gaps
}

var _ follow.Visitor = (*Data)(nil)

// NewData makes a Data that writes to w.
func NewData(w io.Writer, number int, side capture.Side) *Data {
	return &Data{number: number, side: side, w: bufio.NewWriterSize(w, 256<<10)}
}

// Begin implements follow.Visitor.
func (d *Data) Begin(c *follow.Connection) {
	c.Brief = true
	if c.Number == d.number {
		d.Found, c.Data = true, d
	}
}

// Item implements follow.Visitor.
func (d *Data) Item(c *follow.Connection, it *handshake.Item) {
	if c.Data != d || it.From != d.side {
		return
	}
	d.Damaged = d.Damaged || it.Err != nil
	if it.Kind != handshake.KindApplicationData || !it.Decrypted || d.err != nil {
		return
	}
	n, err := d.w.Write(it.Bytes)
	d.Bytes += int64(n)
	d.err = err
}

// End implements follow.Visitor.
func (d *Data) End(c *follow.Connection) {
	if c.Data == d {
		d.Report = c.Report
	}
}

// Err is the first error of the writer so far.
func (d *Data) Err() error { return d.err }

// Pause implements follow.Pauser: what was opened is seen while more is waited for.
func (d *Data) Pause() error {
	if err := d.w.Flush(); d.err == nil {
		d.err = err
	}
	return d.err
}

// Close flushes.
func (d *Data) Close(follow.Summary) error { return d.Pause() }
