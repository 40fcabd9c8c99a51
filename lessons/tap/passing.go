package tap

import (
	"bytes"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/tamper"
)

// A passing is a connection while it goes on: it takes note of what passes, and hands
// it on in a goroutine of its own.
type passing struct {
	t    *tap
	conn *relay.Connection
	hand *tamper.Hand // nil: nothing is changed

	mu    sync.Mutex
	queue []passed
	over  bool
	wake  chan struct{}
	done  chan struct{}

	gate  gate
	begun bool
	watch *live.Watch // nil: nobody writes lines
	file  *fileConn   // nil: no packets are written
	final bool        // all secrets of the connection are in it
}

// passed is an event that passed.
type passed struct {
	e    capture.Event
	kept bool
	size int // of what waits in Packets
}

func (t *tap) watch(c *relay.Connection) relay.Watcher {
	p := &passing{t: t, conn: c, wake: make(chan struct{}, 1), done: make(chan struct{})}
	p.gate.t = t
	if t.Edit != nil {
		p.hand = t.Edit()
	}
	c.Data = p
	go p.run()
	return p
}

// Event implements relay.Watcher.
func (p *passing) Event(e capture.Event) { p.add(passed{e: e, kept: true}) }

// Full implements relay.Watcher: Beyond says the same.
func (p *passing) Full() {}

// Beyond implements relay.Watcher: only packets are written of it.
func (p *passing) Beyond(at time.Duration, from capture.Side, data []byte) bool {
	wants := p.t.Packets.wants()
	if !wants {
		data = data[:min(len(data), 1)] // enough to say that there is more
	}
	next := passed{e: capture.Event{At: at, From: from, Kind: capture.Data, Data: bytes.Clone(data)}}
	if wants {
		next.size = len(data)
		p.t.Packets.wait(next.size)
	}
	p.add(next)
	return wants
}

// Over implements relay.Watcher: it returns when the connection is told.
func (p *passing) Over(end relay.End) {
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.poke()
	<-p.done
	p.tell(end)
	p.conn.Forget()
}

func (p *passing) add(e passed) {
	p.mu.Lock()
	p.queue = append(p.queue, e)
	p.mu.Unlock()
	p.poke()
}

func (p *passing) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run hands on what passed, until all of it is.
func (p *passing) run() {
	defer close(p.done)
	retry := time.NewTimer(again)
	defer retry.Stop()
	for {
		select {
		case <-p.wake:
		case <-retry.C:
		}
		p.mu.Lock()
		queue, over := p.queue, p.over
		p.queue = nil
		p.mu.Unlock()
		p.gate.held = append(p.gate.held, queue...)
		for _, next := range p.gate.pass() {
			p.handOn(next)
		}
		switch {
		case len(p.gate.held) > 0:
			retry.Reset(again)
		case over:
			p.close()
			return
		}
	}
}

// handOn gives an event to those who write.
func (p *passing) handOn(next passed) {
	p.begin()
	if p.watch != nil {
		p.watch.Told(next.e, next.kept)
	}
	if p.file != nil {
		p.file.event(p.fresh(), next.e)
	}
	if next.size > 0 {
		p.t.Packets.written(next.size)
	}
}

// fresh are the lines of the key log, unless the file has all of them.
func (p *passing) fresh() []byte {
	if p.final {
		return nil
	}
	p.final = p.gate.whole
	return p.gate.lines()
}

// begin begins what is written of the connection.
func (p *passing) begin() {
	if p.begun {
		return
	}
	p.begun = true
	c := p.conn
	if p.t.Lines != nil {
		p.watch = p.t.Lines.Connection(c.Number, c.Client, c.Server, c.Began(), p.gate.lines)
	}
	if p.t.Packets.wants() {
		p.file = p.t.Packets.connection(p.t, c)
	}
}

// close ends what is written of the connection.
func (p *passing) close() {
	if p.conn.Server == "" {
		return
	}
	p.begin()
	if p.watch != nil {
		p.watch.End()
	}
	if p.file != nil && p.t.Packets.wants() {
		p.file.secret(p.gate.lines())
		p.file.note(p.file.Close(time.Now()))
	}
}
