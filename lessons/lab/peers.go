package lab

import (
	"crypto/tls"
	"slices"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
)

// A watched peer is a Config that this lab made: all that is drawn through it is
// kept, and all secrets that it logs.
type watched struct {
	side   capture.Side
	config *tls.Config
	draws  *capture.Draws
	filed  int // draws that stand in a session already
	lines  keylog.Collector
}

// among says whether this is a peer of a connection that has these Configs; nil:
// any.
func (w *watched) among(own []*tls.Config) bool { return own == nil || slices.Contains(own, w.config) }

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

// logs takes what another program logged as one side of a connection.
func (l *Lab) logs(side capture.Side, lines []byte) error {
	_, err := l.other[side].Write(lines)
	return err
}

// marks are how far each peer had drawn. What a connection outside of Talk logged
// is no part of the next one's.
func (l *Lab) marks(own []*tls.Config) []int {
	marks := make([]int, len(l.peers))
	for i, w := range l.peers {
		if !w.among(own) {
			continue
		}
		marks[i] = w.draws.Len()
		w.lines.Take()
	}
	for side := range l.other {
		l.other[side].Take()
	}
	return marks
}

// since files what the peers drew and logged since the marks: peers made
// meanwhile have none. What an inner connection filed is not filed again.
func (s *Session) since(l *Lab, marks []int, own []*tls.Config) {
	s.ech = l.ech
	var logged [3][]byte // by side, so that the order of the goroutines does not show
	for i, w := range l.peers {
		if !w.among(own) {
			continue
		}
		from := w.filed
		if i < len(marks) {
			from = max(from, marks[i])
		}
		lines := w.lines.Take()
		logged[w.side] = append(logged[w.side], lines...)
		if w.draws.Len() == from && len(lines) == 0 {
			continue
		}
		draws := w.draws.From(from)
		w.filed = w.draws.Len()
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
	for side := range l.other {
		logged[side] = append(logged[side], l.other[side].Take()...)
	}
	if log := once(append(logged[capture.Client], logged[capture.Server]...)); len(log) > 0 || s.Client != nil || s.Server != nil {
		s.KeyLog = l.complete(s.Recording, log)
	}
}
