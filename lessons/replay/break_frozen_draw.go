package replay

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the same recorded bytes, to a server that draws the same random bytes on
// each connection.
var (
	accepted12 = version{"TLS 1.2", v12.number, "frozen12", "accepted12"}
	accepted13 = version{"TLS 1.3", v13.number, "frozen13", "accepted13"}
	// Of this one only the random repeats.
	half13 = version{"TLS 1.3", v13.number, "half13", "half-again13"}

	frozen = []version{accepted12, accepted13}
)

// drawLength is how many bytes the server draws at once: its random is the first draw.
const drawLength = 32

func performFrozen(l *lab.Lab) (*anatomy.Scene, error) {
	if !l.SeesDraws() {
		return nil, lab.ErrDrawsUnseen
	}
	b, err := newBank(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	for _, c := range []struct {
		version
		frozen int // bytes; -1: all
	}{{accepted12, -1}, {accepted13, -1}, {half13, drawLength}} {
		reader := "server of " + c.first
		if err := l.Repeat(reader, 0, c.frozen); err != nil {
			return nil, err
		}
		// A Config each: it asks for a reader anew, and that one begins as the last did.
		if err := b.twice(s, c.version, b.server(reader), b.server(reader)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

var frozenClaims = []anatomy.Claim{
	{ID: "same-draws", Says: "on both connections the server drew the same bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(frozen, "all draws the same", transcript.Evidence{Text: "what the server's readers gave"}, func(v version) string {
			return compareDraws(s.Act(v.first), s.Act(v.again))
		})
	}},
	{ID: "same-answer", Says: "so all that the server sends is, byte for byte, what it sent the first time", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(frozen, "the same bytes", transcript.Evidence{Text: "all bytes of the server on both connections"}, func(v version) string {
			return compareBytes(s.Act(v.first), s.Act(v.again), capture.Server)
		})
	}},
	{ID: "whole-replay", Says: "and the attacker gets to send the whole recording, to its last byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(frozen, "the same bytes", transcript.Evidence{Text: "all bytes of the client on both connections"}, func(v version) string {
			return compareBytes(s.Act(v.first), s.Act(v.again), capture.Client)
		})
	}},
	{ID: "accepted", Says: "on the second connection the server opens the client's Finished and finds it right", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(frozen, "finished, right", s.Act(accepted13.again).MessageFrom(capture.Client, finished).At("verify_data"), func(v version) string {
			a := s.Act(v.again)
			return opening(a) + ", " + fits(s.Act(v.first), a)
		})
	}},
	{ID: "no-alarm", Says: "no side sends an alert but the goodbye", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(frozen, "close_notify of the server, close_notify of the client", transcript.Evidence{Text: "all alerts of both sides, opened"}, func(v version) string {
			return alerts(s.Act(v.again))
		})
	}},
	{ID: "paid-twice", Says: "the request runs twice: once for the client, once for the attacker", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(frozen, "1 and 1", transcript.Evidence{Text: "what the application received on each connection"}, func(v version) string {
			return requests(s, v.first, request) + " and " + requests(s, v.again, request)
		})
	}},
	{ID: "id-accepted", Says: "and the session ID is the copy that it is where the replay is refused", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(accepted13.again, serverHello)
		return anatomy.Verdict{Got: m.Hex(echoedID), Want: s.Message(accepted13.again, clientHello).Hex(sessionID), At: m.At(echoedID)}
	}},
	{ID: "half-random", Says: "where only the random is frozen, it comes twice, and the public key does not", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a, b := s.Message(half13.first, serverHello), s.Message(half13.again, serverHello)
		return anatomy.Verdict{Got: "random " + sameOr(a.Hex(random), b.Hex(random)) + ", public key " + sameOr(a.Hex(share), b.Hex(share)),
			Want: "random the same, public key another", At: b.At(random)}
	}},
	{ID: "half-refused", Says: "and then the replay is refused with the alert 20, as in the lesson, and nothing is paid", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(half13.again)
		return anatomy.Verdict{Got: lastWord(a) + "; requests received: " + requests(s, half13.again, request), Want: "20, fatal; requests received: 0",
			At: a.Alert(capture.Server).At("description")}
	}},
}
