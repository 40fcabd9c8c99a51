package sessionid

import (
	"crypto/sha256"
	"fmt"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: between the two connections the server is started anew, with the same
// certificate and an empty cache.
const (
	earlier = "before"
	after   = "after"
)

func performCache(l *lab.Lab) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	return s, s.WithOpenSSL(l, recordedCache, func(o *lab.OpenSSL) error {
		return visiting(l, o, func(v *visitor) error {
			server, err := v.server()
			if err != nil {
				return err
			}
			err = v.first(s, earlier, server)
			server.Stop()
			if err != nil {
				return err
			}
			if server, err = v.server(); err != nil {
				return err
			}
			defer server.Stop()
			return v.again(s, after, server)
		})
	})
}

var cacheClaims = []anatomy.Claim{
	{ID: "offered-old", Says: "the client offers the session ID that it was given", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(after, clientHello).Is(offeredID, s.Message(earlier, serverHello).Hex(answeredID))
	}},
	{ID: "same-server", Says: "the server is the same: it shows the same certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fingerprint(s.Message(after, "Certificate")), Want: fingerprint(s.Message(earlier, "Certificate")), At: s.Message(after, "Certificate").At("certificate")}
	}},
	{ID: "other-id", Says: "it answers with another session ID, of 32 bytes, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(after, serverHello)
		v := anatomy.Verdict{Got: "another of " + m.Text(answeredID+"_length"), Want: "another of 32", At: m.At(answeredID)}
		if m.Hex(answeredID) == s.Message(after, clientHello).Hex(offeredID) {
			v.Got = "the same"
		}
		return v
	}},
	{ID: "full", Says: "the handshake is a full one: certificate and key exchange are there, and the client's Finished comes first", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: exchanged(s, after) + "; " + finishes(s.Act(after)), Want: "Certificate, ServerKeyExchange, ClientKeyExchange; client, server",
			At: s.Message(after, "Certificate").Whole()}
	}},
	{ID: "other-master", Says: "and the master secret is another one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		one, two := masterOf(s.Act(earlier)), masterOf(s.Act(after))
		v := anatomy.Verdict{Got: "not known", Want: "new", At: transcript.Evidence{Text: "the key log"}}
		if one != "" && two != "" {
			v.Got = sameOrNew(one, two)
		}
		return v
	}},
	{ID: "two-round-trips", Says: "it costs two round trips again", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fmt.Sprint(roundTrips(s.Act(after))), Want: "2", At: s.Message(after, "Finished[1]").Whole()}
	}},
}

// fingerprint is the SHA-256 of the first certificate of a message.
func fingerprint(m anatomy.Message) string {
	f, ok := m.Field("certificate")
	if !ok {
		return "no certificate of " + m.Act().Name // equal to nothing
	}
	return fmt.Sprintf("SHA-256 %x", sha256.Sum256(f.Bytes))
}

// forgotten is what a server does with an ID that it does not know: the answer to
// the break's prediction.
func forgotten(s *anatomy.Scene) string {
	switch m := s.Message(after, serverHello); {
	case !m.There():
		return "refused"
	case s.Message(after, "Certificate").There():
		return "full"
	}
	return "resumed"
}
