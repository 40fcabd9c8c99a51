package tickets

import (
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: between the two visits the server gets a new ticket key, and forgets the
// old one.
var (
	rotated12 = version{"TLS 1.2", v12.number, "before12", "rotated12"}
	rotated13 = version{"TLS 1.3", v13.number, "before13", "rotated13"}

	rotated = []version{rotated12, rotated13}
)

// newKey is the fact that holds the new key.
const newKey = "new_ticket_key"

func performRotated(l *lab.Lab) (*anatomy.Scene, error) {
	p, err := open(l)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	old, err := p.ticketKey("ticket key")
	if err != nil {
		return nil, err
	}
	fresh, err := p.ticketKey("new ticket key")
	if err != nil {
		return nil, err
	}
	s.Facts[ticketKey], s.Facts[newKey] = hex.EncodeToString(old[:]), hex.EncodeToString(fresh[:])
	return s, p.twice(s, rotated, "first", "second", old, fresh)
}

var rotatedClaims = []anatomy.Claim{
	{ID: "shown-again", Says: "the client shows the ticket that it got", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, s.Message(rotated12.resumed, clientHello).At(ticket12), func(v version) (got, want string) {
			return sameBytes(shown(s.Act(v.resumed), v), given(s.Act(v.full))), fmt.Sprintf("%d bytes, the same", s.Message(v.full, newTicket).Number("ticket_length"))
		})
	}},
	{ID: "wrong-key", Says: "its MAC is right under the old key, and not under the new one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, transcript.Evidence{Text: "the ticket in the second hello, checked with both keys"}, func(v version) (got, want string) {
			t := shown(s.Act(v.resumed), v)
			return "old key: " + proven(s.Facts[ticketKey], t) + ", new key: " + proven(s.Facts[newKey], t), "old key: right, new key: wrong"
		})
	}},
	{ID: "not-taken", Says: "the server takes no ticket: it sends no session ID back, and selects no key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m12, m13 := s.Message(rotated12.resumed, serverHello), s.Message(rotated13.resumed, serverHello)
		selected := "no key selected"
		if _, ok := m13.Field("pre_shared_key"); ok || !m13.There() {
			selected = "a key selected, or no hello"
		}
		return anatomy.Verdict{Got: m12.Hex("legacy_session_id_echo_length") + "; " + selected, Want: "00; no key selected", At: m12.At("legacy_session_id_echo_length")}
	}},
	{ID: "full-again", Says: "instead both make a full handshake: certificate, signature, and the round trips of the first visit", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, transcript.Evidence{Text: "all messages of the second visit, opened"}, func(v version) (got, want string) {
			a := s.Act(v.resumed)
			return fmt.Sprintf("%s; round trips: %d", signed(a), roundTrips(a)), v.pick("Certificate and ServerKeyExchange; round trips: 2", "Certificate and CertificateVerify; round trips: 1")
		})
	}},
	{ID: "signs-again", Says: "so the server's key signs on both visits", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, transcript.Evidence{Text: "what the key counted"}, func(v version) (got, want string) {
			return s.Facts[signaturesOn(v.full)] + ", then " + s.Facts[signaturesOn(v.resumed)], "1, then 1"
		})
	}},
	{ID: "no-error", Says: "nobody reports an error: the only alerts are the goodbyes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, transcript.Evidence{Text: "all alerts of both sides, opened"}, func(v version) (got, want string) {
			return alerts(s.Act(v.resumed)), "close_notify of the server, close_notify of the client"
		})
	}},
	{ID: "served", Says: "and the question is answered as on the first visit", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, transcript.Evidence{Text: "the application data of both visits, opened"}, func(v version) (got, want string) {
			return said(s.Act(v.full)) + ", then " + said(s.Act(v.resumed)), fmt.Sprintf("%q, then %q", request+answer, request+answer)
		})
	}},
	{ID: "new-under-new", Says: "the client gets a new ticket, under the new key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, s.Message(rotated12.resumed, newTicket).At(ticketField), func(v version) (got, want string) {
			t := given(s.Act(v.resumed))
			return "old key: " + proven(s.Facts[ticketKey], t) + ", new key: " + proven(s.Facts[newKey], t), "old key: wrong, new key: right"
		})
	}},
	{ID: "dearer", Says: "the client carried its ticket for nothing: it sends more than on the first visit", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return eachOf(rotated, transcript.Evidence{Text: "all bytes of the client on both visits"}, func(v version) (got, want string) {
			return change(sent(s.Act(v.full), capture.Client), sent(s.Act(v.resumed), capture.Client)), "more"
		})
	}},
}

// proven says whether a ticket's MAC is right under a key.
func proven(key string, ticket []byte) string {
	k, err := hex.DecodeString(key)
	switch {
	case err != nil || len(k) == 0 || len(ticket) == 0:
		return "unknown"
	case goticket.Prove(k, ticket) == nil:
		return "wrong"
	}
	return "right"
}

// outcome is what became of a connection whose hello shows a ticket.
func outcome(a *anatomy.Act) string {
	switch {
	case !a.Message(serverHello).There():
		return "refused"
	case a.Message(certificate).There():
		return "full"
	}
	return "resumed"
}
