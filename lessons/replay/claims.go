package replay

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Messages and fields that the claims look at.
const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
	keyExchange = "ServerKeyExchange"
	finished    = "Finished"

	random    = "random"
	sessionID = "legacy_session_id"
	echoedID  = "legacy_session_id_echo"
	idLength  = "legacy_session_id_echo_length"
	share     = "key_share/key_exchange"
	public    = "public"
)

// claims are what the four connections must prove.
var claims = []anatomy.Claim{
	{ID: "paid-once", Says: "the first time, the bank's application receives one request, and it is the one in the recording", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each("1", transcript.Evidence{Text: "the client's application data, opened, and what the application received"}, func(v version) string {
			return requests(s, v.first, string(s.Act(v.first).Data(capture.Client)))
		})
	}},
	{ID: "same-bytes", Says: "all that the attacker sends stands in the recording, at the same place", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each(allRecorded, transcript.Evidence{Text: "all bytes of the client on both connections"}, func(v version) string {
			return sentAgain(s.Act(v.first), s.Act(v.again))
		})
	}},
	{ID: "same-id", Says: "in TLS 1.3 the server copies the session ID of the second hello as it copied that of the first: both times the same one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(v13.again, serverHello)
		return different(1, m.At(echoedID), s.Message(v13.first, clientHello).Hex(sessionID), s.Message(v13.first, serverHello).Hex(echoedID),
			s.Message(v13.again, clientHello).Hex(sessionID), m.Hex(echoedID))
	}},
	{ID: "no-id", Says: "in TLS 1.2 this server gives the session no ID, neither time", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(v12.again, serverHello)
		return anatomy.Verdict{Got: s.Message(v12.first, serverHello).Hex(idLength) + ", " + m.Hex(idLength), Want: "00, 00", At: m.At(idLength)}
	}},
	{ID: "fresh-random", Says: "the server's random is another one on each connection", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return different(4, s.Message(v13.again, serverHello).At(random), s.Message(v12.first, serverHello).Hex(random), s.Message(v12.again, serverHello).Hex(random),
			s.Message(v13.first, serverHello).Hex(random), s.Message(v13.again, serverHello).Hex(random))
	}},
	{ID: "fresh-share", Says: "and so is the public key with which it takes part in the key exchange", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return different(4, s.Message(v13.again, serverHello).At(share), s.Message(v12.first, keyExchange).Hex(public), s.Message(v12.again, keyExchange).Hex(public),
			s.Message(v13.first, serverHello).Hex(share), s.Message(v13.again, serverHello).Hex(share))
	}},
	{ID: "fresh-keys", Says: "so the server expects the client's next record under another key than the first time", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each("another key", transcript.Evidence{Text: "computed from the hellos and the key log of each connection"}, func(v version) string {
			return compareKeys(s.Act(v.first), s.Act(v.again))
		})
	}},
	{ID: "opens-once", Says: "with the keys of the first connection that record opens and holds a Finished; with those of the second its tag does not match", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each("finished, then: the tag does not match", transcript.Evidence{Text: "the record behind the client's ChangeCipherSpec, opened twice"}, func(v version) string {
			return opening(s.Act(v.first)) + ", then: " + opening(s.Act(v.again))
		})
	}},
	{ID: "alert", Says: "the server's last word is the alert 20, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each("20, fatal", s.Act(v12.again).Alert(capture.Server).At("description"), func(v version) string {
			return lastWord(s.Act(v.again))
		})
	}},
	{ID: "finished-differs", Says: "had the Finished been compared, it would have been wrong, too: on the second connection it must hold other bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each("right on the first connection, wrong on the second", s.Act(v13.first).MessageFrom(capture.Client, finished).At("verify_data"), func(v version) string {
			return fits(s.Act(v.first), s.Act(v.first)) + " on the first connection, " + fits(s.Act(v.first), s.Act(v.again)) + " on the second"
		})
	}},
	{ID: "not-run", Says: "the second time, the bank's application receives nothing and answers nothing", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return each("0 requests received, 0 bytes answered", transcript.Evidence{Text: "what the application received, and the server's application data, opened"}, func(v version) string {
			act := s.Act(v.again)
			if !act.Message(serverHello).There() {
				return "no such connection"
			}
			return requests(s, v.again, request) + fmt.Sprintf(" requests received, %d bytes answered", len(act.Data(capture.Server)))
		})
	}},
}
