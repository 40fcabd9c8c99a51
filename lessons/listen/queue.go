package listen

import (
	"net"
	"sync"
)

// A queue is a listener of connections whose handshake is over.
type queue struct {
	address net.Addr
	ready   chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func newQueue(a net.Addr) *queue {
	return &queue{address: a, ready: make(chan net.Conn), closed: make(chan struct{})}
}

// put hands a connection over; false where nobody takes any more.
func (q *queue) put(c net.Conn) bool {
	select {
	case q.ready <- c:
		return true
	case <-q.closed:
		return false
	}
}

// Accept implements net.Listener.
func (q *queue) Accept() (net.Conn, error) {
	select {
	case c := <-q.ready:
		return c, nil
	case <-q.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (q *queue) Close() error {
	q.once.Do(func() { close(q.closed) })
	return nil
}

// Addr implements net.Listener.
func (q *queue) Addr() net.Addr { return q.address }
