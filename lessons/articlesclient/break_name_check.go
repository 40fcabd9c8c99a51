package articlesclient

import (
	"bytes"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the article's client, and one word more in what it verifies.
const (
	checked      = "checked"       // at the server of the other name
	checkedRight = "checked-right" // at the right one
)

func performChecked(l *lab.Lab) (*anatomy.Scene, error) {
	st, err := newStage(l)
	if err != nil {
		return nil, err
	}
	if err := st.article(visit{wrongName, "", st.wrong, whole, false}, ""); err != nil {
		return nil, err
	}
	if err := st.article(visit{checked, "checked", st.wrong, whole, true}, wanted); err != nil {
		return nil, err
	}
	if err := st.article(visit{checkedRight, "checked, right server", st.right, whole, false}, wanted); err != nil {
		return nil, err
	}
	return st.s, nil
}

var checkedClaims = []anatomy.Claim{
	{ID: "same-hello", Says: "but for random and session ID, drawn anew, both hellos are the same bytes: nothing tells the server whether the name will be checked", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "no two hellos", Want: "the same", At: s.Message(checked, clientHello).Whole()}
		without, with := blank(s.Message(wrongName, clientHello)), blank(s.Message(checked, clientHello))
		if without != nil && with != nil {
			v.Got = "different"
			if bytes.Equal(without, with) {
				v.Got = "the same"
			}
		}
		return v
	}},
	{ID: "same-fault", Says: "the certificate is the one of {other}, and its only fault is the name", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		before, now := leaf(s, wrongName), leaf(s, checked)
		v := anatomy.Verdict{Got: "no certificate", Want: "the same certificate, host name", At: s.Message(checked, certificate).Whole()}
		if before != nil && now != nil {
			v.Got = "another certificate, " + failing(s, checked)
			if before.Equal(now) {
				v.Got = "the same certificate, " + failing(s, checked)
			}
		}
		return v
	}},
	{ID: "alert", Says: "the client's first word behind its hello is the alert bad_certificate, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := second(s.Act(checked), capture.Client)
		return anatomy.Verdict{Got: m.Text("description") + ", " + m.Text("level"), Want: "bad_certificate, fatal", At: m.Whole()}
	}},
	{ID: "no-request", Says: "no key, no request: the server of the other name learned nothing but a hello", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(checked)
		v := anatomy.Verdict{Got: "ClientHello, Alert", Want: "ClientHello, Alert", At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes of the client", len(a.Session.Recording.Bytes(capture.Client)))}}
		if said := spoken(a, capture.Client); said != v.Want || s.Facts[checked+" received"] != "" {
			v.Got = said + s.Facts[checked+" received"]
		}
		return v
	}},
	{ID: "right-accepted", Says: "at the right server the same client gets its page", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: outcome(s, checkedRight) + fmt.Sprintf(", %q", s.Facts[checkedRight+" body"]), Want: fmt.Sprintf("accepted, %q", s.Facts["page"]), At: s.Act(checkedRight).Last(capture.Server).Whole()}
	}},
}

// blank is a hello without the two fields that are drawn for each connection; nil:
// none.
func blank(m anatomy.Message) []byte {
	random, ok := m.Field("random")
	id, ok2 := m.Field("legacy_session_id")
	if !ok || !ok2 {
		return nil
	}
	b := bytes.Clone(m.Bytes)
	clear(b[random.Offset : random.Offset+len(random.Bytes)])
	clear(b[id.Offset : id.Offset+len(id.Bytes)])
	return b
}

// second is the second message of a side.
func second(a *anatomy.Act, from capture.Side) (m anatomy.Message) {
	n := 0
	for _, it := range a.Items {
		if it.From == from && it.Kind != handshake.KindRecord {
			if n++; n == 2 {
				m.Item = it
			}
		}
	}
	return m
}

// spoken names all messages of a side in order.
func spoken(a *anatomy.Act, from capture.Side) (said string) {
	for _, it := range a.Items {
		if it.From != from || it.Kind == handshake.KindRecord {
			continue
		}
		if said != "" {
			said += ", "
		}
		said += it.Name
	}
	return said
}

// firstDifference says what the first message of the client is by which the
// connection with the check differs from that without: the answer to the break's
// prediction.
func firstDifference(s *anatomy.Scene) string {
	without, with := blank(s.Message(wrongName, clientHello)), blank(s.Message(checked, clientHello))
	if without == nil || !bytes.Equal(without, with) {
		return clientHello
	}
	return second(s.Act(checked), capture.Client).Text("description")
}
