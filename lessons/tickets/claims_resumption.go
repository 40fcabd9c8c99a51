package tickets

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// resumptionClaims are what a ticket does.
var resumptionClaims = []anatomy.Claim{
	{ID: "no-certificate", Says: "on the resumed connections no certificate crosses, and nothing that is signed", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(transcript.Evidence{Text: "all messages of the four connections, opened"}, func(v version) (got, want string) {
			return signed(s.Act(v.full)) + ", then " + signed(s.Act(v.resumed)),
				certificate + " and " + v.pick("ServerKeyExchange", "CertificateVerify") + ", then none"
		})
	}},
	{ID: "accepted-12", Says: "in TLS 1.2 the server says yes by sending back the client's session ID; the first time it sent none", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(v12.resumed, serverHello)
		return anatomy.Verdict{
			Got:  s.Message(v12.full, serverHello).Hex("legacy_session_id_echo_length") + ", then " + m.Hex("legacy_session_id_echo"),
			Want: "00, then " + s.Message(v12.resumed, clientHello).Hex("legacy_session_id"),
			At:   m.At("legacy_session_id_echo"),
		}
	}},
	{ID: "accepted-13", Says: "in TLS 1.3 it says which of the client's keys it takes: number 0, the only one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(v13.resumed, serverHello).Is("pre_shared_key/selected_identity", "0000")
	}},
	{ID: "finished-12", Says: "both Finished of the resumed TLS 1.2 connection are right under the master secret in the ticket", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a, secret := s.Act(v12.resumed), ticketSecret(s, v12.full)
		var got, want []string
		for _, from := range []capture.Side{capture.Server, capture.Client} {
			b, err := finished12(a, secret, from)
			if err != nil || secret == nil {
				b = nil
			}
			got, want = append(got, a.MessageFrom(from, finished).Hex("verify_data")), append(want, hex.EncodeToString(b))
		}
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: strings.Join(want, ", "), At: a.MessageFrom(capture.Server, finished).At("verify_data")}
	}},
	{ID: "other-keys", Says: "from the same master secret the resumed connection makes another key for its records", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: kept(s), Want: sameMaster, At: transcript.Evidence{Text: "the client's write key of both connections, computed from the secret in the ticket and the randoms"}}
	}},
	{ID: "binder", Says: "the binder in the TLS 1.3 hello is the MAC that the key in the ticket gives over this hello", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(v13.resumed, clientHello)
		want := ""
		if steps, err := schedule(s.Act(v13.resumed), ticketSecret(s, v13.full), nil); err == nil {
			want = hex.EncodeToString(steps.Output("binder"))
		}
		return anatomy.Verdict{Got: m.Hex(binder), Want: want, At: m.At(binder)}
	}},
	{ID: "fresh-exchange", Says: "the resumed TLS 1.3 connection agrees on keys anew, with two fresh shares", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		full, resumed := s.Act(v13.full), s.Act(v13.resumed)
		different := map[string]bool{}
		for _, m := range []anatomy.Message{full.Message(clientHello), full.Message(serverHello), resumed.Message(clientHello), resumed.Message(serverHello)} {
			if b := bytesOf(m, share); len(b) > 0 {
				different[string(b)] = true
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%s, %d different shares", resumed.Message(clientHello).Text("psk_key_exchange_modes/ke_mode"), len(different)),
			Want: "psk_dhe_ke, 4 different shares", At: resumed.Message(serverHello).At(share)}
	}},
	{ID: "psk-is-not-enough", Says: "the key in the ticket alone does not give the secrets of that connection; with the fresh key exchange it does", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(v13.resumed)
		secret, err := shared(a)
		if err != nil {
			secret = nil
		}
		return anatomy.Verdict{Got: "alone: " + secretsFit(s, nil) + "; with the key exchange: " + secretsFit(s, secret),
			Want: "alone: not the logged secret; with the key exchange: the logged secret", At: transcript.Evidence{Text: "the server's handshake secret, computed, against the key log"}}
	}},
	{ID: "age", Says: "the client tells how old its ticket is, hidden under a number that only the two sides know", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(v13.resumed, clientHello)
		got, want := "no age", "an age"
		add, told := bytesOf(s.Message(v13.full, newTicket), "ticket_age_add"), bytesOf(m, ticketAge)
		if len(add) == 4 && len(told) == 4 {
			age := time.Duration(uint32(wire.Uint(told))-uint32(wire.Uint(add))) * time.Millisecond
			got = age.Truncate(time.Second).String()
		}
		if _, session, err := opened(s, v13.full); err == nil {
			var t wire.Trace
			made, err := goticket.Dissect(session, &t)
			second, err2 := strconv.ParseInt(s.Facts[now], 10, 64)
			if err == nil && err2 == nil {
				want = time.Unix(second, 0).Sub(made.Created).String()
			}
		}
		return anatomy.Verdict{Got: got, Want: want, At: m.At(ticketAge)}
	}},
}
