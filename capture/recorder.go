package capture

import (
	"net"
	"sync"
	"time"
)

// Options configure a [Recorder]. The zero value is ready to use.
type Options struct {
	// Limit is how many bytes of data are kept, both directions together; zero
	// or less means DefaultLimit. The event that crosses it keeps the prefix
	// that fits, and no data is kept after it. The number of events is bounded
	// too: Limit/64, but at least 1024. A recorder therefore holds about three
	// times Limit at the worst, which takes a connection of one-byte writes.
	Limit int64

	// Client and Server are the addresses of the recording; both empty: those of the
	// first connection that is watched.
	Client, Server string

	// Now tells the time; nil means time.Now. A clock that goes backwards is
	// read as one that stands still.
	Now func() time.Time

	// Told is called with each event as soon as it has its place, in their order; nil:
	// nobody is. What Limit leaves out is told, too, when the call returned, without
	// a promise of order between the two directions. The call stands in the way of
	// the connection and must not call the recorder: it only takes note. It must not
	// change the bytes. They may be kept where kept is true, and else until it returns.
	Told func(e Event, kept bool)
}

// A Recorder files what crosses one connection while it is live. It is safe
// for concurrent use.
type Recorder struct {
	now       func() time.Time
	start     time.Time
	limit     int64
	maxEvents int64
	told      func(Event, bool)

	mu     sync.Mutex
	client string
	server string
	events []Event
	// settled is how many events, from the first, stand before any pending
	// one. They never change again, so that a snapshot copies them unlocked.
	settled int
	last    time.Duration
	kept    int64 // bytes of data
	full    bool  // no more data is kept, in either direction
	lost    Lost
}

// NewRecorder returns a recorder whose clock starts now.
func NewRecorder(o Options) *Recorder {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Recorder{now: o.Now, start: o.Now(), limit: o.Limit, maxEvents: maxEvents(o.Limit), told: o.Told,
		client: o.Client, server: o.Server}
}

// Conn watches inner, which is the end of the connection that side holds. The
// addresses of the recording are those of the first connection watched.
func (r *Recorder) Conn(inner net.Conn, side Side) *Conn {
	local, remote := address(inner.LocalAddr()), address(inner.RemoteAddr())
	if side == Server {
		local, remote = remote, local
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.client == "" && r.server == "" {
		r.client, r.server = local, remote
	}
	return &Conn{inner: inner, side: side, recorder: r}
}

// Recording returns a snapshot of what happened until now. Later traffic does
// not change it, and every later snapshot begins with the same events.
//
// It ends before the first write that has not returned yet: how many bytes
// that write moved is not known, and what came after it may be the answer to
// it. A write that hangs therefore holds back what was read meanwhile, until
// it returns.
func (r *Recorder) Recording() *Recording {
	r.mu.Lock()
	snapshot := &Recording{
		Client: r.client,
		Server: r.server,
		Start:  r.start.Round(0), // a monotonic reading means nothing outside the process
		Limit:  r.limit,
		Lost:   r.lost,
	}
	settled := r.events[:r.settled]
	r.mu.Unlock()
	snapshot.Events = cloneEvents(settled)
	return snapshot
}

// address is a's text; a connection may have none.
func address(a net.Addr) string {
	if a == nil {
		return ""
	}
	return a.String()
}
