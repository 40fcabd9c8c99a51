package randomness

import (
	"bytes"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// An entry is a draw, and where it went.
type entry struct {
	bytes []byte
	ledger.Placement
}

// book is the ledger of a connection: the client's draws, then the server's, in order.
// Draws of one byte are left out: Go makes most of them by chance.
func book(s *anatomy.Scene, act string) []entry {
	session := s.Act(act).Session
	drawn := map[capture.Side]map[int][]byte{capture.Client: {}, capture.Server: {}}
	for side, draws := range map[capture.Side][]capture.Draw{capture.Client: session.ClientDraws, capture.Server: session.ServerDraws} {
		for _, d := range draws {
			drawn[side][d.Number] = d.Bytes
		}
	}
	var out []entry
	for _, p := range session.Ledger().Placements {
		if p.Length > 1 {
			out = append(out, entry{drawn[p.Side][p.Draw], p})
		}
	}
	return out
}

// of returns the first draw of a kind; ok is false where there is none.
func of(entries []entry, side capture.Side, k ledger.Kind) (e entry, ok bool) {
	for _, e := range entries {
		if e.Side == side && e.Kind == k {
			return e, true
		}
	}
	return e, false
}

// drawn are the draws of one side in order, as they were logged: of one byte, none.
func drawn(s *anatomy.Scene, act string, side capture.Side) [][]byte {
	draws := s.Act(act).Session.ClientDraws
	if side == capture.Server {
		draws = s.Act(act).Session.ServerDraws
	}
	var out [][]byte
	for _, d := range draws {
		if len(d.Bytes) > 1 {
			out = append(out, d.Bytes)
		}
	}
	return out
}

// drawnOf is the first draw of one side that has so many bytes.
func drawnOf(s *anatomy.Scene, act string, side capture.Side, length int) []byte {
	for _, b := range drawn(s, act, side) {
		if len(b) == length {
			return b
		}
	}
	return nil
}

// crossed says whether a value stands in what either side sent.
func crossed(s *anatomy.Scene, act string, value []byte) bool {
	rec := s.Act(act).Session.Recording
	return len(value) > 0 && (bytes.Contains(rec.Bytes(capture.Client), value) || bytes.Contains(rec.Bytes(capture.Server), value))
}

// placed counts the draws of connections that have their place.
func placed(s *anatomy.Scene, acts ...string) (in, all int) {
	for _, act := range acts {
		all += len(drawn(s, act, capture.Client)) + len(drawn(s, act, capture.Server))
		for _, e := range book(s, act) {
			if e.Proven {
				in++
			}
		}
	}
	return in, all
}

// digits are hexadecimal digits, or what stands for nothing.
func digits(b []byte) string {
	if len(b) == 0 {
		return "absent"
	}
	return fmt.Sprintf("%x", b)
}
