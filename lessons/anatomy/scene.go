package anatomy

import (
	"maps"
	"slices"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// A Scene is what a run left: its connections, by name, and what the peers know
// that is not on the wire. Everything else is worked out from these.
type Scene struct {
	acts  map[string]*Act
	Facts map[string]string // for example the password, and what the server received

	// Stable leaves out what differs from run to run even under one seed: the
	// ports, and the times at which bytes crossed.
	Stable bool
}

// An Act is one connection of a run.
type Act struct {
	Name    string // what references call it
	Title   string // what people call it, for example "TLS 1.3"; may be empty
	Session *lab.Session
	Items   []*handshake.Item // decoded; not TLS decodes to one damaged record
	State   handshake.State
}

// NewScene is a scene without connections.
func NewScene() *Scene { return &Scene{acts: map[string]*Act{}, Facts: map[string]string{}} }

// Add puts a connection on the scene and decodes it.
func (s *Scene) Add(name, title string, session *lab.Session) {
	a := &Act{Name: name, Title: title, Session: session}
	a.Items, a.State = handshake.Decode(session.Recording)
	s.acts[name] = a
}

// Act returns the connection with this name; one that was never made is empty.
func (s *Scene) Act(name string) *Act {
	if a := s.acts[name]; a != nil {
		return a
	}
	return &Act{Name: name, Session: &lab.Session{Recording: &capture.Recording{}}}
}

// Acts returns the connections in the order of their names.
func (s *Scene) Acts() []*Act {
	var out []*Act
	for _, name := range slices.Sorted(maps.Keys(s.acts)) {
		out = append(out, s.acts[name])
	}
	return out
}

// Has says whether the connection was made.
func (s *Scene) Has(name string) bool { return s.acts[name] != nil }

// With returns the scene with a changed copy of one recording: what tests tamper
// with.
func (s *Scene) With(act string, change func(*capture.Recording)) *Scene {
	out := &Scene{acts: maps.Clone(s.acts), Facts: maps.Clone(s.Facts), Stable: s.Stable}
	if old := s.acts[act]; old != nil {
		session := *old.Session
		session.Recording = old.Session.Recording.Clone()
		change(session.Recording)
		out.Add(act, old.Title, &session)
	}
	return out
}

// WithFact returns the scene with one fact changed.
func (s *Scene) WithFact(name, value string) *Scene {
	out := &Scene{acts: maps.Clone(s.acts), Facts: maps.Clone(s.Facts), Stable: s.Stable}
	out.Facts[name] = value
	return out
}

// Message returns the first message of a connection with this name.
func (s *Scene) Message(act, name string) Message { return s.Act(act).Message(name) }

// Message returns the first message with this name.
func (a *Act) Message(name string) Message {
	for _, it := range a.Items {
		if it.Name == name {
			return Message{it, a}
		}
	}
	return Message{nil, a}
}

// RecordOf returns the record in which the last byte of a message crossed.
func (a *Act) RecordOf(m Message) Message {
	for _, r := range a.Items {
		if m.There() && r.Kind == handshake.KindRecord && r.From == m.From && r.Record == m.Record {
			return Message{r, a}
		}
	}
	return Message{nil, a}
}

// Protected returns the closed records of application data that one side sent,
// in order. In TLS 1.3 they include the encrypted part of the handshake.
func (a *Act) Protected(from capture.Side) []Message {
	var out []Message
	for _, it := range a.Items {
		if it.From == from && it.Protected && it.Kind == handshake.KindApplicationData {
			out = append(out, Message{it, a})
		}
	}
	return out
}

// Last returns the last message that one side sent, closed or not.
func (a *Act) Last(from capture.Side) Message {
	last := Message{nil, a}
	for _, it := range a.Items {
		if it.From == from && it.Kind != handshake.KindRecord {
			last.Item = it
		}
	}
	return last
}

// Alert returns the first alert that one side sent in the clear.
func (a *Act) Alert(from capture.Side) Message {
	for _, it := range a.Items {
		if it.From == from && it.Kind == handshake.KindAlert && !it.Protected {
			return Message{it, a}
		}
	}
	return Message{nil, a}
}
