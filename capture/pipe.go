package capture

import (
	"io"
	"net"
	"time"
)

// pipeBuffer is how many bytes one direction of a Pipe holds.
const pipeBuffer = 64 << 10

// Pipe returns the two ends of a connection in memory, with the addresses
// "client" and "server".
//
// Unlike those of net.Pipe, each direction holds up to 64 KiB, so that both
// ends may write before either reads, as TLS peers do; a Write blocks when its
// direction is full. What was written before a Close or CloseWrite is still
// read before io.EOF. Both ends have deadlines and CloseWrite. A pipe runs no
// goroutine, needs no network, and waits in ways that testing/synctest knows.
//
// After its own Close, calls on an end give net.ErrClosed; a Write that no one
// will read, or after CloseWrite, gives io.ErrClosedPipe; a call that runs into
// its deadline gives os.ErrDeadlineExceeded; each wrapped in a *net.OpError.
func Pipe() (client, server net.Conn) {
	up, down := newStream(), newStream()
	return &pipe{in: down, out: up, local: "client", remote: "server"},
		&pipe{in: up, out: down, local: "server", remote: "client"}
}

// A pipe is one end of a Pipe.
type pipe struct {
	in, out       *stream
	local, remote pipeAddr
}

type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }

func (p *pipe) LocalAddr() net.Addr  { return p.local }
func (p *pipe) RemoteAddr() net.Addr { return p.remote }

func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.in.read(b)
	if err == io.EOF { // callers compare it
		return n, err
	}
	return n, p.error("read", err)
}

func (p *pipe) Write(b []byte) (int, error) {
	n, err := p.out.write(b)
	return n, p.error("write", err)
}

// CloseWrite says that this end will write no more.
func (p *pipe) CloseWrite() error {
	return p.error("close", p.out.finish())
}

// Close ends both directions. The other end may still read what was written.
func (p *pipe) Close() error {
	p.in.closeReader()
	return p.error("close", p.out.closeWriter())
}

func (p *pipe) SetDeadline(t time.Time) error {
	p.in.setDeadline(&p.in.readDeadline, t)
	return p.error("set", p.out.setDeadline(&p.out.writeDeadline, t))
}

func (p *pipe) SetReadDeadline(t time.Time) error {
	return p.error("set", p.in.setDeadline(&p.in.readDeadline, t))
}

func (p *pipe) SetWriteDeadline(t time.Time) error {
	return p.error("set", p.out.setDeadline(&p.out.writeDeadline, t))
}

// error says which call on which pipe failed.
func (p *pipe) error(op string, err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: op, Net: "pipe", Source: p.local, Addr: p.remote, Err: err}
}
