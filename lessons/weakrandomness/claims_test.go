package weakrandomness

import (
	"bytes"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// zeros is a value that no generator of the lesson gives.
var zeros = make([]byte, 32)

func blockOf(n uint32) []byte {
	b := block(small(n), randomBlock)
	return b[:]
}

const shareField = "key_share_entry/key_exchange"

func TestEveryClaimCanFail(t *testing.T) {
	otherFact := func(name string) Tamper {
		return Fact(name, func(s *anatomy.Scene) string { return s.Facts[name] + "1" })
	}
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"found":            {SetField(weak, clientHello, "random", zeros...), Drop(weak, capture.Client), Without(weak), Swap(weak, strong)},
		"fast":             {Drop(weak, capture.Client), Without(weak)},
		"is-the-seed":      {otherFact("seed of " + weak), SetField(weak, clientHello, "random", zeros...), Swap(weak, hybrid)},
		"session-id":       {SetField(weak, clientHello, "legacy_session_id", zeros...), SetField(weak, clientHello, "random", zeros...)},
		"share":            {SetField(weak, clientHello, shareField, zeros...), SetField(weak, clientHello, "random", zeros...), Drop(weak, capture.Client)},
		"traffic-secrets":  {Session(weak, func(s *lab.Session) { s.KeyLog = nil }), SetField(weak, serverHello, shareField, 1), SetField(weak, serverHello, "random", 1), Flip(weak, capture.Server, 4, 3), Session(weak, otherLog)},
		"plaintext":        {Flip(weak, capture.Client, 3, 0), SetField(weak, clientHello, "random", zeros...), SetField(weak, serverHello, shareField, 1), otherFact("server of " + weak), Drop(weak, capture.Client)},
		"answer":           {Flip(weak, capture.Server, 6, -1), otherFact("client of " + weak), Drop(weak, capture.Server)},
		"server-drew-well": {SetField(weak, serverHello, "random", blockOf(4711)...), Drop(weak, capture.Server)},
		"hybrid-share":     {SetField(hybrid, clientHello, shareField, 1, 2, 3), SetField(hybrid, clientHello, "random", zeros...), Swap(hybrid, weak)},
		"hybrid-plaintext": {Flip(hybrid, capture.Client, 3, 0), SetField(hybrid, serverHello, shareField, 1, 2), Drop(hybrid, capture.Server), otherFact("server of " + hybrid)},
		"strong-holds":     {SetField(strong, clientHello, "random", blockOf(7)...), Drop(strong, capture.Client), Swap(strong, weak)},
		"strong-closed": {Drop(strong, capture.Client), Drop(strong, capture.Server), Fact("password of "+strong, Is("")),
			Append(strong, capture.Client, func(s *anatomy.Scene) []byte { return []byte(s.Facts["password of "+strong]) }),
			Fact("password of "+strong, Is(host))},
		"hundred-found":     {SetField(hundred, clientHello, "random", blockOf(1)...), Drop(hundred, capture.Client), Swap(hundred, weak)},
		"hundred-plaintext": {Flip(hundred, capture.Client, 3, 2), SetField(hundred, clientHello, "random", zeros...), otherFact("server of " + hundred)},
	})
}

// otherLog is the key log with one digit of each secret changed.
func otherLog(s *lab.Session) {
	for i, c := range s.KeyLog {
		if c == '\n' && i > 0 {
			s.KeyLog[i-1] = map[bool]byte{true: '1', false: '0'}[s.KeyLog[i-1] == '0']
		}
	}
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	other := Fact("seed of "+oneMore, func(s *anatomy.Scene) string { return s.Facts["seed of "+weak] })
	EveryClaimCanFail(t, performGrown, grownClaims, map[string][]Tamper{
		"missed":      {SetField(oneMore, clientHello, "random", blockOf(65535)...), Drop(oneMore, capture.Client)},
		"found-again": {other, SetField(oneMore, clientHello, "random", zeros...)},
		"doubled":     {SetField(act(18), clientHello, "random", zeros...), Without(oneMore)},
		"still-read":  {Flip(act(20), capture.Client, 3, 0), Swap(act(20), strong)},
		"same-look":   {SetField(act(20), clientHello, "cipher_suites_length", 0, 2), Swap(act(20), hybrid), Drop(strong, capture.Client)},
	})
}

// TestTheAttackerNeedsTheRecordingAlone: without key log, draws and Configs, and with
// false ones, he reads the same.
func TestTheAttackerNeedsTheRecordingAlone(t *testing.T) {
	s := Perform(t, perform, lab.Options{})
	for _, act := range []string{weak, hybrid, hundred} {
		bare := s.WithSession(act, func(session *lab.Session) { *session = lab.Session{Recording: session.Recording} })
		lied := s.WithSession(act, func(session *lab.Session) {
			otherLog(session)
			session.ClientDraws, session.ServerDraws = session.ServerDraws, session.ClientDraws
		})
		for name, scene := range map[string]*anatomy.Scene{"bare": bare, "false secrets": lied} {
			if got := scene.Act(act).Data(capture.Client); !bytes.Contains(got, []byte(s.Facts["password of "+act])) {
				t.Errorf("%s, %s: the attacker reads %q", act, name, got)
			}
		}
	}
}
