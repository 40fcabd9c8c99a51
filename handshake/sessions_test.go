package handshake

import (
	"encoding/binary"
	"testing"
)

func TestSessionsForgetTheOldest(t *testing.T) {
	var s sessions
	name := func(i int) sessionName { return nameOf(byTicket, binary.BigEndian.AppendUint32(nil, uint32(i))) }
	for i := range maxSessions + 10 {
		s.keep(name(i), []byte{byte(i)})
	}
	if len(s.secrets) != maxSessions || len(s.order) != maxSessions {
		t.Errorf("%d sessions, %d names", len(s.secrets), len(s.order))
	}
	for i, want := range map[int]bool{0: false, 9: false, 10: true, maxSessions + 9: true} {
		if got := s.find(name(i)) != nil; got != want {
			t.Errorf("session %d is there: %v", i, got)
		}
	}
	if s.keep(sessionName{}, []byte{1}); s.find(sessionName{}) != nil {
		t.Error("there is a session without a name")
	}
}

func TestSessionsOfOneNameAreFewAndStay(t *testing.T) {
	var s sessions
	name := nameOf(bySessionID, []byte("id"))
	for i := range 10 {
		s.keep(name, []byte{byte(i)})
		s.keep(name, []byte{byte(i)})
	}
	if got := s.all(name); len(got) != maxNamesakes || got[0][0] != 0 {
		t.Errorf("%v", got)
	}
	if nameOf(bySessionID, []byte("id")) == nameOf(byTicket, []byte("id")) {
		t.Error("a ticket and a session ID of the same bytes are one name")
	}
}
