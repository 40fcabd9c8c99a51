package eavesdropper

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the two recordings must prove.
var claims = []anatomy.Claim{
	{ID: "password-in-clear", Says: "without TLS the password stands in the recording, letter for letter", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return foundIn(s, inClear, "password")
	}},
	{ID: "cookie-in-clear", Says: "without TLS the session cookie stands in the recording, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return foundIn(s, inClear, "cookie")
	}},
	{ID: "same-request", Says: "over TLS the server received the same request, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		sent := s.Act(inClear).Session.Recording.Bytes(capture.Client)
		return anatomy.Verdict{
			Got:  difference(s.Facts["closed_received"], string(sent)),
			Want: "no difference",
			At:   transcript.Evidence{Text: "what the server decrypted, against the client's bytes of the first recording"},
		}
	}},
	{ID: "password-hidden", Says: "with TLS the password is nowhere in the recording", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return nowhereIn(s, overTLS, "password")
	}},
	{ID: "rest-hidden", Says: "with TLS the path, the user's name and the cookie are nowhere, either", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return nowhereIn(s, overTLS, "path", "user", "cookie")
	}},
	{ID: "name-visible", Says: "with TLS the server's name stands in the client's first message", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(overTLS, "ClientHello")
		return anatomy.Verdict{Got: m.Text(hostName), Want: s.Facts["host"], At: m.At(hostName)}
	}},
	{ID: "size-visible", Says: "the length of the request follows from the length of its record: 17 less", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		r := requestRecord(s.Act(overTLS))
		return anatomy.Verdict{
			Got:  fmt.Sprintf("%d bytes", plaintextLength(r)),
			Want: fmt.Sprintf("%d bytes", len(s.Act(inClear).Session.Recording.Bytes(capture.Client))),
			At:   r.Whole(),
		}
	}},
	{ID: "goodbye", Says: "the last record of each side is closed and has 19 bytes: as many as a goodbye", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var got []string
		for _, from := range sides {
			got = append(got, fmt.Sprintf("%s %d", from, lastLength(s.Act(overTLS), from)))
		}
		return anatomy.Verdict{
			Got:  strings.Join(got, ", "),
			Want: fmt.Sprintf("client %d, server %d", alertLength+overhead, alertLength+overhead),
			At:   transcript.Evidence{Text: "the last record of each side"},
		}
	}},
	{ID: "times-visible", Says: "the time of every turn of the conversation is in the recording", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		inOrder, all := timesInOrder(s.Act(overTLS).Session.Recording)
		return anatomy.Verdict{
			Got: fmt.Sprintf("%d turns, each at a time of its own, in order: %t", all, inOrder),
			// Request and answer alone are two turns; the handshake before them is two more.
			Want: fmt.Sprintf("%d turns, each at a time of its own, in order: true", max(all, 4)),
			At:   transcript.Evidence{Text: "the recording's clock"},
		}
	}},
}

// hostName is the path of the server's name in a ClientHello.
const hostName = "server_name/host_name"

// sides are the two directions of a recording.
var sides = []capture.Side{capture.Client, capture.Server}

// foundIn is the verdict that a fact stands in a recording.
func foundIn(s *anatomy.Scene, act, fact string) anatomy.Verdict {
	v := anatomy.Verdict{Got: "not found", Want: "found", At: transcript.Evidence{Text: "all bytes of both directions"}}
	for _, from := range sides {
		if at := bytes.Index(s.Act(act).Session.Recording.Bytes(from), []byte(s.Facts[fact])); at >= 0 && s.Facts[fact] != "" {
			v.Got = "found"
			v.At = transcript.Evidence{Message: "what the " + from.String() + " sent", Offset: at, Length: len(s.Facts[fact])}
			return v
		}
	}
	return v
}

// nowhereIn is the verdict that none of the facts stands in a recording, in
// either direction, as it is or in the usual encodings.
func nowhereIn(s *anatomy.Scene, act string, facts ...string) anatomy.Verdict {
	rec := s.Act(act).Session.Recording
	var found []string
	total := 0
	for _, from := range sides {
		b := rec.Bytes(from)
		total += len(b)
		for _, f := range facts {
			if contains(b, s.Facts[f]) {
				found = append(found, f)
			}
		}
	}
	got := "nowhere"
	if len(found) > 0 {
		got = "found: " + strings.Join(found, ", ")
	}
	if total == 0 {
		got = "nothing was recorded" // an empty recording proves nothing
	}
	return anatomy.Verdict{Got: got, Want: "nowhere", At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes of both directions, searched as text and in the usual encodings", total)}}
}

// difference says in words where two texts part.
func difference(got, want string) string {
	if got == want && want != "" {
		return "no difference"
	}
	for i := 0; i < min(len(got), len(want)); i++ {
		if got[i] != want[i] {
			return fmt.Sprintf("differs at byte %d", i)
		}
	}
	return fmt.Sprintf("%d bytes, not %d", len(got), len(want))
}
