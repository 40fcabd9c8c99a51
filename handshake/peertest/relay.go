package peertest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// patience is how long a real program may take; a healthy one needs far less.
const patience = 30 * time.Second

// A Relay stands between a client and a server and records what they say.
type Relay struct {
	listener net.Listener
	backend  string
	ended    chan struct{}  // the loop takes no more clients
	open     sync.WaitGroup // connections

	mu         sync.Mutex
	recordings []*capture.Recording
}

// newRelay is a relay that ends with the test.
func newRelay(t testing.TB, backend string) *Relay {
	t.Helper()
	r, err := NewRelay(backend)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.listener.Close() })
	return r
}

// NewRelay relays to the server at backend, until Finish.
func NewRelay(backend string) (*Relay, error) {
	l, err := listen()
	if err != nil {
		return nil, err
	}
	r := &Relay{listener: l, backend: backend, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			place := r.reserve()
			r.open.Go(func() { r.carry(conn, place) })
		}
	}()
	return r, nil
}

// Addr is where it takes clients.
func (r *Relay) Addr() string { return r.listener.Addr().String() }

// reserve keeps the recordings in the order in which the clients came.
func (r *Relay) reserve() (place int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.recordings = append(r.recordings, nil)
	return len(r.recordings) - 1
}

func (r *Relay) carry(inner net.Conn, place int) {
	_ = inner.SetDeadline(time.Now().Add(patience))
	recorder := capture.NewRecorder(capture.Options{})
	conn := recorder.Conn(inner, capture.Server)
	defer func() {
		conn.Close()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.recordings[place] = recorder.Recording()
	}()
	to, err := net.Dial("tcp", r.backend)
	if err != nil {
		return
	}
	defer to.Close()
	var upward sync.WaitGroup
	upward.Go(func() {
		_, _ = io.Copy(to, conn)
		_ = to.(*net.TCPConn).CloseWrite()
	})
	_, _ = io.Copy(conn, to)
	conn.Close()
	upward.Wait()
}

// Finish takes no more clients, waits for those that are there, and returns what
// was said where something was.
func (r *Relay) Finish() (said []*capture.Recording) {
	r.listener.Close()
	<-r.ended
	return r.Take()
}

// Take waits for the clients that are there and returns what was said since the
// last call, where something was. No client may come meanwhile.
func (r *Relay) Take() (said []*capture.Recording) {
	r.open.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rec := range r.recordings {
		if len(rec.Bytes(capture.Client)) > 0 {
			said = append(said, rec)
		}
	}
	r.recordings = nil
	return said
}
