package report

import (
	"io"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/jsonl"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// Lines writes a report for programs, a JSON object a line as it is read. It is a
// follow.Visitor. Where messages are chosen, "record" and "connection" are names,
// too.
type Lines struct {
	w      io.Writer
	choice Choice
	o      jsonl.Options
	derive bool
	out    []byte
	err    error
}

var _ follow.Visitor = (*Lines)(nil)

// NewLines makes a Lines that writes to w: with explain what each field means, with
// derive how the keys of each connection come about, which are secrets.
func NewLines(w io.Writer, choice Choice, explain, derive bool) *Lines {
	l := &Lines{w: w, choice: choice, derive: derive, o: jsonl.Options{Explain: explain}}
	l.o.Spill = func(part []byte) []byte {
		l.write(part)
		return part[:0]
	}
	return l
}

// Begin implements follow.Visitor.
func (l *Lines) Begin(c *follow.Connection) {
	if l.choice.Connection(c.Number) {
		c.Derive = l.derive
		c.Data = &jsonl.Connection{Number: c.Number, Client: c.Client.String(), Server: c.Server.String(), Start: c.Began}
	}
}

// Item implements follow.Visitor.
func (l *Lines) Item(c *follow.Connection, it *handshake.Item) {
	to, ok := c.Data.(*jsonl.Connection)
	if !ok || !l.choice.Item(it) {
		return
	}
	l.out = jsonl.AppendItem(l.out, to, it, l.o)
	l.spill(64 << 10)
}

// Step implements follow.Deriver.
func (l *Lines) Step(c *follow.Connection, s *secrets.Step) {
	if to, ok := c.Data.(*jsonl.Connection); ok && (l.choice.All() || l.choice.Named("secret")) {
		l.out = jsonl.AppendStep(l.out, to, s)
		l.spill(64 << 10)
	}
}

// End implements follow.Visitor.
func (l *Lines) End(c *follow.Connection) {
	to, ok := c.Data.(*jsonl.Connection)
	if !ok || !l.choice.All() && !l.choice.Named("connection") {
		return
	}
	s := &c.Report
	sum := jsonl.Summary{ServerName: s.ServerName, ALPN: s.ALPN, Resumed: s.Resumed, Complete: s.Complete,
		JA3: s.JA3, JA3S: s.JA3S, JA4: s.JA4, Outcome: s.Outcome}
	if s.Version != 0 {
		sum.Version, sum.CipherSuite = s.Version.String(), suiteName(s)
	}
	if s.Group != 0 {
		sum.Group = s.Group.String()
	}
	l.out = jsonl.AppendConnection(l.out, to, &sum)
	l.spill(64 << 10)
}

// Err is the first error of the writer so far.
func (l *Lines) Err() error { return l.err }

// Pause implements follow.Pauser: what was told is seen while more is waited for.
func (l *Lines) Pause() error { return l.Flush() }

// Flush writes what is there. It returns the first error of the writer.
func (l *Lines) Flush() error {
	l.spill(0)
	return l.err
}

func (l *Lines) spill(least int) {
	if len(l.out) > least {
		l.write(l.out)
		l.out = l.out[:0]
	}
}

func (l *Lines) write(b []byte) {
	if l.err == nil {
		_, l.err = l.w.Write(b)
	}
}

// Close flushes. What else the capture holds is no line of it.
func (l *Lines) Close(follow.Summary) error { return l.Flush() }
