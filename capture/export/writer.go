package export

import (
	"errors"
	"io"
	"net/netip"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// Options say how a file is written. The zero value is ready to use.
type Options struct {
	// ServerPort is the port of all servers. Zero: as recorded, and 443 where the
	// system chose it (32768 and above) or none was recorded.
	ServerPort uint16

	// MSS is how many bytes a segment carries at most. Zero, or more than a packet
	// can hold: as many as a packet of 65,535 bytes does.
	MSS int

	// Application names the program in the section header; none is named if empty.
	Application string

	// Reproducible writes neither the addresses nor the times of recordings, which
	// differ from run to run, nor ports that the system chose: connections stand one
	// after another, between documentation addresses, from 1970 on, an event a
	// millisecond, and what a side sent until the other spoke is one event. For Write
	// and WriteGroups only.
	Reproducible bool
}

// maxHeld is how many bytes of blocks wait for the end of a call.
const maxHeld = 1 << 20

// A Writer writes a file while its connections are live. It is safe for concurrent
// use. Each call writes whole blocks, with one write to the file unless there is
// more than 1 MiB, and holds nothing back. The first error of the file sticks.
type Writer struct {
	mu     sync.Mutex
	to     io.Writer
	mss    int
	book   addressBook
	framer framer
	block  block
	last   time.Time // of the last packet
	err    error
}

// NewWriter begins a file.
func NewWriter(w io.Writer, o Options) (*Writer, error) {
	out := &Writer{to: w, mss: o.MSS, book: addressBook{port: o.ServerPort, ignored: o.Reproducible}}
	out.block.begin(o.Application)
	return out, out.send()
}

// Secrets adds key log lines, in a Decryption Secrets Block. Wireshark uses them
// for what stands behind them.
func (w *Writer) Secrets(lines []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.block.secrets(lines)
	return w.send()
}

// Connection adds a connection between two addresses, as net.Addr.String gives
// them. Its first packets are written with its first event.
func (w *Writer) Connection(client, server string) *Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.book.find(client, server)
	c := &Conn{w: w, addresses: a, mss: a.mss()}
	if w.mss > 0 {
		c.mss = min(c.mss, w.mss)
	}
	c.next[0] = firstNumber(a.client, a.server)
	c.next[1] = firstNumber(a.server, a.client)
	return c
}

// send writes what the block holds.
func (w *Writer) send() error {
	if w.err == nil && len(w.block.out) > 0 {
		var n int
		if n, w.err = w.to.Write(w.block.out); w.err == nil && n < len(w.block.out) {
			w.err = io.ErrShortWrite
		}
	}
	w.block.out = w.block.out[:0]
	return w.err
}

// packet adds a packet, never before the last one. Of its data, cut bytes are not
// in the file.
func (w *Writer) packet(at time.Time, a addresses, s segment, cut int) {
	if w.last.Before(at) {
		w.last = at
	}
	frame, err := w.framer.frame(a, s)
	if err != nil {
		w.err = errors.Join(w.err, err)
		return
	}
	w.block.packet(w.last, frame, len(frame)-cut)
	if len(w.block.out) > maxHeld {
		_ = w.send() // the error sticks
	}
}

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
	due    [2]bool  // FIN is to be sent behind the last data
	resets capture.Side
}

// Client returns the client's address as it is written.
func (c *Conn) Client() netip.AddrPort { return c.addresses.client }

// Server returns the server's address as it is written.
func (c *Conn) Server() netip.AddrPort { return c.addresses.server }

// Event adds what happened at a time; e.At is not used. The error is ErrEnded, or
// that of the file.
func (c *Conn) Event(at time.Time, e capture.Event) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	err := c.event(at, e)
	return errors.Join(err, c.w.send())
}

// Close says that no more events come. A connection that was closed gets what its
// end lacks.
func (c *Conn) Close(at time.Time) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	c.finish(at)
	return c.w.send()
}
