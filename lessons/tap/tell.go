package tap

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// tell decodes the connection, and has it told.
func (p *passing) tell(end relay.End) {
	t := p.t
	t.telling.Lock() // one at a time: decoding takes memory
	defer t.telling.Unlock()
	if t.Tell == nil {
		return
	}
	if t.KeyLog != nil {
		t.poll()
	}
	c := live.Connection{Command: "tap", Number: p.conn.Number, Recording: p.conn.Recording(), KeyLog: p.gate.lines(), Verbose: t.Verbose}
	c.Facts = append(c.Facts, live.Fact{Name: "ended", Value: sentence(end.String())})
	if end.How == relay.Unreached {
		c.Recording.Server = t.Server
		s := &live.Seen{Connection: c}
		s.Report.Outcome = "There was no connection to the server, so the client's was reset."
		t.Tell(&Told{s, end})
		return
	}
	c.Facts = append(c.Facts, live.Fact{Name: "sent", Value: fmt.Sprintf("client %d bytes, server %d bytes", end.Sent[capture.Client], end.Sent[capture.Server])})
	if lost := c.Recording.Lost; lost.Client+lost.Server > 0 {
		all := end.Sent[capture.Client] + end.Sent[capture.Server]
		c.Facts = append(c.Facts, live.Fact{Name: "recorded", Value: fmt.Sprintf("%d bytes of %d, and then no more", all-lost.Client-lost.Server, all)})
	}
	s := p.read(c)
	if r := &s.Report; t.KeyLog != nil && r.Resumed && r.Version < registry.VersionTLS13 && r.Closed() > 0 && len(c.KeyLog) == 0 {
		s.Aside = append(s.Aside, &transcript.Note{Role: "aside", Text: transcript.Plainly(resumedUnlogged)})
	}
	if p.hand != nil {
		s.Aside = append(s.Aside, p.hand.Tell(s)...)
		s.Edited = len(p.hand.Changes()) > 0
	}
	t.Tell(&Told{s, end})
}

// read decodes the connection. A renegotiation has a ClientHello of its own, which is
// only seen once the secrets before it are known: its lines are looked up then.
func (p *passing) read(c live.Connection) *live.Seen {
	s := live.Read(c)
	for range maxRenegotiated {
		if p.t.KeyLog == nil || s.Report.Version >= registry.VersionTLS13 || s.Report.Closed() == 0 {
			break
		}
		before := len(c.KeyLog)
		for _, it := range s.Items {
			if h, ok := it.Message.(*handshake.ClientHello); ok && it.Decrypted {
				if lines := p.t.KeyLog.Lines(h.Random); !bytes.Contains(c.KeyLog, lines) {
					c.KeyLog = append(c.KeyLog, lines...)
				}
			}
		}
		if len(c.KeyLog) == before {
			break
		}
		s = live.Read(c)
	}
	return s
}

// maxRenegotiated is of how many renegotiations the secrets are looked up.
const maxRenegotiated = 4

const resumedUnlogged = "This connection resumes an earlier session, with the master secret of that session. " +
	"The key log may have it under the random of the earlier ClientHello, and has no line for this one: some programs, those in Go among them, log only full handshakes of TLS 1.2. " +
	"So what crossed encrypted stays closed."

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
