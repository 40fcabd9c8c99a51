package tap

import (
	"bytes"
	"sync/atomic"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

const (
	// patience is how long a connection's packets and lines wait for its secrets.
	patience = time.Second
	// again is how often the key log is looked at meanwhile.
	again = 5 * time.Millisecond
)

// A gate holds back what passed until the secrets that open it are known. A peer logs
// them when it has read what they open: a moment after that has passed.
type gate struct {
	t     *tap
	held  []passed
	tried bool      // live has the first of them, and it waits
	since time.Time // when something had to wait first; zero: nothing did
	open  bool      // nothing waits any more
	whole bool      // all secrets of the connection are known
	live  *follow.Live

	random  atomic.Pointer[[]byte] // of the client; nil: no hello was seen
	version registry.Version
	sealed  bool // something crossed encrypted
}

// pass returns what need not wait, or has waited long enough.
func (g *gate) pass() (out []passed) {
	g.open = g.open || g.t.KeyLog == nil
	for len(g.held) > 0 && !g.open {
		if !g.tried {
			g.look(g.held[0].e)
		}
		if g.sealed {
			g.t.poll()
			if g.tried = !g.ready() && !g.late(); g.tried {
				return out
			}
			g.open = g.version != 0 || g.late()
		}
		out, g.held = append(out, g.held[0]), g.held[1:]
	}
	if g.open {
		out, g.held, g.live = append(out, g.held...), nil, nil
	}
	return out
}

// late says whether nothing waits any longer: enough time has passed, or what is held
// takes memory that the recording does not.
func (g *gate) late() bool {
	if g.since.IsZero() {
		g.since = time.Now()
	}
	for _, p := range g.held {
		if !p.kept {
			return true
		}
	}
	return g.t.ctx.Err() != nil || time.Since(g.since) > patience
}

// ready says whether what crosses encrypted now can be opened: with the four secrets
// of TLS 1.3 (RFC 8446 §7.1), the master secret before it, and before the ServerHello
// with that of early data.
func (g *gate) ready() bool {
	random := g.random.Load()
	if random == nil {
		return false
	}
	switch has := g.t.KeyLog.Has; {
	case g.version == 0:
		return has(*random, "CLIENT_EARLY_TRAFFIC_SECRET")
	case g.version >= registry.VersionTLS13:
		g.whole = has(*random, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0")
	default:
		g.whole = has(*random)
	}
	return g.whole
}

// lines are those of the key log for the connection, as far as they are known. It may
// be called from any goroutine.
func (g *gate) lines() []byte {
	random := g.random.Load()
	if random == nil {
		return nil
	}
	return g.t.KeyLog.Lines(*random)
}

// look learns from an event what it takes to open it.
func (g *gate) look(e capture.Event) {
	if g.live == nil {
		g.live = follow.NewLive((*scout)(g), nil, follow.Connection{Number: 1})
	}
	if e.Kind == capture.Data {
		g.live.Feed(e.From, e.Data, e.At)
	}
}

// A scout is a gate as the visitor of its connection. It opens nothing.
type scout gate

// Begin implements follow.Visitor.
func (*scout) Begin(c *follow.Connection) { c.Brief, c.Closed = true, true }

// Item implements follow.Visitor.
func (s *scout) Item(_ *follow.Connection, it *handshake.Item) {
	switch m := it.Message.(type) {
	case *handshake.ClientHello:
		if len(m.Random) == 32 {
			random := bytes.Clone(m.Random)
			s.random.Store(&random)
		}
	case *handshake.ServerHello:
		s.version = m.Negotiated()
	}
	s.sealed = s.sealed || it.Protected
}

// End implements follow.Visitor.
func (*scout) End(*follow.Connection) {}
