package tickets

import (
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the four connections must prove: first what a ticket is, then what
// it does, then what it saves and costs.
var claims = append(append(ticketClaims, resumptionClaims...), costClaims...)

var ticketClaims = []anatomy.Claim{
	{ID: "carried", Says: "the client shows the ticket as it got it: the same bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(s.Message(v12.resumed, clientHello).At(ticket12), func(v version) (got, want string) {
			return sameBytes(shown(s.Act(v.resumed), v), given(s.Act(v.full))), fmt.Sprintf("%d bytes, the same", s.Message(v.full, newTicket).Number("ticket_length"))
		})
	}},
	{ID: "mac", Says: "the ticket's last 32 bytes are a MAC that is right under the server's ticket key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(s.Message(v12.full, newTicket).At(ticketField), func(v version) (got, want string) {
			key, err := hex.DecodeString(s.Facts[ticketKey])
			ticket := given(s.Act(v.full))
			if err != nil || len(ticket) < goticket.MACLength {
				return "no ticket", "a MAC"
			}
			return hex.EncodeToString(goticket.Prove(key, ticket).Output("ticket_mac")), hex.EncodeToString(ticket[len(ticket)-goticket.MACLength:])
		})
	}},
	{ID: "master-inside", Says: "in the ticket of TLS 1.2 stands the master secret of the connection that got it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return isSecret(ticketSecret(s, v12.full), master(s.Act(v12.full)), "the opened ticket against the key log")
	}},
	{ID: "psk-inside", Says: "in the ticket of TLS 1.3 stands the pre-shared key that both sides computed from the first connection", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		psk, _, err := resumptionPSK(s.Act(v13.full))
		if err != nil {
			psk = nil
		}
		return isSecret(ticketSecret(s, v13.full), psk, "the opened ticket against the key schedule from the client's private key")
	}},
	{ID: "client-kept", Says: "the client keeps the same secret beside the ticket, from its own computation", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: "the client's cache against the opened ticket"}, func(v version) (got, want string) {
			return sameBytes(keptSecret(s, v.full), ticketSecret(s, v.full)), v.pick("48 bytes, the same", "32 bytes, the same")
		})
	}},
	{ID: "not-in-clear", Says: "in the ticket as the client has it, no eight bytes of that secret stand in a row", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(s.Message(v12.full, newTicket).At(ticketField), func(v version) (got, want string) {
			return inClear(given(s.Act(v.full)), ticketSecret(s, v.full)), "nowhere"
		})
	}},
}
