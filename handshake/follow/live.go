package follow

import (
	"net/netip"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
)

// A Live follows one connection whose bytes come from its two ends, and not from a
// capture. Its items may be kept.
type Live struct{ stream *stream }

// NewLive begins to follow a connection, of which c has number, addresses and
// beginning. TLS is searched for as in a capture: it may stand behind STARTTLS. Keys
// may be filled while the connection goes on, in the goroutine of the calls.
func NewLive(v Visitor, keys *handshake.Keys, c Connection) *Live {
	f := &follower{visitor: v, keys: keys, sum: Summary{Connections: c.Number - 1}}
	return &Live{&stream{follower: f, tcp: packets.Connection{A: c.Client, B: c.Server, SYN: true, Began: c.Began}}}
}

// Feed takes the next bytes of one side, and does not keep them.
func (l *Live) Feed(from capture.Side, data []byte, at time.Duration) {
	if from == capture.Client || from == capture.Server {
		l.stream.data(dirOf(from), l.stream.tcp.Began.Add(at), data)
	}
}

// Lose says that the next n bytes of one side are not known.
func (l *Live) Lose(from capture.Side, n int64, at time.Duration) {
	if from == capture.Client || from == capture.Server {
		l.stream.missing(dirOf(from), l.stream.tcp.Began.Add(at), n)
	}
}

// End says that no more bytes come. It returns what the connection came to; false
// where no TLS was found in it.
func (l *Live) End(how handshake.Ending, at time.Duration) (*Connection, bool) {
	s := l.stream
	if s.conn == nil {
		return nil, false
	}
	s.finish(how, s.tcp.Began.Add(at))
	return s.conn, true
}

func dirOf(from capture.Side) packets.Dir {
	if from == capture.Server {
		return packets.FromB
	}
	return packets.FromA
}

// AddrPort is an address of a recording; one that is a name, or nothing, has none.
func AddrPort(address string) netip.AddrPort {
	a, _ := netip.ParseAddrPort(address)
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}
