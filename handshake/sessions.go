package handshake

import (
	"crypto/sha256"
)

// maxSessions is how many sessions are remembered; then the oldest is forgotten.
const maxSessions = 1 << 14

// sessions are secrets that one connection left for later ones.
type sessions struct {
	names map[[32]byte][]byte
	order [][32]byte // a ring
	next  int
}

// What a session can be found by.
const (
	bySessionID = "session ID" // of TLS 1.2 and below: the master secret
	byTicket    = "ticket"     // the same
	byIdentity  = "identity"   // of TLS 1.3: the pre-shared key
)

func sessionName(kind string, name []byte) [32]byte {
	return sha256.Sum256(append([]byte(kind+"\x00"), name...))
}

// keep remembers a secret under a name; the empty name is none.
func (s *sessions) keep(kind string, name, secret []byte) {
	if len(name) == 0 || len(secret) == 0 {
		return
	}
	if s.names == nil {
		s.names = map[[32]byte][]byte{}
	}
	key := sessionName(kind, name)
	if _, there := s.names[key]; !there {
		if len(s.order) < maxSessions {
			s.order = append(s.order, key)
		} else {
			delete(s.names, s.order[s.next])
			s.order[s.next] = key
			s.next = (s.next + 1) % maxSessions
		}
	}
	s.names[key] = append([]byte(nil), secret...)
}

// find returns the secret of this name, or nil.
func (s *sessions) find(kind string, name []byte) []byte {
	if len(name) == 0 || s.names == nil {
		return nil
	}
	return s.names[sessionName(kind, name)]
}
