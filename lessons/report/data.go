package report

import (
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
	to     io.Writer
	w      *ahead // nil: nothing was written yet
	err    error

	// What was found, for whoever says how it went.
	Found   bool          // there is such a connection
	Ended   bool          // and its Report is whole
	Bytes   int64         // given to the writer
	Report  follow.Report // of the connection
	Damaged bool          // something of this side could not be read or opened: the bytes may have gaps
}

var _ follow.Visitor = (*Data)(nil)

// NewData makes a Data that writes to w.
func NewData(w io.Writer, number int, side capture.Side) *Data {
	return &Data{number: number, side: side, to: w}
}

// Begin implements follow.Visitor.
func (d *Data) Begin(c *follow.Connection) {
	c.Brief = true
	c.Closed = d.Ended // one before it may have the session by which it goes on, one behind it has not
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
	if d.w == nil {
		d.w = newAhead(d.to)
	}
	d.w.write(it.Bytes)
	d.Bytes += int64(len(it.Bytes))
}

// End implements follow.Visitor.
func (d *Data) End(c *follow.Connection) {
	if c.Data == d {
		d.Ended, d.Report = true, c.Report
	}
}

// Err is the first error of the writer so far.
func (d *Data) Err() error { return d.err }

// Pause implements follow.Pauser: what was opened is seen while more is waited for.
func (d *Data) Pause() error {
	if d.w == nil {
		return d.err
	}
	if d.err = d.w.flush(); d.err != nil {
		d.end()
	}
	return d.err
}

// Close writes what is left.
func (d *Data) Close(follow.Summary) error {
	err := d.Pause()
	d.end()
	return err
}

// end ends the goroutine that writes.
func (d *Data) end() {
	if d.w != nil {
		d.w.close()
		d.w = nil
	}
}
