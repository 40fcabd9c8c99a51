package eavesdropper

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the same login over TLS at a server of another name.
const (
	renamed     = "renamed"
	renamedHost = "very-private-clinic.example"
)

func performRenamed(l *lab.Lab) (*anatomy.Scene, error) {
	s, err := perform(l)
	if err != nil {
		return nil, err
	}
	g := login{renamedHost, s.Facts["password"], s.Facts["cookie"]}
	session, _, err := g.overTLS13(l)
	if err := lab.BothFine(session, err); err != nil {
		return nil, fmt.Errorf("the login at %s: %w", renamedHost, err)
	}
	s.Add(renamed, "", session)
	s.Facts["new_host"] = renamedHost
	s.Facts["host_growth"] = fmt.Sprint(len(renamedHost) - len(bankHost))
	return s, nil
}

var renamedClaims = []anatomy.Claim{
	{ID: "new-name-visible", Says: "the new name stands in the client's first message", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(renamed, "ClientHello")
		return anatomy.Verdict{Got: m.Text(hostName), Want: s.Facts["new_host"], At: m.At(hostName)}
	}},
	{ID: "old-name-gone", Says: "the old name is nowhere", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return nowhereIn(s, renamed, "host")
	}},
	{ID: "hello-grew", Says: "the first message grew by the difference of the two names, and by nothing else", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		before, after := s.Message(overTLS, "ClientHello"), s.Message(renamed, "ClientHello")
		v := anatomy.Verdict{Got: "no hello", Want: s.Facts["host_growth"] + " bytes", At: after.Whole()}
		if before.There() && after.There() {
			v.Got = fmt.Sprintf("%d bytes", after.Size()-before.Size())
		}
		return v
	}},
	{ID: "still-hidden", Says: "the password is still nowhere", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return nowhereIn(s, renamed, "password")
	}},
	{ID: "size-grew", Says: "the request grew by the same number: its Host line names the server", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		before, after := requestRecord(s.Act(overTLS)), requestRecord(s.Act(renamed))
		return anatomy.Verdict{
			Got:  fmt.Sprintf("%d bytes more", plaintextLength(after)-plaintextLength(before)),
			Want: s.Facts["host_growth"] + " bytes more",
			At:   after.Whole(),
		}
	}},
	{ID: "certificate-grew", Says: "the server's second protected record got longer, too: the certificate in it names the server", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		before, after := certificateRecord(s.Act(overTLS)), certificateRecord(s.Act(renamed))
		v := anatomy.Verdict{Got: "not longer", Want: "longer", At: after.Whole()}
		if before.There() && after.Size() > before.Size() {
			v.Got = "longer"
		}
		return v
	}},
	{ID: "new-cookie-hidden", Says: "the cookie is still nowhere, either", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		n := 0
		for _, r := range s.Act(renamed).Protected(capture.Server) {
			n += r.Size()
		}
		v := nowhereIn(s, renamed, "cookie")
		if n == 0 {
			v.Got = "the server sent nothing"
		}
		v.At = transcript.Evidence{Text: fmt.Sprintf("%d protected bytes of the server", n)}
		return v
	}},
}
