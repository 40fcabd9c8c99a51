package sessionid

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// otherSecret changes the master secret in the key log of a connection.
func otherSecret(act string) Tamper {
	return Session(act, func(s *lab.Session) {
		fields := strings.Fields(string(s.KeyLog))
		s.KeyLog = []byte(strings.Join([]string{fields[0], fields[1], "00" + fields[2][2:]}, " ") + "\n")
	})
}

func noLog(act string) Tamper { return Session(act, func(s *lab.Session) { s.KeyLog = nil }) }

// masterIn puts the master secret on the wire.
func masterIn(digits bool) Tamper {
	return Append(second, capture.Client, func(s *anatomy.Scene) []byte {
		b, err := hex.DecodeString(masterOf(s.Act(first)))
		if err != nil || digits {
			return []byte(masterOf(s.Act(first)))
		}
		return b
	})
}

func TestEveryClaimCanFail(t *testing.T) {
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"first-empty": {Swap(first, second), Drop(first, capture.Client)},
		"given":       {SetField(first, serverHello, answeredID+"_length", 16), Drop(first, capture.Server)},
		"no-tickets": {
			SetField(second, clientHello, "extended_master_secret/extension_type", 0, 35), SetField(thief, serverHello, "extended_master_secret/extension_type", 0, 35),
			Without(thief), Drop(first, capture.Server),
		},
		"offered":        {SetField(second, clientHello, offeredID, 0, 0), SetField(first, serverHello, answeredID, 0, 0), Swap(second, first)},
		"accepted":       {SetField(second, serverHello, answeredID, 0, 0), SetField(first, serverHello, answeredID, 0, 0), Drop(second, capture.Server)},
		"no-certificate": {Swap(second, first), Swap(first, second), Drop(second, capture.Server)},
		"server-first":   {Swap(second, first), Swap(first, second), Drop(second, capture.Client)},
		"round-trips":    {Swap(second, first), Swap(first, second), Drop(second, capture.Server)},
		"fewer-bytes":    {Swap(second, first), Drop(second, capture.Server)},
		"same-master":    {otherSecret(second), otherSecret(first), noLog(first), noLog(second), SetField(second, clientHello, random, 0, 0), Swap(second, first)},
		"new-randoms": {
			Drop(second, capture.Client),
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene { return sameRandom(t, s, clientHello) },
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene { return sameRandom(t, s, serverHello) },
		},
		"new-keys": {
			Swap(second, first), noLog(second), Drop(second, capture.Server),
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene { // both randoms, and the log of the first connection
				s = sameRandom(t, sameRandom(t, s, clientHello), serverHello)
				return s.WithSession(second, func(session *lab.Session) { session.KeyLog = s.Act(first).Session.KeyLog })
			},
		},
		"finished": {
			otherSecret(second), noLog(first), SetField(second, serverHello, random, 0, 0), SetField(first, "Certificate", "certificate_list/certificate", 0),
			Flip(second, capture.Client, 2, -1),
		},
		"secret-nowhere": {masterIn(false), masterIn(true), Without(thief), Without(second), noLog(first)},
		"thief-welcome":  {SetField(thief, serverHello, answeredID, 0, 0), otherSecret(thief), noLog(thief), Swap(thief, first)},
		"thief-fails":    {Swap(thief, second), SetField(thief, "Alert", "description", 40), Drop(thief, capture.Client)},
	})
}

// sameRandom puts a random of the first connection into the second.
func sameRandom(t *testing.T, s *anatomy.Scene, hello string) *anatomy.Scene {
	t.Helper()
	f, ok := s.Message(first, hello).Field(random)
	if !ok {
		t.Fatalf("no random in the %s", hello)
	}
	return SetField(second, hello, random, f.Bytes...)(t, s)
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performCache, cacheClaims, map[string][]Tamper{
		"offered-old": {SetField(after, clientHello, offeredID, 0, 0), Swap(after, earlier)},
		"same-server": {SetField(after, "Certificate", "certificate_list/certificate", 0), Drop(after, capture.Server)},
		"other-id": {
			SetField(after, serverHello, answeredID+"_length", 0), Drop(after, capture.Server),
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
				f, ok := s.Message(after, clientHello).Field(offeredID)
				if !ok {
					t.Fatal("no session ID is offered")
				}
				return SetField(after, serverHello, answeredID, f.Bytes...)(t, s)
			},
		},
		"full":            {Drop(after, capture.Server), Drop(after, capture.Client)},
		"other-master":    {Swap(after, earlier), noLog(after), noLog(earlier)},
		"two-round-trips": {Drop(after, capture.Client), Drop(after, capture.Server)},
	})
}
