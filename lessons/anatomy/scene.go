package anatomy

import (
	"maps"
	"slices"
	"strconv"
	"strings"

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

	added *addition
}

// An Act is one connection of a run.
type Act struct {
	Name    string // what references call it
	Title   string // what people call it, for example "TLS 1.3"; may be empty
	Session *lab.Session
	Items   []*handshake.Item // decoded; not TLS decodes to one damaged record
	State   handshake.State

	keys func(*lab.Session) *handshake.Keys // what opens its protected records; nil: they stay closed
}

// NewScene is a scene without connections.
func NewScene() *Scene { return &Scene{acts: map[string]*Act{}, Facts: map[string]string{}} }

// Add puts a connection on the scene and decodes it as somebody on the path can:
// what is protected stays closed.
func (s *Scene) Add(name, title string, session *lab.Session) { s.AddWith(name, title, session, nil) }

// AddOpened is Add with the connection's key log: what is protected is opened.
func (s *Scene) AddOpened(name, title string, session *lab.Session) {
	s.AddWith(name, title, session, (*lab.Session).Keys)
}

// AddWith is Add with the keys that a function finds for the session: it is asked
// again when a test has tampered with the session.
func (s *Scene) AddWith(name, title string, session *lab.Session, keys func(*lab.Session) *handshake.Keys) {
	a := &Act{Name: name, Title: title, Session: session, keys: keys}
	if keys == nil {
		a.Items, a.State = handshake.Decode(session.Recording)
	} else {
		a.Items, a.State = handshake.DecodeWith(session.Recording, keys(session))
	}
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
	return s.WithSession(act, func(session *lab.Session) { change(session.Recording) })
}

// WithSession returns the scene with a changed copy of one session: its recording,
// its key log and its lists of draws may be changed in place, but not the bytes of
// a draw.
func (s *Scene) WithSession(act string, change func(*lab.Session)) *Scene {
	out := &Scene{acts: maps.Clone(s.acts), Facts: maps.Clone(s.Facts), Stable: s.Stable}
	if old := s.acts[act]; old != nil {
		session := *old.Session
		session.Recording = old.Session.Recording.Clone()
		session.KeyLog = slices.Clone(session.KeyLog)
		session.ClientDraws, session.ServerDraws = slices.Clone(session.ClientDraws), slices.Clone(session.ServerDraws)
		change(&session)
		out.AddWith(act, old.Title, &session, old.keys)
	}
	return out
}

// Without returns the scene without one connection.
func (s *Scene) Without(act string) *Scene {
	out := &Scene{acts: maps.Clone(s.acts), Facts: s.Facts, Stable: s.Stable}
	delete(out.acts, act)
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

// Message returns the first message with this name; "Finished[1]" is the second
// Finished, counted over both sides.
func (a *Act) Message(name string) Message {
	n := 0
	if plain, rest, ok := strings.Cut(name, "["); ok {
		k, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
		if err != nil || k < 0 {
			return Message{nil, a}
		}
		name, n = plain, k
	}
	for _, it := range a.Items {
		if it.Name != name {
			continue
		}
		if n == 0 {
			return Message{it, a}
		}
		n--
	}
	return Message{nil, a}
}

// MessageFrom returns the first message with this name that one side sent.
func (a *Act) MessageFrom(from capture.Side, name string) Message {
	for _, it := range a.Items {
		if it.Name == name && it.From == from {
			return Message{it, a}
		}
	}
	return Message{nil, a}
}

// Data returns what one side's application sent, as far as the act is opened or
// crossed in the clear.
func (a *Act) Data(from capture.Side) []byte {
	var out []byte
	for _, it := range a.Items {
		if it.From == from && it.Kind == handshake.KindApplicationData && (it.Decrypted || !it.Protected) {
			out = append(out, it.Bytes...)
		}
	}
	return out
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

// Protected returns the protected records of application data that one side sent,
// in order. Where they stay closed, in TLS 1.3 they include the encrypted part of
// the handshake.
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

// Alert returns the first alert that one side sent, in the clear or opened.
func (a *Act) Alert(from capture.Side) Message {
	for _, it := range a.Items {
		if it.From == from && it.Kind == handshake.KindAlert && (it.Decrypted || !it.Protected) {
			return Message{it, a}
		}
	}
	return Message{nil, a}
}
