package relay

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// A joint is a connection whose two legs are there.
type joint struct {
	*Connection
	relay   *Relay
	watcher Watcher
	legs    [3]net.Conn     // by side
	sent    [3]atomic.Int64 // by side: bytes that came from it
	moved   atomic.Int64    // bytes that were sent on, or came

	mu      sync.Mutex // of what follows, and of calls of watcher and edit
	edit    Edit
	kept    int64 // bytes that are recorded
	full    bool  // no more is
	said    bool  // and the watcher knows
	beyond  bool  // the watcher wants what is not recorded
	end     End   // How is 0 while nothing ended it
	closing bool
}

// drain is how long what a side sent before it was gone may take to be sent on.
const drain = 2 * time.Second

// run moves bytes until both sides have ended, or something else ends it.
func (j *joint) run(ctx context.Context) End {
	interrupted := context.AfterFunc(ctx, func() { j.finish(End{How: Interrupted}) })
	defer interrupted()
	if j.relay.o.Idle > 0 {
		defer j.watch(j.relay.o.Idle)()
	}
	var both sync.WaitGroup
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		both.Go(func() { j.pump(from) })
	}
	both.Wait()
	j.finish(End{How: Done})
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		j.end.Sent[side] = j.sent[side].Load()
	}
	return j.end
}

// finish closes both legs, and keeps the first reason. A leg that did not end by
// itself is reset: its peer would take an end for the end of the data.
func (j *joint) finish(why End) {
	j.mu.Lock()
	if j.end.How == 0 {
		j.end = why
	}
	done, closing := j.end.How == Done, j.closing
	j.closing = true
	j.mu.Unlock()
	if closing {
		return
	}
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		if done {
			_ = j.legs[side].Close()
		} else {
			abort(j.legs[side])
		}
	}
}

// abort closes a connection so that its other end sees a reset, where there is one.
func abort(c net.Conn) {
	if l, ok := c.(interface{ SetLinger(int) error }); ok {
		_ = l.SetLinger(0)
	}
	_ = c.Close()
}

// watch ends the connection when nothing passed for a whole period.
func (j *joint) watch(period time.Duration) (stop func()) {
	var timer *time.Timer
	var mu sync.Mutex // the timer may fire before it is kept
	last := int64(0)
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(period, func() {
		mu.Lock()
		defer mu.Unlock()
		if now := j.moved.Load(); now != last {
			last = now
			timer.Reset(period)
			return
		}
		j.finish(End{How: Idle})
	})
	return func() { timer.Stop() }
}

// pump moves what one side sends until it has ended its direction.
func (j *joint) pump(from capture.Side) {
	b := j.relay.spent.new()
	defer b.free()
	for {
		if j.unseen() {
			j.splice(from)
			return
		}
		into := b.next()
		n, err := j.legs[from].Read(into)
		if n > 0 {
			j.count(from, int64(n))
			if !j.forward(from, into[:n], false) {
				return
			}
		}
		switch {
		case err == io.EOF:
			j.ended(from)
			return
		case err != nil:
			j.failed(from, from, err)
			return
		}
		b.read(n)
	}
}

// count notes what came from a side.
func (j *joint) count(from capture.Side, n int64) {
	j.sent[from].Add(n)
	j.moved.Add(n)
}

// forward sends on what came from a side, or what the edit makes of it.
func (j *joint) forward(from capture.Side, data []byte, last bool) bool {
	data = j.file(from, data, last)
	if len(data) == 0 {
		return true
	}
	n, err := j.legs[from.Other()].Write(data)
	j.moved.Add(int64(n))
	if err != nil {
		j.failed(from, from.Other(), err)
		return false
	}
	return true
}

// ended hands on that a side will send no more.
func (j *joint) ended(from capture.Side) {
	if !j.forward(from, nil, true) {
		return
	}
	j.mu.Lock()
	gone := j.end.How == Reset // the rest of what it had sent has passed
	if !gone {
		j.tell(capture.Event{From: from, Kind: capture.End})
	}
	j.mu.Unlock()
	if gone {
		j.finish(End{})
		return
	}
	to := j.legs[from.Other()]
	c, ok := to.(interface{ CloseWrite() error })
	if !ok {
		_ = to.Close() // it has no half-close
		return
	}
	_ = c.CloseWrite() // where it fails, the other direction does, too
}

// failed notes that a leg failed while a direction was moved. Where it failed for
// writing, what its peer had sent before it was gone is sent on first.
func (j *joint) failed(from, gone capture.Side, err error) {
	j.mu.Lock()
	if j.closing || j.end.How != 0 {
		j.mu.Unlock()
		j.finish(End{})
		return
	}
	j.end = End{How: Reset, By: gone, Err: err}
	j.tell(capture.Event{From: from, Kind: capture.Failed, Err: reason(gone != from, err)})
	j.mu.Unlock()
	if gone == from || j.legs[gone].SetDeadline(time.Now().Add(drain)) != nil {
		j.finish(End{})
		return
	}
	_ = j.legs[gone.Other()].SetWriteDeadline(time.Now().Add(drain))
}

// reason is the text of an error as the recording keeps it: package export tells by
// its first word which side was gone.
func reason(writing bool, err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	if writing {
		return "write: " + err.Error()
	}
	return "read: " + err.Error()
}
