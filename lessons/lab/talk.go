package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// patience bounds a connection of the lab, so that a peer that waits for ever
// ends the lesson instead of hanging it.
const patience = 20 * time.Second

// A Session is what a connection left: its bytes and how it ended for each side.
type Session struct {
	Recording *capture.Recording
	ClientErr error
	ServerErr error
}

// A Peer is one side of a connection. It need not close the connection.
type Peer func(net.Conn) error

// Talk joins a client and a server and waits until both are done. The recorder
// watches the client's end. The errors of the peers stand in the session: a
// lesson may want them. An error of Talk itself means that there was no
// connection, or that the run was interrupted.
func (l *Lab) Talk(client, server Peer) (*Session, error) {
	return l.TalkEdited(client, server, nil)
}

// TalkEdited is Talk with a hand on the wire: every write of the client passes
// through edit before it is recorded and sent. n counts the writes from 0.
func (l *Lab) TalkEdited(client, server Peer, edit func(n int, b []byte) []byte) (*Session, error) {
	c, s, err := l.join()
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(patience)
	for _, end := range []net.Conn{c, s} {
		if err := end.SetDeadline(deadline); err != nil {
			return nil, errors.Join(err, c.Close(), s.Close())
		}
	}
	stop := context.AfterFunc(l.ctx, func() { c.Close(); s.Close() })
	defer stop()

	rec := l.recorder()
	watched := rec.Conn(c, capture.Client)
	session := &Session{}
	served := make(chan error, 1)
	go func() {
		err := server(s)
		s.Close() // the peer may have closed it: what matters is that it is closed
		served <- err
	}()
	var end net.Conn = watched
	if edit != nil {
		end = &editor{Conn: watched, edit: edit}
	}
	session.ClientErr = client(end)
	end.Close()
	session.ServerErr = <-served
	session.Recording = rec.Recording()
	if err := context.Cause(l.ctx); err != nil {
		return nil, err
	}
	return session, session.Recording.Err()
}

// An editor changes what a client writes.
type editor struct {
	net.Conn
	edit   func(n int, b []byte) []byte
	writes int
}

// Write sends the edited bytes and reports the caller's own as written.
func (e *editor) Write(b []byte) (int, error) {
	out := e.edit(e.writes, append([]byte(nil), b...))
	e.writes++
	if _, err := e.Conn.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// A ConnectError says that the machine gave no connection.
type ConnectError struct{ Err error }

func (e *ConnectError) Error() string {
	return fmt.Sprintf("no connection on the loopback interface: %v", e.Err)
}

func (e *ConnectError) Unwrap() error { return e.Err }

// join makes the two ends of a connection.
func (l *Lab) join() (client, server net.Conn, err error) {
	if l.opts.Transport == Memory {
		client, server = capture.Pipe()
		return client, server, nil
	}
	client, server, err = loopback(l.ctx)
	if err != nil && context.Cause(l.ctx) == nil {
		err = &ConnectError{err}
	}
	return client, server, err
}

// loopback connects two sockets over IPv4 or, where there is none, IPv6.
func loopback(ctx context.Context) (client, server net.Conn, err error) {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		l6, err6 := lc.Listen(ctx, "tcp6", "[::1]:0")
		if err6 != nil {
			return nil, nil, err
		}
		listener = l6
	}
	defer listener.Close()
	// The kernel completes the connection before it is accepted, so one
	// goroutine can do both.
	var d net.Dialer
	client, err = d.DialContext(ctx, "tcp", listener.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	server, err = acceptFrom(listener, client.LocalAddr().String())
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	return client, server, nil
}

// acceptFrom takes the connection that comes from this address and turns away
// any other: other programs of the machine can reach the port, too.
func acceptFrom(listener net.Listener, address string) (net.Conn, error) {
	if t, ok := listener.(*net.TCPListener); ok {
		if err := t.SetDeadline(time.Now().Add(patience)); err != nil {
			return nil, err
		}
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return nil, err
		}
		if conn.RemoteAddr().String() == address {
			return conn, nil
		}
		conn.Close()
	}
}

// HalfClose says that this side will send no more.
func HalfClose(c net.Conn) error {
	half, ok := c.(interface{ CloseWrite() error })
	if !ok {
		return fmt.Errorf("half-close: %w", errors.ErrUnsupported)
	}
	return half.CloseWrite()
}

// BothFine is nil where there was a session and both peers ended without error.
func BothFine(s *Session, err error) error {
	if err != nil {
		return err
	}
	return errors.Join(side("client", s.ClientErr), side("server", s.ServerErr))
}

func side(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}
