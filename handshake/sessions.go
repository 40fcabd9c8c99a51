package handshake

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// maxSessions is how many sessions are remembered; then the oldest is forgotten.
const maxSessions = 1 << 14

// sessions are secrets that one connection left for later ones.
type sessions struct {
	secrets map[sessionName][][]byte
	order   []sessionName // a ring
	next    int
}

// A sessionName is what a session can be found by, of one length whatever a peer
// sends. The zero name is none.
type sessionName [sha256.Size]byte

// The kinds of names.
const (
	bySessionID = "session ID" // of TLS 1.2 and below: the master secret
	byTicket    = "ticket"     // the same
	byIdentity  = "identity"   // of TLS 1.3: the pre-shared key
)

// nameOf is the name of a session; of no bytes, none.
func nameOf(kind string, b []byte) (n sessionName) {
	if len(b) == 0 {
		return n
	}
	h := sha256.New()
	h.Write([]byte(kind + "\x00"))
	h.Write(b)
	h.Sum(n[:0])
	return n
}

// maxNamesakes is how many sessions of one name are remembered: whoever makes a
// capture can give his own session the name of another.
const maxNamesakes = 4

// keep remembers a secret under a name.
func (s *sessions) keep(name sessionName, secret []byte) {
	if name == (sessionName{}) || len(secret) == 0 {
		return
	}
	if s.secrets == nil {
		s.secrets = map[sessionName][][]byte{}
	}
	all, there := s.secrets[name]
	if slices.ContainsFunc(all, func(old []byte) bool { return bytes.Equal(old, secret) }) || len(all) == maxNamesakes {
		return
	}
	if !there {
		if len(s.order) < maxSessions {
			s.order = append(s.order, name)
		} else {
			delete(s.secrets, s.order[s.next])
			s.order[s.next] = name
			s.next = (s.next + 1) % maxSessions
		}
	}
	s.secrets[name] = append(all, bytes.Clone(secret))
}

// all are the secrets of this name, the oldest first.
func (s *sessions) all(name sessionName) [][]byte { return s.secrets[name] }

// find returns the oldest secret of this name, or nil.
func (s *sessions) find(name sessionName) []byte {
	if all := s.secrets[name]; len(all) > 0 {
		return all[0]
	}
	return nil
}
