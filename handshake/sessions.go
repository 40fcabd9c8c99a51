package handshake

import "crypto/sha256"

// maxSessions is how many sessions are remembered; then the oldest is forgotten.
const maxSessions = 1 << 14

// sessions are secrets that one connection left for later ones.
type sessions struct {
	secrets map[sessionName][]byte
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

// keep remembers a secret under a name.
func (s *sessions) keep(name sessionName, secret []byte) {
	if name == (sessionName{}) || len(secret) == 0 {
		return
	}
	if s.secrets == nil {
		s.secrets = map[sessionName][]byte{}
	}
	if _, there := s.secrets[name]; !there {
		if len(s.order) < maxSessions {
			s.order = append(s.order, name)
		} else {
			delete(s.secrets, s.order[s.next])
			s.order[s.next] = name
			s.next = (s.next + 1) % maxSessions
		}
	}
	s.secrets[name] = append([]byte(nil), secret...)
}

// find returns the secret of this name, or nil.
func (s *sessions) find(name sessionName) []byte { return s.secrets[name] }
