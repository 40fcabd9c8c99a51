package tamper

import (
	"encoding/binary"
	"sync"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/live"
)

// A Change is what a hand did to a connection.
type Change struct {
	From          capture.Side
	Record        int    // of that side, from 0
	Protected     bool   // the record crosses encrypted
	Offset        int64  // of After, in what was sent on
	Before, After []byte // of one that was put in, Before is empty
	What          string // in a sentence
}

// A Hand is an edit at work on one connection. It is safe for concurrent use.
type Hand struct {
	edit  Edit
	touch touch

	mu      sync.Mutex
	sides   [3]side
	changes []Change
	over    bool   // nothing will be changed any more
	none    string // why nothing was
}

// A touch changes records. It is given them whole, in the order in which they came,
// with those of their side that it asked to hold. It returns what is sent on in the
// place of all of them, or asks to hold this one, too.
type touch interface {
	record(h *Hand, from capture.Side, held []byte, r record) (out []byte, hold bool)
	views(s *live.Seen) []string // what each side knows, where it changed something
}

// A record is one of TLS, whole, with its header.
type record []byte

func (r record) kind() registry.ContentType { return registry.ContentType(r[0]) }
func (r record) body() []byte               { return r[handshake.RecordHeaderLength:] }

// A side is what one side sent.
type side struct {
	found   bool   // TLS began
	alien   bool   // and something else came
	held    []byte // whole records
	buf     []byte // the beginning of a record
	records int    // that were passed
	sent    int64  // bytes that were sent on
}

// Pass takes what one side sent next, and returns what is sent on: it is a
// relay.Edit.
func (h *Hand) Pass(from capture.Side, data []byte, last bool) (out []byte, more bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &h.sides[from]
	if s.found = s.found || len(data) > 0 && begins(data); s.found {
		s.buf = append(s.buf, data...)
	} else {
		out = data
	}
	for !h.over && !s.alien {
		r := s.next()
		if r == nil {
			break
		}
		part, hold := h.touch.record(h, from, s.held, r)
		if hold {
			s.held = append(s.held, r...)
		} else {
			out = append(out, part...)
			s.held = nil
			s.sent += int64(len(part))
		}
		s.records++
	}
	if h.over || s.alien || last {
		out = append(append(out, s.held...), s.buf...)
		s.held, s.buf = nil, nil
	}
	if last {
		h.stop("the " + from.String() + " ended before there was something to change")
	}
	return out, !h.over || h.waits()
}

// waits says whether something is held back.
func (h *Hand) waits() bool {
	for _, s := range h.sides {
		if len(s.held)+len(s.buf) > 0 {
			return true
		}
	}
	return false
}

// next takes a whole record, or returns nil.
func (s *side) next() record {
	if !begins(s.buf) {
		s.alien = true
		return nil
	}
	if len(s.buf) < handshake.RecordHeaderLength {
		return nil
	}
	n := int(binary.BigEndian.Uint16(s.buf[3:]))
	if n > handshake.MaxRecord {
		s.alien = true
		return nil
	}
	if n += handshake.RecordHeaderLength; len(s.buf) < n {
		return nil
	}
	r := record(s.buf[:n:n])
	s.buf = s.buf[n:]
	return r
}

// begins says whether a record may begin with b.
func begins(b []byte) bool {
	return (len(b) < 1 || b[0] >= 20 && b[0] <= 24) && (len(b) < 2 || b[1] == 3) && (len(b) < 3 || b[2] <= 4)
}

// changed notes a change in what record is about to return, at an offset in it.
func (h *Hand) changed(from capture.Side, at int, protected bool, before, after []byte, what string) {
	s := &h.sides[from]
	h.changes = append(h.changes, Change{From: from, Record: s.records, Protected: protected, Offset: s.sent + int64(at),
		Before: append([]byte(nil), before...), After: append([]byte(nil), after...), What: what})
}

// stop says that nothing will be changed any more, and where nothing was, why.
func (h *Hand) stop(none string) {
	h.over = true
	if len(h.changes) == 0 && h.none == "" {
		h.none = none
	}
}

// Changes are what the hand did until now.
func (h *Hand) Changes() []Change {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Change(nil), h.changes...)
}
