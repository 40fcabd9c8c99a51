package live

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/report"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Watcher writes a line a message while connections go on. It is safe for
// concurrent use, and for many connections at once. An error of its writer silences
// it, and disturbs nobody.
type Watcher struct {
	mu  sync.Mutex
	to  io.Writer
	pen *transcript.Pen
	err error
}

// NewWatcher makes a Watcher that writes to w, a call a line.
func NewWatcher(w io.Writer, o transcript.TextOptions) *Watcher {
	return &Watcher{to: w, pen: transcript.NewPen(o)}
}

// A Watch is the watching of one connection.
type Watch struct {
	w      *Watcher
	number int
	keyLog func() []byte

	mu    sync.Mutex
	queue []capture.Event
	lost  [3]int64 // bytes, by side, that came after the recording was full
	over  bool
	wake  chan struct{}
	done  chan struct{}

	live   *follow.Live
	keys   handshake.Keys
	logged int // bytes of the key log that were read
	data   [3]int
	full   bool
	last   time.Duration
	rec    capture.Recording // how it went, without its bytes
}

// idle is how long the newest bytes wait for what comes behind them: a peer learns
// the secrets of what it read only then, and logs them.
const idle = 100 * time.Millisecond

// Connection begins to watch a connection, between two addresses as net.Addr.String
// gives them. keyLog gives all lines of its key log so far; nil: there are none. It
// is called from another goroutine.
func (w *Watcher) Connection(number int, client, server string, began time.Time, keyLog func() []byte) *Watch {
	c := &Watch{w: w, number: number, keyLog: keyLog, wake: make(chan struct{}, 1), done: make(chan struct{})}
	c.live = follow.NewLive((*lines)(c), &c.keys, follow.Connection{Number: number, Client: follow.AddrPort(client), Server: follow.AddrPort(server), Began: began})
	c.line(0, client+" → "+server)
	go c.run()
	return c
}

// Told takes an event: it is the Told of capture.Options. It never waits.
func (c *Watch) Told(e capture.Event, kept bool) {
	c.mu.Lock()
	switch {
	case kept:
		c.queue = append(c.queue, e)
	case e.From == capture.Client || e.From == capture.Server:
		c.lost[e.From] += int64(len(e.Data))
	}
	c.mu.Unlock()
	c.poke()
}

// End says that no more events come, and waits until all are told.
func (c *Watch) End() {
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	c.poke()
	<-c.done
}

func (c *Watch) poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run tells the events. The newest one is held until the next, or for a moment.
func (c *Watch) run() {
	defer close(c.done)
	var held []capture.Event
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for {
		now := false
		select {
		case <-c.wake:
		case <-timer.C:
			now = true
		}
		c.mu.Lock()
		held = append(held, c.queue...)
		c.queue = c.queue[:0]
		over, lost := c.over, c.lost
		c.lost = [3]int64{}
		c.mu.Unlock()
		if over || now {
			c.tell(held)
			held = held[:0]
		} else if n := len(held); n > 1 {
			c.tell(held[:n-1])
			held = append(held[:0], held[n-1])
		}
		c.lose(lost)
		if over {
			c.end()
			return
		}
		timer.Reset(idle)
		if len(held) == 0 {
			timer.Stop()
		}
	}
}

func (c *Watch) tell(events []capture.Event) {
	if len(events) == 0 {
		return
	}
	if c.keyLog != nil {
		if all := c.keyLog(); len(all) > c.logged {
			c.keys.Log.Add(all[c.logged:], "the connection")
			c.logged = len(all)
		}
	}
	for _, e := range events {
		c.last = e.At
		if e.Kind == capture.Data {
			c.live.Feed(e.From, e.Data, e.At)
			continue
		}
		c.rec.Events = append(c.rec.Events, e)
	}
}

// lose says once that the recording is full.
func (c *Watch) lose(lost [3]int64) {
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		if lost[side] > 0 {
			c.live.Lose(side, lost[side], c.last)
			if !c.full {
				c.full = true
				c.line(c.last, "the recording is full: what crosses from here on is not told; the connection goes on")
			}
		}
	}
}

func (c *Watch) end() {
	how := ending(&c.rec)
	outcome := "No TLS crossed before " + how.String() + "."
	if conn, ok := c.live.End(how, c.last); ok {
		outcome = conn.Report.Outcome
	}
	for side := capture.Client; side <= capture.Server; side++ {
		if n := c.data[side]; n > shownData {
			c.line(c.last, fmt.Sprintf("%s: %d records of application data in all", side, n))
		}
	}
	c.line(c.last, outcome)
}

// lines is a Watch as the visitor of its connection.
type lines Watch

// Begin implements follow.Visitor.
func (l *lines) Begin(conn *follow.Connection) {
	c := (*Watch)(l)
	conn.Brief = true
	if conn.Before != "" {
		c.line(c.last, "after "+conn.Before)
	}
}

// Item implements follow.Visitor.
func (l *lines) Item(_ *follow.Connection, it *handshake.Item) {
	c := (*Watch)(l)
	if it.Kind == handshake.KindRecord && it.Err == nil {
		return
	}
	if it.Kind == handshake.KindApplicationData && it.Err == nil {
		if c.data[it.From]++; c.data[it.From] > shownData {
			return
		}
	}
	name := report.Called(it)
	if it.Err != nil {
		name += ", damaged"
	}
	pen := c.w.pen
	arrow := "▶"
	if it.From == capture.Server {
		arrow = "◀"
	}
	c.write(it.At, pen.Peer(it.From.String(), pen.Say(it.From.String()+" "+arrow+" "+name)), pen.Dim(fmt.Sprintf("%d B", len(it.Bytes))))
}

// End implements follow.Visitor.
func (l *lines) End(*follow.Connection) {}

// line writes what is said of a connection.
func (c *Watch) line(at time.Duration, s string) { c.write(at, c.w.pen.Say(s)) }

func (c *Watch) write(at time.Duration, parts ...string) {
	w := c.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.to, "%4d %9.1f ms  %s\n", c.number, float64(at.Microseconds())/1000, strings.Join(parts, "  "))
	}
}
