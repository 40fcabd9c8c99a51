package relay

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// A Relay joins clients to a server.
type Relay struct {
	o       Options
	total   budget
	spent   buffers
	number  atomic.Int64
	places  chan struct{} // taken by each connection
	waiting chan struct{} // taken by each client that has none yet
}

// New makes a relay.
func New(o Options) *Relay {
	if o.Most <= 0 {
		o.Most = DefaultMost
	}
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	if o.Total <= 0 {
		o.Total = DefaultTotal
	}
	if o.Idle == 0 {
		o.Idle = DefaultIdle
	}
	r := &Relay{o: o, places: make(chan struct{}, o.Most), waiting: make(chan struct{}, o.Most)}
	r.total.left.Store(o.Total)
	return r
}

// ErrTooMany says that as many connections are open as there may be.
var ErrTooMany = errors.New("relay: too many connections at once")

// Serve accepts clients until ctx ends: its error is then that of ctx. It closes the
// listener, ends what is open, and returns when all of it is over. Any other error is
// that of a listener that accepts no more: what is open goes on to its end.
func (r *Relay) Serve(ctx context.Context, l net.Listener) error {
	var open sync.WaitGroup
	defer open.Wait()
	closing := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer closing()
	for {
		client, err := l.Accept()
		if ctx.Err() != nil {
			if err == nil {
				_ = client.Close()
			}
			return ctx.Err()
		}
		if err != nil {
			if !passing(err) {
				return err
			}
			r.refused(nil, err)
			pause(ctx)
			continue
		}
		select {
		case r.waiting <- struct{}{}:
			open.Go(func() { r.admit(ctx, client) })
		default:
			r.refused(client.RemoteAddr(), ErrTooMany)
			abort(client)
		}
	}
}

// wait is how long a client waits for a place.
const wait = time.Second

// admit joins a client when there is a place for it.
func (r *Relay) admit(ctx context.Context, client net.Conn) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case r.places <- struct{}{}:
		<-r.waiting
	case <-ctx.Done():
		<-r.waiting
		abort(client)
		return
	case <-timer.C:
		<-r.waiting
		r.refused(client.RemoteAddr(), ErrTooMany)
		abort(client)
		return
	}
	defer func() { <-r.places }()
	r.join(ctx, &Connection{Number: int(r.number.Add(1)), Client: client.RemoteAddr().String(), total: &r.total}, client)
}

// passing says whether accepting may succeed later: the process has no more files,
// or a client was gone before it was accepted.
func passing(err error) bool { return !errors.Is(err, net.ErrClosed) }

// pause waits a moment for files to be closed.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(50 * time.Millisecond):
	}
}

func (r *Relay) refused(client net.Addr, err error) {
	if r.o.Refused != nil {
		r.o.Refused(client, err)
	}
}

// join reaches the server for a client, and moves bytes until both are done.
func (r *Relay) join(ctx context.Context, c *Connection, client net.Conn) {
	var w Watcher = nobody{}
	if r.o.Watch != nil {
		if own := r.o.Watch(c); own != nil {
			w = own
		}
	}
	server, err := r.o.Dial(ctx)
	if err != nil {
		abort(client) // as a server that is not there would answer
		end := End{How: Unreached, Err: err}
		if ctx.Err() != nil {
			end = End{How: Interrupted}
		}
		w.Over(end)
		return
	}
	c.Server = server.RemoteAddr().String()
	c.recorder = capture.NewRecorder(capture.Options{Limit: r.o.Limit, Client: c.Client, Server: c.Server})
	j := &joint{Connection: c, relay: r, watcher: w, beyond: true, legs: [3]net.Conn{capture.Client: client, capture.Server: server}}
	if r.o.Edit != nil {
		j.edit = r.o.Edit(c)
	}
	w.Over(j.run(ctx))
}

// nobody watches.
type nobody struct{}

func (nobody) Event(capture.Event)                             {}
func (nobody) Full()                                           {}
func (nobody) Beyond(time.Duration, capture.Side, []byte) bool { return false }
func (nobody) Over(End)                                        {}
