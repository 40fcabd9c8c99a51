package sessionid

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the three connections must prove.
var claims = []anatomy.Claim{
	{ID: "first-empty", Says: "the first ClientHello has no session ID: its length is 0", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(first, clientHello).Is(offeredID+"_length", "00")
	}},
	{ID: "given", Says: "the server's answer has one, of 32 bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(first, serverHello).Is(answeredID+"_length", "20")
	}},
	{ID: "no-tickets", Says: "no hello of the three connections has the extension session_ticket", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		hellos, without := 0, 0
		for _, act := range []string{first, second, thief} {
			for _, name := range []string{clientHello, serverHello} {
				m := s.Message(act, name)
				if m.There() {
					hellos++
				}
				if _, ok := m.Field("session_ticket"); m.There() && !ok {
					without++
				}
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d without it", without, hellos), Want: "6 of 6 without it", At: s.Message(second, clientHello).At("extensions")}
	}},
	{ID: "offered", Says: "the second ClientHello brings the session ID that the first ServerHello gave", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(second, clientHello).Is(offeredID, s.Message(first, serverHello).Hex(answeredID))
	}},
	{ID: "accepted", Says: "and the second ServerHello answers with the same", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(second, serverHello).Is(answeredID, s.Message(first, serverHello).Hex(answeredID))
	}},
	{ID: "no-certificate", Says: "the second time nobody sends a certificate or a key exchange", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: exchanged(s, first) + "; then " + exchanged(s, second),
			Want: "Certificate, ServerKeyExchange, ClientKeyExchange; then none", At: transcript.Evidence{Text: "all messages of both connections"}}
	}},
	{ID: "server-first", Says: "the order of the two Finished is turned round: the first time the client's comes first, the second time the server's", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: finishes(s.Act(first)) + "; " + finishes(s.Act(second)), Want: "client, server; server, client", At: s.Message(second, "Finished").Whole()}
	}},
	{ID: "round-trips", Says: "the client has the server's Finished after two round trips the first time, and after one the second", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fmt.Sprintf("%d; %d", roundTrips(s.Act(first)), roundTrips(s.Act(second))), Want: "2; 1", At: s.Act(second).MessageFrom(capture.Server, "Finished").Whole()}
	}},
	{ID: "fewer-bytes", Says: "the second time the server's handshake messages have less than a quarter of the bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "a quarter or more", Want: "less than a quarter", At: transcript.Evidence{Text: "the server's messages up to its Finished"}}
		if full, short := size(s.Act(first), capture.Server), size(s.Act(second), capture.Server); short > 0 && 4*short < full {
			v.Got = v.Want
		}
		return v
	}},
	{ID: "same-master", Says: "both connections have one master secret: the key log has it under two client randoms", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return oneMaster(s, second)
	}},
	{ID: "new-randoms", Says: "both randoms are new", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := []string{}
		for _, hello := range []string{clientHello, serverHello} {
			a, b := s.Message(first, hello), s.Message(second, hello)
			switch {
			case !a.There() || !b.There():
				got = append(got, hello+": not there")
			case a.Hex(random) == b.Hex(random):
				got = append(got, hello+": the same")
			default:
				got = append(got, hello+": new")
			}
		}
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: "ClientHello: new, ServerHello: new", At: s.Message(second, serverHello).At(random)}
	}},
	{ID: "new-keys", Says: "and so are both keys and both IVs, computed from the one master secret and these randoms", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		one, two := schedule(s.Act(first)), schedule(s.Act(second))
		n := 0
		for _, name := range sliced {
			if a, b := one.Output(name), two.Output(name); len(a) > 0 && len(a) == len(b) && !bytes.Equal(a, b) {
				n++
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d are new", n, len(sliced)), Want: "4 of 4 are new", At: transcript.Evidence{Text: "the key blocks of both connections"}}
	}},
	{ID: "finished", Says: "the four Finished hold what is computed from the master secret and the messages before them", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		n := 0
		for _, act := range []string{first, second} {
			steps := schedule(s.Act(act))
			for side, name := range map[capture.Side]string{capture.Client: "client_finished", capture.Server: "server_finished"} {
				m := s.Act(act).MessageFrom(side, "Finished")
				if computed := steps.Output(name); len(computed) > 0 && m.Hex("verify_data") == hex.EncodeToString(computed) {
					n++
				}
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of 4", n), Want: "4 of 4", At: s.Act(second).MessageFrom(capture.Server, "Finished").At("verify_data")}
	}},
	{ID: "secret-nowhere", Says: "the session ID crossed in all three connections, and the master secret in none", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: fmt.Sprintf("ID: %d of 3, secret: %d of 3", crossings(s, s.Message(first, serverHello).Hex(answeredID)), crossings(s, masterOf(s.Act(first)))),
			Want: "ID: 3 of 3, secret: 0 of 3", At: transcript.Evidence{Text: "all bytes of the three recordings"}}
	}},
	{ID: "thief-welcome", Says: "to the thief, too, the server answers with that session ID, and goes on with that master secret", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := oneMaster(s, thief)
		v.At = s.Message(thief, serverHello).At(answeredID)
		v.Got = s.Message(thief, serverHello).Hex(answeredID) + ", " + v.Got
		v.Want = s.Message(first, serverHello).Hex(answeredID) + ", " + v.Want
		return v
	}},
	{ID: "thief-fails", Says: "the thief cannot read the server's Finished: he ends with bad_record_mac, and has sent no Finished", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		last, finished := s.Act(thief).Last(capture.Client), "no Finished"
		if s.Act(thief).MessageFrom(capture.Client, "Finished").There() {
			finished = "a Finished"
		}
		return anatomy.Verdict{Got: last.Text("description") + ", " + finished, Want: "bad_record_mac, no Finished", At: last.At("description")}
	}},
}

// sliced are the parts of the key block of this suite.
var sliced = []string{"client_write_key", "server_write_key", "client_write_IV", "server_write_IV"}

// exchanged names the messages of the key exchange that crossed.
func exchanged(s *anatomy.Scene, act string) string {
	var there []string
	for _, name := range []string{"Certificate", "ServerKeyExchange", "ClientKeyExchange"} {
		if s.Message(act, name).There() {
			there = append(there, name)
		}
	}
	if len(there) == 0 && s.Message(act, serverHello).There() {
		return "none"
	}
	return strings.Join(there, ", ")
}

// finishes names the senders of the Finished, in order.
func finishes(a *anatomy.Act) string {
	var sides []string
	for _, it := range a.Items {
		if it.Name == "Finished" {
			sides = append(sides, it.From.String())
		}
	}
	return strings.Join(sides, ", ")
}

// roundTrips counts how often the client had to wait until it had the server's
// Finished; -1: it never came.
func roundTrips(a *anatomy.Act) int {
	n, last := 0, capture.Client
	for _, it := range a.Items {
		if it.From == capture.Server && last == capture.Client {
			n++
		}
		last = it.From
		if it.From == capture.Server && it.Name == "Finished" {
			return n
		}
	}
	return -1
}

// size counts the bytes of the handshake messages of a side.
func size(a *anatomy.Act, side capture.Side) (n int) {
	for _, it := range a.Items {
		if it.Kind == handshake.KindHandshake && it.From == side {
			n += len(it.Bytes)
		}
	}
	return n
}

// oneMaster is the verdict that a connection has the master secret of the first,
// under another random.
func oneMaster(s *anatomy.Scene, act string) anatomy.Verdict {
	v := anatomy.Verdict{Got: masterOf(s.Act(act)), Want: masterOf(s.Act(first)), At: transcript.Evidence{Text: "the key log"}}
	if v.Want == "" || s.Message(act, clientHello).Hex(random) == s.Message(first, clientHello).Hex(random) {
		v.Want = "a master secret under each of two randoms"
	}
	return v
}

// crossings counts the connections on which these bytes crossed, as they are or in
// hexadecimal digits.
func crossings(s *anatomy.Scene, digits string) int {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) == 0 {
		return -1
	}
	n := 0
	for _, act := range []string{first, second, thief} {
		rec := s.Act(act).Session.Recording
		if slices.ContainsFunc([][]byte{rec.Bytes(capture.Client), rec.Bytes(capture.Server)}, func(all []byte) bool {
			return bytes.Contains(all, b) || bytes.Contains(all, []byte(digits))
		}) {
			n++
		}
	}
	return n
}
