package lab

import (
	"bytes"
	"crypto/tls"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// A watched peer is a Config that this lab made: all that is drawn through it is
// kept, and all secrets that it logs.
type watched struct {
	side   capture.Side
	config *tls.Config
	draws  *capture.Draws
	lines  lines
}

// watch makes a Config for one side of connections.
func (l *Lab) watch(side capture.Side, name string) *tls.Config {
	now := l.clock
	w := &watched{side: side, draws: capture.NewDraws(l.Rand(name), capture.DrawOptions{})}
	w.config = &tls.Config{
		Rand:             w.draws,
		Time:             func() time.Time { return now },
		KeyLogWriter:     &w.lines,
		CurvePreferences: []tls.CurveID{tls.X25519},
	}
	l.peers = append(l.peers, w)
	return w.config
}

// SeesDraws says whether everything is drawn from the readers that are given to
// crypto/tls. Where it is not, what [Session] holds of draws is a part.
func (l *Lab) SeesDraws() bool { return l.opts.Seed != nil || seesDraws() }

// marks are how far each peer had drawn. What a connection outside of Talk logged
// is no part of the next one's.
func (l *Lab) marks() []int {
	marks := make([]int, len(l.peers))
	for i, w := range l.peers {
		marks[i] = w.draws.Len()
		w.lines.take()
	}
	return marks
}

// since files what the peers drew and logged since the marks: peers made
// meanwhile have none.
func (s *Session) since(l *Lab, marks []int) {
	var logged [3][]byte // by side, so that the order of the goroutines does not show
	for i, w := range l.peers {
		from := 0
		if i < len(marks) {
			from = marks[i]
		}
		lines := w.lines.take()
		logged[w.side] = append(logged[w.side], lines...)
		if w.draws.Len() == from && len(lines) == 0 {
			continue
		}
		draws := w.draws.From(from)
		ahead := s.Recording.Start.Sub(w.draws.Start())
		for j := range draws {
			draws[j].At -= ahead
		}
		if s.DrawsErr == nil {
			s.DrawsErr = w.draws.Err()
		}
		if w.side == capture.Client {
			s.ClientDraws, s.Client = append(s.ClientDraws, draws...), w.config
		} else {
			s.ServerDraws, s.Server = append(s.ServerDraws, draws...), w.config
		}
	}
	s.KeyLog = once(append(logged[capture.Client], logged[capture.Server]...))
}

// once leaves out lines that stood before: both peers log the same secrets.
func once(log []byte) []byte {
	var out []byte
	seen := map[string]bool{}
	for line := range bytes.Lines(log) {
		if !seen[string(line)] {
			seen[string(line)] = true
			out = append(out, line...)
		}
	}
	return out
}

// lines is a key log in memory.
type lines struct {
	mu sync.Mutex
	b  []byte
}

// Write keeps a line.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, b...)
	return len(b), nil
}

// take returns what was written since it was last taken.
func (l *lines) take() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.b
	l.b = nil
	return b
}
