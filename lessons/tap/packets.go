package tap

import (
	"io"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/relay"
)

// maxWaiting is how many bytes may wait to be written as packets, beyond those that
// are recorded anyhow. Then the connections wait for the file.
const maxWaiting = 16 << 20

// grace is how long a file may take to the rest when the tap is interrupted: what
// reads a pipe may have stopped.
const grace = 2 * time.Second

// Packets writes what passes to a file, while it does: its blocks are whole after each
// write. The first error of the file ends the writing, and nothing else.
type Packets struct {
	to io.Writer
	w  *export.Writer

	mu      sync.Mutex
	room    *sync.Cond
	waiting int
	hurry   bool // nobody waits for room any more
	err     error
}

// NewPackets begins a pcapng file.
func NewPackets(to io.Writer) (*Packets, error) {
	w, err := export.NewWriter(to, export.Options{Application: "tlsteach"})
	if err != nil {
		return nil, err
	}
	p := &Packets{to: to, w: w}
	p.room = sync.NewCond(&p.mu)
	return p, nil
}

// Err is the first error of the file.
func (p *Packets) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// wants says whether packets are written.
func (p *Packets) wants() bool { return p != nil && p.Err() == nil }

// wait waits until there is room for n bytes more.
func (p *Packets) wait(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.waiting > maxWaiting && !p.hurry {
		p.room.Wait()
	}
	p.waiting += n
}

// interrupt lets everybody go on who waits, and a file that takes nothing fail.
func (p *Packets) interrupt() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hurry = true
	p.room.Broadcast()
	if f, ok := p.to.(interface{ SetWriteDeadline(time.Time) error }); ok {
		_ = f.SetWriteDeadline(time.Now().Add(grace)) // a regular file has none, and needs none
	}
}

// written makes room.
func (p *Packets) written(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting -= n
	p.room.Broadcast()
}

// A fileConn is a connection in the file.
type fileConn struct {
	*export.Conn
	t       *tap
	began   func(capture.Event) error
	secrets int // bytes of its key log that are in the file
}

func (p *Packets) connection(t *tap, c *relay.Connection) *fileConn {
	conn := p.w.Connection(c.Client, c.Server)
	f := &fileConn{Conn: conn, t: t}
	began := c.Began()
	f.began = func(e capture.Event) error { return conn.Event(began.Add(e.At), e) }
	f.note(conn.Begin(began))
	return f
}

// event writes what happened, behind the lines of the key log that are new.
func (f *fileConn) event(lines []byte, e capture.Event) {
	if !f.t.Packets.wants() {
		return
	}
	f.secret(lines)
	f.note(f.began(e))
}

// secret writes the lines that are new.
func (f *fileConn) secret(lines []byte) {
	if len(lines) > f.secrets {
		f.note(f.t.Packets.w.Secrets(lines[f.secrets:]))
		f.secrets = len(lines)
	}
}

func (f *fileConn) note(err error) {
	if err == nil || err == export.ErrEnded {
		return
	}
	p := f.t.Packets
	p.mu.Lock()
	if p.err == nil {
		p.err = err
	}
	p.mu.Unlock()
	f.t.trouble(OfPackets, err)
}
