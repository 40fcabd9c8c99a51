package hybrid

import (
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestEveryClaimCanFail(t *testing.T) {
	noDraws := func(act string) Tamper {
		return Session(act, func(s *lab.Session) { s.ClientDraws, s.ServerDraws = nil, nil })
	}
	noLog := func(act string) Tamper { return Session(act, func(s *lab.Session) { s.KeyLog = nil }) }
	oneTime := func(ns int) func(*anatomy.Scene) string { return func(*anatomy.Scene) string { return fmt.Sprint(ns) } }
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"fits":       {Drop(byRSA, capture.Server), SetField(byRSA, "Certificate", "modulus/value", 0, 0)},
		"one-block":  {Drop(byRSA, capture.Client), Swap(byRSA, byTLS13), SetField(byRSA, "ClientKeyExchange", "encrypted_pre_master_secret_length", 0, 9)},
		"server-rsa": {Fact(byRSA+" decrypted", Is("2")), Fact(byRSA+" signed", Is("1")), Swap(byRSA, byTLS13)},
		"chain": {
			Drop(byRSA, capture.Server), Fact("root", Is("")), Fact(byTLS13+" chain", Is("2")),
			SetField(byRSA, "Certificate", "certificate", 0x30, 0x82, 1),
		},
		"upload-rsa":  {Flip(byRSA, capture.Client, 7, 20), Fact("upload", Is("other")), Fact(byRSA+" received", Is("less")), Drop(byRSA, capture.Client)},
		"records-rsa": {Flip(byRSA, capture.Client, 7, 20), noLog(byRSA), Swap(byRSA, byTLS13)},
		"not-derived": {Drop(byRSA, capture.Client), noLog(byRSA)},
		"expensive":   {Fact(tookDecrypt, oneTime(1)), Fact(tookRecords, Is("")), Drop(byRSA, capture.Client)},
		"one-way":     {Fact(tookEncrypt, oneTime(1_000_000_000)), Fact(tookDecrypt, Is(""))},
		"pairs":       {noDraws(byTLS13), SetField(byTLS13, "ServerHello", "key_exchange", 1, 2, 3), Drop(byTLS13, capture.Server)},
		"agreed":      {noDraws(byTLS13), SetField(byTLS13, "ClientHello", "key_exchange", 1, 2, 3)},
		"secret-used": {noLog(byTLS13), noDraws(byTLS13), SetField(byTLS13, "ClientHello", "random", 1, 2, 3), SetField(byTLS13, "ServerHello", "random", 1, 2, 3)},
		"nothing-encapsulated": {
			Append(byTLS13, capture.Client, func(s *anatomy.Scene) []byte { shared, _ := agreed(s.Act(byTLS13)); return shared }),
			noDraws(byTLS13), Swap(byTLS13, byRSA),
		},
		"server-13": {Fact(byTLS13+" decrypted", Is("1")), Fact(byTLS13+" signed", Is("0")), Swap(byTLS13, byRSA)},
		"verify":    {noLog(byTLS13), SetField(byTLS13, "ClientHello", "legacy_session_id", 1, 2, 3), Flip(byTLS13, capture.Server, 4, 30)},
		"upload-13": {Flip(byTLS13, capture.Client, 7, 20), noLog(byTLS13), Fact(byTLS13+" received", Is("less"))},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	honest := func(t *testing.T, s *anatomy.Scene) *anatomy.Scene { // the same, and nothing is sent twice
		whole := Perform(t, perform, lab.Options{})
		return s.WithSession(replayed, func(session *lab.Session) {
			session.Recording, session.KeyLog = whole.Act(byTLS13).Session.Recording.Clone(), whole.Act(byTLS13).Session.KeyLog
		})
	}
	noLog := Session(replayed, func(s *lab.Session) { s.KeyLog = nil })
	EveryClaimCanFail(t, performReplayed, replayedClaims, map[string][]Tamper{
		"twice":        {honest, Flip(replayed, capture.Client, 3+repeat, 40), Drop(replayed, capture.Client)},
		"wrong-number": {honest, noLog, Flip(replayed, capture.Client, 3+repeat, 40)},
		"received":     {honest, noLog, Fact("received", Is("all"))},
		"alert":        {honest, noLog, Drop(replayed, capture.Server), Flip(replayed, capture.Server, 6, 0)},
		"no-answer":    {honest, Drop(replayed, capture.Server), Append(replayed, capture.Server, Is([]byte{23, 3, 3, 0, 1, 0}))},
	})
}

// TestTheVerdictsUnderASeedHoldNoMeasuredFigure: no seed can fix them.
func TestTheVerdictsUnderASeedHoldNoMeasuredFigure(t *testing.T) {
	seed := uint64(1)
	a, b := Perform(t, perform, lab.Options{Seed: &seed}), Perform(t, perform, lab.Options{Seed: &seed})
	for _, c := range claims {
		if x, y := c.Judge(a), c.Judge(b); x != y || !x.Passed() {
			t.Errorf("%s: %+v, then %+v", c.ID, x, y)
		}
	}
}
