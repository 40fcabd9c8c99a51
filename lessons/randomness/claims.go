package randomness

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
	shareField  = "key_share_entry/key_exchange"
)

// claims are what the connections must prove: those of the first here, those of the
// others in claims_others.go.
var claims = append([]anatomy.Claim{
	{ID: "placed", Says: "each of these {draws} draws has its place, and bytes prove it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return allPlaced(s, plain)
	}},
	{ID: "in-the-hellos", Says: "the client's first two draws are its random and its session ID, and one of the server's is its random: all three stand in the hellos as they were drawn", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, a := s.Message(plain, clientHello), s.Message(plain, serverHello)
		v := anatomy.Verdict{Got: "0 of 3", Want: "3 of 3", At: m.At("random")}
		client, n := drawn(s, plain, capture.Client), 0
		for i, field := range []string{"random", "legacy_session_id"} {
			if len(client) > i && digits(client[i]) == m.Hex(field) {
				n++
			}
		}
		for _, b := range drawn(s, plain, capture.Server) {
			if digits(b) == a.Hex("random") {
				n++
			}
		}
		v.Got = fmt.Sprintf("%d of 3", n)
		return v
	}},
	{ID: "searched", Says: "searched for in all bytes of the recording, {public} of the {draws} draws are found, and the others nowhere", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got, want := 0, 0
		for _, e := range book(s, plain) {
			if crossed(s, plain, e.bytes) {
				got++
			}
			if e.Fate == ledger.InClear {
				want++
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d found", got), Want: fmt.Sprintf("%d found", max(want, 1)), At: transcript.Evidence{Text: "all bytes of both directions, against the log of draws"}}
	}},
	{ID: "client-share", Says: "the client's key share is computed from a draw of the client", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return shareOf(s, capture.Client, clientHello)
	}},
	{ID: "server-share", Says: "the server's key share is computed from a draw of the server", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return shareOf(s, capture.Server, serverHello)
	}},
	{ID: "who-opens", Says: "tried one after the other as a private key, two of the draws open the recording: the two private keys. The others open nothing", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Want: "client's key, server's key", At: transcript.Evidence{Text: "what the server's application said, read with each draw"}}
		var opens []string
		for _, e := range book(s, plain) {
			if opened(s, plain, e.bytes) {
				name := string(e.Kind)
				if e.Kind == ledger.EphemeralKey {
					name = e.Side.String() + "'s key"
				}
				opens = append(opens, name)
			}
		}
		v.Got = strings.Join(opens, ", ")
		return v
	}},
	{ID: "hedged", Says: "signed once more with the same draw, the server's key gives the same signature; with another draw it gives another one, and that is valid, too", Judge: judgeHedging},
	{ID: "thrown-away", Says: "two draws of the server are in no message, and nothing in a message was made with them", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "0 draws", Want: "2 draws", At: transcript.Evidence{Text: "the server's Config, and all that was opened"}}
		n := 0
		for _, e := range book(s, plain) {
			if e.Fate == ledger.ThrownAway && e.Proven && !crossed(s, plain, e.bytes) {
				n++
			}
		}
		if s.Message(plain, "NewSessionTicket").There() {
			n = 0
		}
		v.Got = fmt.Sprintf("%d draws", n)
		return v
	}},
}, otherClaims...)

// allPlaced is the verdict that no draw of these connections is without a place.
func allPlaced(s *anatomy.Scene, acts ...string) anatomy.Verdict {
	in, all := placed(s, acts...)
	v := anatomy.Verdict{Got: fmt.Sprintf("%d of %d", in, all), Want: fmt.Sprintf("%d of %d", all, all),
		At: transcript.Evidence{Text: "the log of draws, against the recording"}}
	for _, act := range acts {
		if len(drawn(s, act, capture.Client)) == 0 || len(drawn(s, act, capture.Server)) == 0 {
			v.Got = "no draws of a side of a connection were logged"
		}
	}
	return v
}

// shareOf is the verdict that one of a side's draws is the private key of its share.
func shareOf(s *anatomy.Scene, side capture.Side, message string) anatomy.Verdict {
	m := s.Message(plain, message)
	v := anatomy.Verdict{Got: m.Hex(shareField), Want: "of no draw", At: m.At(shareField)}
	for _, b := range drawn(s, plain, side) {
		step, err := secrets.PublicShare(registry.GroupX25519, b)
		if err == nil && digits(step.Output) == v.Got {
			v.Want = digits(step.Output)
		}
	}
	return v
}

// opened says whether a draw, taken for the private key of X25519 of one side, gives
// what the server's application said. Nothing but the recording is at hand.
func opened(s *anatomy.Scene, act string, draw []byte) bool {
	items, _ := handshake.DecodeWith(s.Act(act).Session.Recording, &handshake.Keys{
		Ephemeral: []handshake.EphemeralKey{{Group: registry.GroupX25519, Private: draw}}})
	var said []byte
	for _, it := range items {
		if it.From == capture.Server && it.Kind == handshake.KindApplicationData && it.Decrypted {
			said = append(said, it.Bytes...)
		}
	}
	return s.Facts["said"] != "" && string(said) == s.Facts["said"]
}
