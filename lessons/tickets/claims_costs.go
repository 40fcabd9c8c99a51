package tickets

import (
	"bytes"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// costClaims are what a ticket saves and costs.
var costClaims = []anatomy.Claim{
	{ID: "round-trips", Says: "TLS 1.2 saves a round trip, TLS 1.3 none: it needs but one anyway", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: "how often the client waits before it sends its request"}, func(v version) (got, want string) {
			return fmt.Sprintf("%d, then %d", roundTrips(s.Act(v.full)), roundTrips(s.Act(v.resumed))), v.pick("2, then 1", "1, then 1")
		})
	}},
	{ID: "bytes", Says: "the client sends more bytes than before, the server fewer", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: "all bytes of each side, on the resumed connection against the full one"}, func(v version) (got, want string) {
			full, resumed := s.Act(v.full), s.Act(v.resumed)
			return fmt.Sprintf("client %s, server %s", change(sent(full, capture.Client), sent(resumed, capture.Client)),
				change(sent(full, capture.Server), sent(resumed, capture.Server))), "client more, server fewer"
		})
	}},
	{ID: "signatures", Says: "the server's key signs once in a full handshake and never in a resumed one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: "signatures that the key made, against messages that hold one"}, func(v version) (got, want string) {
			if s.Act(v.resumed).Items == nil {
				return "no connection", "two connections"
			}
			return s.Facts[signaturesOn(v.full)] + ", then " + s.Facts[signaturesOn(v.resumed)],
				fmt.Sprintf("%d, then %d", signatures(s.Act(v.full)), signatures(s.Act(v.resumed)))
		})
	}},
	{ID: "exchanges", Says: "the key exchange is saved in TLS 1.2, and is not in TLS 1.3", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: "public keys of the server for a key exchange"}, func(v version) (got, want string) {
			return fmt.Sprintf("%d, then %d", agreements(s.Act(v.full)), agreements(s.Act(v.resumed))), v.pick("1, then 0", "1, then 1")
		})
	}},
	{ID: "faster", Says: "on this machine a resumed handshake takes less time than a full one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: fmt.Sprintf("the best of %d of each", rounds)}, func(v version) (got, want string) {
			full, ok := took(s, v.full)
			resumed, ok2 := took(s, v.resumed)
			switch {
			case !ok || !ok2:
				return "not timed", "less"
			case resumed < full:
				return "less", "less"
			}
			return "not less", "less"
		})
	}},
	{ID: "linkable", Says: "who watches sees the ticket of TLS 1.2 twice, in the clear, and that of TLS 1.3 once: it was given encrypted", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(s.Message(v12.full, newTicket).At(ticketField), func(v version) (got, want string) {
			ticket := given(s.Act(v.full))
			return fmt.Sprintf("given %s, shown %s", seenIn(s.Act(v.full), capture.Server, ticket), seenIn(s.Act(v.resumed), capture.Client, ticket)),
				v.pick("given in the clear, shown in the clear", "given out of sight, shown in the clear")
		})
	}},
	{ID: "next-ticket", Says: "with each resumed connection the client gets another ticket for its next visit", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(s.Message(v13.resumed, newTicket).At(ticketField), func(v version) (got, want string) {
			old, next := given(s.Act(v.full)), given(s.Act(v.resumed))
			if len(next) == 0 || bytes.Equal(old, next) {
				return "no other ticket", "another ticket"
			}
			return "another ticket", "another ticket"
		})
	}},
	{ID: "key-opens", Says: "the ticket key and the recording, and nothing else, open what was said on the first TLS 1.2 connection", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(v12.full)
		return anatomy.Verdict{Got: fmt.Sprintf("%q", readWith(a, ticketSecret(s, v12.full))), Want: fmt.Sprintf("%q", request+answer), At: transcript.Evidence{Text: "the application data of both sides, opened with the secret in the ticket"}}
	}},
}
