package tap

import (
	"context"
	"net"
	"sync"

	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/tamper"
)

// Options say what is done with what passes. Only Relay.Dial must be set; its Watch
// and Edit are not used.
type Options struct {
	Relay  relay.Options
	Server string // how the server is called where it was not reached

	KeyLog  *keylog.Tail        // opens what crosses encrypted; nil: nothing does
	Lines   *live.Watcher       // writes a line a message; nil: nobody does
	Packets *Packets            // nil: no packets are written
	Edit    func() *tamper.Hand // makes what changes a connection; nil: nothing does
	Verbose bool                // of what is told

	// Tell is told of each connection when it is over, one at a time; Trouble, once
	// each, of a key log and of packets that fail: the tap goes on. Nil: nobody is.
	Tell    func(*Told)
	Trouble func(of string, err error)
}

// Told is a connection that is over.
type Told struct {
	*live.Seen
	End relay.End
}

// A tap is one run.
type tap struct {
	Options
	ctx     context.Context
	telling sync.Mutex
	said    sync.Map // troubles, by what they are of
}

// Serve taps the connections that a listener accepts, until ctx ends, and tells all of
// them before it returns. The error is that of relay.Relay.Serve.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	t := &tap{Options: o, ctx: ctx}
	o.Relay.Watch = t.watch
	o.Relay.Edit = func(c *relay.Connection) relay.Edit {
		if hand := c.Data.(*passing).hand; hand != nil {
			return hand.Pass
		}
		return nil
	}
	interrupted := context.AfterFunc(ctx, o.Packets.interrupt)
	defer interrupted()
	return relay.New(o.Relay).Serve(ctx, l)
}

// What a trouble is of.
const (
	OfKeyLog  = "key log"
	OfPackets = "packets"
)

// trouble says once that something fails.
func (t *tap) trouble(of string, err error) {
	if _, known := t.said.LoadOrStore(of, true); !known && t.Trouble != nil {
		t.Trouble(of, err)
	}
}

// poll reads what the key log has new.
func (t *tap) poll() {
	if err := t.KeyLog.Poll(); err != nil {
		t.trouble(OfKeyLog, err)
	}
}
