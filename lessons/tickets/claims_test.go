package tickets

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// otherKey has the lesson believe another ticket key.
var otherKey = Fact(ticketKey, Is(strings.Repeat("01", 32)))

func noKeyLog(act string) Tamper { return Session(act, func(s *lab.Session) { s.KeyLog = nil }) }

// noDraws takes away what the client drew: its private key.
func noDraws(act string) Tamper { return Session(act, func(s *lab.Session) { s.ClientDraws = nil }) }

// otherMaster logs another master secret.
var otherMaster = Session(v12.full, func(s *lab.Session) {
	end := len(s.KeyLog) - 2
	if s.KeyLog[end]++; s.KeyLog[end] == '9'+1 || s.KeyLog[end] == 'f'+1 {
		s.KeyLog[end] = '0'
	}
})

// like puts a connection in the place of another, with all that it left.
func like(act, other string) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		from := s.Act(other).Session
		return s.WithSession(act, func(session *lab.Session) {
			session.Recording, session.KeyLog, session.ClientDraws = from.Recording.Clone(), append([]byte(nil), from.KeyLog...), from.ClientDraws
		})
	}
}

func TestEveryClaimCanFail(t *testing.T) {
	resumedTicket12 := SetField(v12.resumed, clientHello, ticket12, 0, 0)
	resumedTicket13 := SetField(v13.resumed, clientHello, ticket13, 0, 0)
	givenTicket := SetField(v12.full, newTicket, ticketField, 0, 0)
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"carried":       {resumedTicket12, resumedTicket13, givenTicket, noKeyLog(v13.full), SetField(v12.resumed, clientHello, "session_ticket/extension_type", 0x7a, 0x7b)},
		"mac":           {otherKey, givenTicket, noKeyLog(v13.full), Drop(v12.full, capture.Server)},
		"master-inside": {otherKey, givenTicket, otherMaster, noKeyLog(v12.full)},
		"psk-inside":    {otherKey, noDraws(v13.full), SetField(v13.full, clientHello, "random", 0, 0), noKeyLog(v13.full)},
		"client-kept": {otherKey, givenTicket, Fact(keptAfter(v12.full), Is("")),
			Fact(keptAfter(v13.full), func(s *anatomy.Scene) string { return s.Facts[keptAfter(v12.full)] })},
		"not-in-clear": {otherKey, givenTicket, clearTicket},

		"no-certificate": {like(v12.resumed, v12.full), like(v13.resumed, v13.full), noKeyLog(v13.resumed), Without(v12.full), Without(v13.resumed)},
		"accepted-12": {SetField(v12.resumed, serverHello, "legacy_session_id_echo", 0, 0), SetField(v12.resumed, clientHello, "legacy_session_id", 0, 0),
			SetField(v12.full, serverHello, "legacy_session_id_echo_length", 32), Drop(v12.resumed, capture.Server)},
		"accepted-13": {SetField(v13.resumed, serverHello, "selected_identity", 0, 1), like(v13.resumed, v13.full)},
		"finished-12": {otherKey, givenTicket, SetField(v12.resumed, clientHello, "legacy_session_id", 0, 0), noKeyLog(v12.resumed)},
		"other-keys":  {like(v12.resumed, v12.full), otherKey, givenTicket, otherMaster, SetField(v12.resumed, serverHello, "random", 0, 0)},
		"binder": {SetField(v13.resumed, clientHello, binder, 0, 0), SetField(v13.resumed, clientHello, "random", 0, 0), resumedTicket13, otherKey,
			Drop(v13.resumed, capture.Client)},
		"fresh-exchange": {like(v13.resumed, v13.full), SetField(v13.resumed, clientHello, "ke_mode", 0), SetField(v13.resumed, serverHello, "key_share/extension_type", 0x7a, 0x7b)},
		"psk-is-not-enough": {otherKey, noDraws(v13.resumed), noKeyLog(v13.resumed), SetField(v13.resumed, clientHello, "random", 0, 0),
			SetField(v13.resumed, serverHello, share, make([]byte, 32)...)},
		"age": {SetField(v13.resumed, clientHello, ticketAge, 0, 0, 0, 0), Fact(now, Is("1")), Fact(now, Is("")), otherKey, noKeyLog(v13.full)},

		"round-trips": {like(v12.resumed, v12.full), noKeyLog(v13.resumed), Drop(v13.full, capture.Server), Drop(v12.resumed, capture.Client)},
		"bytes": {like(v12.resumed, v12.full), Drop(v13.resumed, capture.Client), Append(v13.resumed, capture.Server, Is(make([]byte, 2000))),
			Append(v12.full, capture.Client, Is(make([]byte, 2000)))},
		"signatures": {Fact(signaturesOn(v13.resumed), Is("1")), Fact(signaturesOn(v12.full), Is("2")), like(v12.resumed, v12.full), Drop(v12.full, capture.Server),
			noKeyLog(v13.full), Without(v13.resumed)},
		"exchanges": {like(v12.resumed, v12.full), SetField(v13.resumed, serverHello, "key_share/extension_type", 0x7a, 0x7b), Drop(v12.full, capture.Server)},
		"faster": {Fact(timeOf(v12.resumed), Is("999999999999")), Fact(timeOf(v13.full), Is("1")), Fact(timeOf(v13.resumed), Is("")),
			Fact(timeOf(v12.full), Is("many"))},
		"linkable":    {resumedTicket12, resumedTicket13, Drop(v12.full, capture.Server), Append(v13.full, capture.Server, func(s *anatomy.Scene) []byte { return shown(s.Act(v13.resumed), v13) })},
		"next-ticket": {like(v12.resumed, v12.full), like(v13.resumed, v13.full), noKeyLog(v13.resumed), Drop(v12.resumed, capture.Server)},
		"key-opens":   {otherKey, givenTicket, Flip(v12.full, capture.Client, 4, -1), Drop(v12.full, capture.Server)},
	})
}

// clearTicket encrypts nothing: the ticket holds the session as it is.
func clearTicket(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
	t.Helper()
	_, session, err := opened(s, v12.full)
	if err != nil {
		t.Fatal(err)
	}
	ticket := append([]byte(nil), given(s.Act(v12.full))...)
	copy(ticket[16:], session)
	return SetField(v12.full, newTicket, ticketField, ticket...)(t, s)
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performRotated, rotatedClaims, map[string][]Tamper{
		"shown-again": {SetField(rotated12.resumed, clientHello, ticket12, 0, 0), SetField(rotated13.resumed, clientHello, ticket13, 0, 0), noKeyLog(rotated13.full)},
		"wrong-key": {otherKey, SetField(rotated13.resumed, clientHello, ticket13, 0, 0), Fact(newKey, func(s *anatomy.Scene) string { return s.Facts[ticketKey] }),
			Fact(newKey, Is(""))},
		"not-taken": {SetField(rotated12.resumed, serverHello, "legacy_session_id_echo_length", 32), Drop(rotated13.resumed, capture.Server),
			SetField(rotated13.resumed, serverHello, "supported_versions/extension_type", 0, 41)},
		"full-again":    {noKeyLog(rotated13.resumed), Drop(rotated12.resumed, capture.Server), Drop(rotated12.resumed, capture.Client)},
		"signs-again":   {Fact(signaturesOn(rotated12.resumed), Is("0")), Fact(signaturesOn(rotated13.full), Is("2"))},
		"no-error":      {noKeyLog(rotated12.resumed), Drop(rotated13.resumed, capture.Client), Append(rotated12.resumed, capture.Server, Is([]byte("\x15\x03\x03\x00\x02\x02\x28")))},
		"served":        {noKeyLog(rotated12.full), Drop(rotated13.resumed, capture.Server), Flip(rotated12.resumed, capture.Client, 4, -1)},
		"new-under-new": {Fact(newKey, Is(strings.Repeat("01", 32))), like(rotated12.resumed, rotated12.full), noKeyLog(rotated13.resumed)},
		"dearer":        {like(rotated12.resumed, rotated12.full), Drop(rotated13.resumed, capture.Client), Append(rotated12.full, capture.Client, Is(make([]byte, 2000)))},
	})
}
