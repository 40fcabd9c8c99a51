package starttls

import (
	"bytes"
	"net"
)

const (
	mostLine = 8 << 10  // bytes of one line, or of one binary message
	mostRead = 64 << 10 // bytes of a whole dialogue
)

// A dialogue is the connection before TLS. It reads as much as is there, so that a
// recording of the connection has what the server sent at once in one piece, and what
// is there too early is seen.
type dialogue struct {
	conn  net.Conn
	title string // of the protocol
	host  string

	buffer [4 << 10]byte
	unread []byte // received, not yet looked at
	read   int    // bytes received in all
}

// ask sends a request. Nothing may have come from the server that was not asked for.
func (d *dialogue) ask(step, request string) error {
	if err := d.nothingMore(step); err != nil {
		return err
	}
	if _, err := d.conn.Write([]byte(request)); err != nil {
		return d.broken(step, err, nil)
	}
	return nil
}

// nothingMore is the error of bytes that came before they can have been asked for.
func (d *dialogue) nothingMore(step string) error {
	if len(d.unread) > 0 {
		return d.fail(step, ErrEarly, d.unread)
	}
	return nil
}

// fill waits for more bytes.
func (d *dialogue) fill() error {
	room := min(len(d.buffer), mostRead-d.read)
	if room == 0 {
		return ErrTooLong
	}
	n, err := d.conn.Read(d.buffer[:room])
	d.read += n
	d.unread = append(d.unread, d.buffer[:n]...)
	if n > 0 {
		return nil // an error with it comes again
	}
	return err
}

// line reads a line, without its end. Of one that does not end it returns what came.
func (d *dialogue) line() ([]byte, error) {
	for looked := 0; ; {
		if i := bytes.IndexByte(d.unread[looked:], '\n'); i >= 0 {
			line := d.take(looked + i + 1)
			return bytes.TrimSuffix(line[:len(line)-1], []byte{'\r'}), nil
		}
		looked = len(d.unread)
		if looked > mostLine {
			return d.unread, ErrTooLong
		}
		if err := d.fill(); err != nil {
			return d.unread, err
		}
	}
}

// bytes reads n bytes. Where they do not come it returns those that did.
func (d *dialogue) bytes(n int) ([]byte, error) {
	if n < 0 || n > mostLine {
		return d.unread, ErrTooLong
	}
	for len(d.unread) < n {
		if err := d.fill(); err != nil {
			return d.unread, err
		}
	}
	return d.take(n), nil
}

func (d *dialogue) take(n int) []byte {
	taken := d.unread[:n:n]
	d.unread = d.unread[n:]
	return taken
}
