package keyschedule

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// relogged puts another secret into one line of the key log.
func relogged(act, label string) Tamper {
	return Session(act, func(s *lab.Session) {
		lines := strings.SplitAfter(string(s.KeyLog), "\n")
		for i, l := range lines {
			if strings.HasPrefix(l, label+" ") {
				words := strings.Fields(l)
				lines[i] = words[0] + " " + words[1] + " " + strings.Repeat("ab", 32) + "\n"
			}
		}
		s.KeyLog = []byte(strings.Join(lines, ""))
	})
}

// undrawn takes the draws of one side away.
func undrawn(act string, side capture.Side) Tamper {
	return Session(act, func(s *lab.Session) {
		if side == capture.Client {
			s.ClientDraws = nil
		} else {
			s.ServerDraws = nil
		}
	})
}

// leak appends a value that must not cross.
func leak(act string, from capture.Side, step string) Tamper {
	return Append(act, from, func(s *anatomy.Scene) []byte { return work(s.Act(first)).steps.Output(step) })
}

func TestEveryClaimCanFail(t *testing.T) {
	otherShare, otherRandom := bytes.Repeat([]byte{9}, 32), bytes.Repeat([]byte{7}, 32)
	otherHello := SetField(first, "ClientHello", "random", otherRandom...) // another transcript, and nothing opens
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"share-client":    {SetField(first, "ClientHello", keyExchange, otherShare...), undrawn(first, capture.Client), Drop(first, capture.Client)},
		"share-server":    {SetField(first, "ServerHello", keyExchange, otherShare...), undrawn(first, capture.Server)},
		"agreement":       {undrawn(first, capture.Client), undrawn(first, capture.Server), SetField(first, "ServerHello", keyExchange, otherShare...)},
		"early-known":     {SetField(first, "ServerHello", "cipher_suite", 0x13, 0x02), undrawn(first, capture.Server)},
		"log-chs":         {relogged(first, keylog.ClientHandshakeTraffic), otherHello, Session(first, func(s *lab.Session) { s.KeyLog = nil })},
		"log-shs":         {relogged(first, keylog.ServerHandshakeTraffic), otherHello},
		"log-cap":         {relogged(first, keylog.ClientTraffic0), Flip(first, capture.Server, 3, 0)},
		"log-sap":         {relogged(first, keylog.ServerTraffic0), undrawn(first, capture.Client)},
		"finished-server": {Flip(first, capture.Server, 5, 0), otherHello, Flip(first, capture.Server, 3, -1)},
		"finished-client": {Flip(first, capture.Client, 2, 0), otherHello},
		"opens":           {Flip(first, capture.Client, 3, 0), Append(first, capture.Server, Is([]byte("\x17\x03\x03\x00\x14twenty bytes of noise"[:25]))), undrawn(first, capture.Client)},
		"exporter": {Fact(clientExported, Is(strings.Repeat("x", 32))), Fact(serverExported, Is(strings.Repeat("x", 32))),
			undrawn(first, capture.Server), otherHello},
		"binder": {SetField(again, "ClientHello", binderPath, otherShare...), SetField(again, "ClientHello", "random", otherRandom...),
			SetField(again, "ClientHello", "pre_shared_key/identity", 0, 0, 0), Flip(first, capture.Server, 6, 0), Flip(first, capture.Client, 2, 0)},
		"log-four": {Session(first, func(s *lab.Session) { s.KeyLog = nil }), relogged(first, keylog.ClientTraffic0),
			func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene { // a peer that gives more away
				master := work(s.Act(first)).output("master_secret")
				return s.WithSession(first, func(session *lab.Session) { session.KeyLog = append(session.KeyLog, "MASTER x "+master...) })
			}},
		"nowhere": {leak(first, capture.Client, "handshake_secret"), leak(first, capture.Server, "client_handshake_write_iv"), leak(again, capture.Server, "exporter_master_secret"),
			Append(first, capture.Client, func(s *anatomy.Scene) []byte { return private(s.Act(first).Session, capture.Server).bytes }), Drop(first, capture.Server)},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	right := Fact("wrong_label", Is(secretSlip.right)) // the slip that nobody made
	EveryClaimCanFail(t, performLabel, labelClaims, map[string][]Tamper{
		"flight-opens":      {Flip(wrongSecret, capture.Server, 4, 0), undrawn(wrongSecret, capture.Client), Drop(wrongSecret, capture.Server)},
		"opens-under-wrong": {right, Flip(wrongSecret, capture.Client, 2, 0), Swap(wrongSecret, wrongMAC), Drop(wrongSecret, capture.Client)},
		"says-20":           {Swap(wrongSecret, wrongMAC), Drop(wrongSecret, capture.Server)},
		"opens-under-right": {Flip(wrongMAC, capture.Client, 2, 0), Swap(wrongMAC, wrongSecret), Drop(wrongMAC, capture.Client)},
		"mac-of-wrong":      {Fact("wrong_finished", Is("finish")), Fact("wrong_finished", Is(macSlip.right)), Flip(wrongMAC, capture.Client, 2, 9)},
		"says-51":           {Swap(wrongMAC, wrongSecret), Drop(wrongMAC, capture.Server)},
		"no-answer": {Without(wrongMAC), Drop(wrongSecret, capture.Server),
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene { // an honest connection in its place
				l, err := lab.New(t.Context(), lab.Options{Transport: lab.Memory})
				if err != nil {
					t.Fatal(err)
				}
				honest, err := perform(l)
				if err != nil {
					t.Fatal(err)
				}
				return s.WithSession(wrongSecret, func(session *lab.Session) { *session = *honest.Act(first).Session })
			}},
	})
}

// TestTheMistakenClientIsRightButForItsLabel: with no slip it writes what crypto/tls
// writes, byte for byte.
func TestTheMistakenClientIsRightButForItsLabel(t *testing.T) {
	s := Perform(t, perform, lab.Options{Transport: lab.Memory})
	w := work(s.Act(first))
	said, err := w.mistake(slip{})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Act(first).MessageFrom(capture.Client, "Finished"); !bytes.Equal(said.message(), got.Bytes) {
		t.Errorf("the Finished is %x, that of crypto/tls %x", said.message(), got.Bytes)
	}
	body, _ := finishedRecord(w.act)
	if o, ok := w.open(said.keys, body, 1); !ok || !bytes.Equal(o.Content, said.message()) {
		t.Error("the keys do not open the Finished of crypto/tls")
	}
}
