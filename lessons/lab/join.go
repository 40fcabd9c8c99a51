package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// A ConnectError says that the machine gave no connection.
type ConnectError struct{ Err error }

func (e *ConnectError) Error() string {
	return fmt.Sprintf("no connection on the loopback interface: %v", e.Err)
}

func (e *ConnectError) Unwrap() error { return e.Err }

// Loopback says whether this machine joins two sockets over the loopback
// interface: nil, or a *ConnectError.
func Loopback(ctx context.Context) error {
	client, server, err := loopback(ctx)
	if err != nil {
		return &ConnectError{err}
	}
	return errors.Join(client.Close(), server.Close())
}

// join makes the two ends of a connection.
func (l *Lab) join() (client, server net.Conn, err error) {
	if err := l.ctx.Err(); err != nil {
		return nil, nil, err
	}
	if l.opts.Transport == Memory {
		client, server = capture.Pipe()
		return client, server, nil
	}
	// Of the context only its end is passed on, not its deadline: a dialer that
	// knows one may fail on it a moment before the context does.
	ctx, cancel := context.WithCancel(context.WithoutCancel(l.ctx))
	defer cancel()
	stop := context.AfterFunc(l.ctx, cancel)
	defer stop()
	client, server, err = loopback(ctx)
	if end := l.ctx.Err(); err != nil && end != nil {
		return nil, nil, end
	}
	if err != nil {
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
	d := net.Dialer{Timeout: patience}
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
