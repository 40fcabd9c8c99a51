package export

import (
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
	"time"
)

// Options say how a file is written. The zero value is ready to use.
type Options struct {
	// ServerPort is the port of all servers to which a client speaks TLS first. Zero:
	// as recorded, and 443 where the system chose it (32768 and above) or none was
	// recorded.
	ServerPort uint16

	// MSS is how many bytes a segment carries at most. Zero, or more than a packet
	// can hold: as many as a packet of 65,535 bytes does.
	MSS int

	// Application names the program in the section header; none is named if empty.
	Application string

	// SecretsFirst holds the latest event of each live connection back until its next
	// one, Flush or Close. A client learns its secrets from what it reads: so they
	// stand before the packets that they open, and Wireshark, which looks back at
	// none, can use them. A packet that others overtake gets their time.
	SecretsFirst bool

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
// more than 1 MiB, and holds nothing back that it is not asked to hold. The first
// error of the file sticks.
type Writer struct {
	mu     sync.Mutex
	to     io.Writer
	mss    int
	hold   bool
	held   map[*Conn]bool // connections with an event that is held back
	book   addressBook
	framer framer
	block  block
	last   time.Time // of the last packet
	err    error
}

// NewWriter begins a file.
func NewWriter(w io.Writer, o Options) (*Writer, error) {
	out := &Writer{to: w, mss: o.MSS, hold: o.SecretsFirst, held: map[*Conn]bool{}, book: addressBook{port: o.ServerPort, ignored: o.Reproducible}}
	out.block.begin(o.Application)
	return out, out.send()
}

// Secrets adds key log lines, in a Decryption Secrets Block. Wireshark uses them
// only for packets that stand behind them.
func (w *Writer) Secrets(lines []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.block.secrets(lines)
	return w.send()
}

// Connection adds a connection between two addresses, as net.Addr.String gives
// them: one that begins with TLS. Nothing is written before Begin or its first
// event.
func (w *Writer) Connection(client, server string) *Conn {
	return w.connection(client, server, speaksTLS)
}

func (w *Writer) connection(client, server string, says speech) *Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.book.find(client, server, says)
	c := &Conn{w: w, addresses: a, mss: a.mss()}
	if w.mss > 0 {
		c.mss = min(c.mss, w.mss)
	}
	c.next[0] = firstNumber(a.client, a.server)
	c.next[1] = firstNumber(a.server, a.client)
	return c
}

// Flush writes the events that are held back.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	held := slices.Collect(maps.Keys(w.held))
	slices.SortFunc(held, func(a, b *Conn) int { return a.latest.at.Compare(b.latest.at) })
	var bad error
	for _, c := range held {
		bad = errors.Join(bad, c.release())
	}
	return errors.Join(bad, w.send())
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
