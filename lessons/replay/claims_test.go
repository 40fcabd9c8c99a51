package replay

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// likeFirst puts the first connection in the place of its replay: as if the server had
// drawn the same again.
func likeFirst(v version) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		first := s.Act(v.first).Session
		return s.WithSession(v.again, func(session *lab.Session) {
			session.Recording, session.KeyLog = first.Recording.Clone(), append([]byte(nil), first.KeyLog...)
		})
	}
}

func noKeyLog(act string) Tamper { return Session(act, func(s *lab.Session) { s.KeyLog = nil }) }

// onceMore is the request, once more than it was received.
func onceMore(act string) Tamper {
	return Fact(receivedBy(act), func(s *anatomy.Scene) string { return s.Facts[receivedBy(act)] + request })
}

// otherRequest has the application receive something else than what crossed.
func otherRequest(act string) Tamper {
	return Fact(receivedBy(act), Is(strings.ReplaceAll(request, "250", "251")))
}

// The records of the client's Finished, counted in its direction.
const (
	finished12 = 3
	finished13 = 2
)

func TestEveryClaimCanFail(t *testing.T) {
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"paid-once": {onceMore(v12.first), onceMore(v13.first), otherRequest(v13.first), noKeyLog(v12.first), Fact(receivedBy(v12.first), Is(""))},
		"same-bytes": {
			SetField(v12.again, clientHello, random, 0, 0), SetField(v13.again, clientHello, sessionID, 0, 0), Flip(v12.again, capture.Client, finished12, 0),
			Append(v13.again, capture.Client, Is(make([]byte, 200))), Drop(v12.again, capture.Client), Without(v13.first),
		},
		"same-id": {SetField(v13.again, serverHello, echoedID, 0, 0), SetField(v13.first, serverHello, echoedID, 0, 0),
			SetField(v13.again, clientHello, sessionID, 0, 0), Drop(v13.again, capture.Server)},
		"no-id":        {SetField(v12.again, serverHello, idLength, 8), SetField(v12.first, serverHello, idLength, 8), Drop(v12.first, capture.Server)},
		"fresh-random": {likeFirst(v12), likeFirst(v13), Drop(v13.again, capture.Server)},
		"fresh-share":  {likeFirst(v12), likeFirst(v13), Drop(v12.again, capture.Server)},
		"fresh-keys":   {likeFirst(v12), likeFirst(v13), noKeyLog(v13.again), noKeyLog(v12.first)},
		"opens-once": {likeFirst(v12), likeFirst(v13), Flip(v12.first, capture.Client, finished12, -1), Flip(v13.first, capture.Client, finished13, 0),
			noKeyLog(v13.again), Drop(v12.again, capture.Client)},
		"alert":            {SetField(v12.again, "Alert", "description", 51), SetField(v12.again, "Alert", "level", 1), likeFirst(v13), noKeyLog(v13.again)},
		"finished-differs": {likeFirst(v12), likeFirst(v13), SetField(v12.first, clientHello, sessionID, 0, 0), noKeyLog(v13.first), noKeyLog(v12.again)},
		"not-run":          {onceMore(v12.again), onceMore(v13.again), likeFirst(v13), likeFirst(v12), Drop(v12.again, capture.Server)},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	otherDraw := Session(accepted13.again, func(s *lab.Session) {
		for i := range s.ServerDraws {
			s.ServerDraws[i].Bytes = make([]byte, len(s.ServerDraws[i].Bytes))
		}
	})
	fewer := Session(accepted12.first, func(s *lab.Session) { s.ServerDraws = s.ServerDraws[:1] })
	refused := func(v version) Tamper { return Swap(v.again, half13.again) }
	EveryClaimCanFail(t, performFrozen, frozenClaims, map[string][]Tamper{
		"same-draws":   {otherDraw, fewer, Without(accepted12.again)},
		"same-answer":  {Flip(accepted12.again, capture.Server, 0, 10), Drop(accepted13.again, capture.Server), Append(accepted13.first, capture.Server, Is([]byte("x")))},
		"whole-replay": {Flip(accepted12.again, capture.Client, 0, 10), Drop(accepted13.again, capture.Client), refused(accepted13)},
		"accepted": {Flip(accepted12.again, capture.Client, finished12, -1), Flip(accepted13.again, capture.Client, finished13, 3), noKeyLog(accepted13.again),
			SetField(accepted13.again, clientHello, sessionID, 0, 0)},
		"no-alarm":     {noKeyLog(accepted12.again), Drop(accepted13.again, capture.Client), Drop(accepted12.again, capture.Server), refused(accepted13)},
		"paid-twice":   {onceMore(accepted12.again), onceMore(accepted13.first), Fact(receivedBy(accepted13.again), Is("")), otherRequest(accepted12.first)},
		"id-accepted":  {SetField(accepted13.again, serverHello, echoedID, 0, 0), SetField(accepted13.again, clientHello, sessionID, 0, 0)},
		"half-random":  {likeFirst(half13), SetField(half13.again, serverHello, random, 0, 0), Drop(half13.first, capture.Server)},
		"half-refused": {likeFirst(half13), onceMore(half13.again), noKeyLog(half13.again)},
	})
}
