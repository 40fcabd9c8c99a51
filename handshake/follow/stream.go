package follow

import (
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// A stream is one TCP connection: first searched for the beginning of TLS, then
// followed.
type stream struct {
	*follower
	tcp    packets.Connection
	joined bool // its beginning was not captured, or has a hole
	before [2]prelude
	conn   *Connection // nil while TLS was not found
	talk   *handshake.Conversation
	client packets.Dir
	hellos prints
}

// data takes the next bytes of one side.
func (s *stream) data(from packets.Dir, at time.Time, data []byte) {
	if s.conn == nil {
		s.search(from, at, data)
		return
	}
	s.talk.Feed(s.side(from), data, at.Sub(s.tcp.Began))
}

// missing says that the capture does not have the next n bytes of one side.
func (s *stream) missing(from packets.Dir, at time.Time, n int64) {
	if s.conn == nil {
		s.joined = true // the hello may be among what is missing
		s.before[from].lose(n)
		return
	}
	s.talk.Lose(s.side(from), int(min(n, 1<<40)), at.Sub(s.tcp.Began))
}

// end is called once, last.
func (s *stream) end(at time.Time, how packets.End) {
	if s.conn == nil {
		if s.before[0].bytes+s.before[1].bytes > 0 {
			s.sum.NoTLS++
		}
		return
	}
	s.finish(s.ending(how), at)
	s.sum.add(&s.conn.Report)
	s.memory.Over(s.talk)
	s.talk = nil
}

// finish is the end of a connection in which TLS was found.
func (s *stream) finish(how handshake.Ending, at time.Time) {
	s.talk.End(at.Sub(s.tcp.Began))
	s.conn.Ended = at
	s.report(how)
	s.visitor.End(s.conn)
}

// search looks for the beginning of TLS where a segment begins. A hello may come
// byte by byte: what could still become one is kept.
func (s *stream) search(from packets.Dir, at time.Time, data []byte) {
	p := &s.before[from]
	if n := len(p.candidate); n > 0 {
		p.candidate = append(p.candidate, data...)
		if s.tried(from, at, p.candidate) {
			return
		}
		p.pass(p.candidate[:n])
		p.candidate = nil // with the segment in it: thousands of connections may wait here
	}
	if s.tried(from, at, data) {
		return
	}
	if n := p.preface(data); n > 0 && n < len(data) && startOf(data[n:]) != noStart {
		p.pass(data[:n])
		s.tried(from, at, data[n:])
		return
	}
	p.pass(data)
}

// tried says whether data was taken: as the beginning of TLS, or as what may
// become one.
func (s *stream) tried(from packets.Dir, at time.Time, data []byte) bool {
	p := &s.before[from]
	kind := startOf(data)
	if kind == noStart && s.joined {
		kind = midOf(data)
	}
	switch kind {
	case noStart:
		return false
	case needMore:
		if len(p.candidate) == 0 {
			p.candidate = append(p.candidate, data...)
		}
		return true
	}
	s.begin(from, kind)
	for _, side := range []packets.Dir{packets.FromA, packets.FromB} {
		if p := &s.before[side]; p.lost > 0 {
			s.talk.Lose(s.side(side), int(min(p.lost, 1<<40)), at.Sub(s.tcp.Began))
			s.talk.Feed(s.side(side), p.behind, at.Sub(s.tcp.Began))
		}
	}
	s.talk.Feed(s.side(from), data, at.Sub(s.tcp.Began))
	s.before = [2]prelude{}
	return true
}

// begin begins the TLS connection. A hello says who is the client, whoever
// opened the TCP connection.
func (s *stream) begin(from packets.Dir, kind start) {
	s.client = from.Other()
	switch {
	case kind == clientStart:
		s.client = from
	case kind == midStart && s.tcp.SYN:
		s.client = packets.FromA
	case kind == midStart:
		if s.client = packets.FromA; s.tcp.B.Port() > s.tcp.A.Port() {
			s.client = packets.FromB
		}
	}
	s.sum.Connections++
	s.conn = &Connection{Number: s.sum.Connections, Client: s.tcp.A, Server: s.tcp.B, Began: s.tcp.Began, Before: s.prelude()}
	if s.client == packets.FromB {
		s.conn.Client, s.conn.Server = s.tcp.B, s.tcp.A
	}
	s.talk = s.conversation()
	if kind == midStart && !s.tcp.SYN {
		s.talk.Join()
	}
	s.visitor.Begin(s.conn)
	if !s.conn.Closed && !(s.early && s.keys.Empty()) {
		s.talk.Open(s.keys)
	}
	if s.conn.Brief {
		s.talk.Brief()
	}
	if d, ok := s.visitor.(Deriver); ok && s.conn.Derive {
		s.talk.Derive(func(step *secrets.Step) { d.Step(s.conn, step) })
	}
}

func (s *stream) conversation() *handshake.Conversation {
	if s.memory == nil {
		return handshake.NewConversation(s.item)
	}
	return s.memory.NewConversation(s.item)
}

func (s *stream) side(from packets.Dir) capture.Side {
	if from == s.client {
		return capture.Client
	}
	return capture.Server
}

// item learns from an item what the conversation does not, and hands it on.
func (s *stream) item(it *handshake.Item) {
	if it.Err != nil {
		s.conn.Report.Damaged = true
	}
	if !s.conn.Brief {
		s.hellos.note(it)
	}
	if it.Protected {
		s.conn.Report.protected(it)
	}
	s.visitor.Item(s.conn, it)
}
