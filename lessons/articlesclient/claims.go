package articlesclient

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the seven connections must prove.
var claims = []anatomy.Claim{
	{ID: "accepted", Says: "the handshake completes, the request crosses, and the answer is 200", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(wrongName)
		status, _, _ := strings.Cut(string(a.Data(capture.Server)), "\r\n")
		done := a.MessageFrom(capture.Client, "Finished").There() && a.MessageFrom(capture.Server, "Finished").There()
		return anatomy.Verdict{Got: fmt.Sprintf("both Finished: %t, request for %s, %s", done, target(a.Data(capture.Client)), status),
			Want: "both Finished: true, request for " + s.Facts["path"] + ", HTTP/1.1 200 OK", At: a.MessageFrom(capture.Client, "Finished").Whole()}
	}},
	{ID: "wrong-name", Says: "the certificate names {other} and nothing else, and the request asks {wanted}", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: strings.Join(names(s, wrongName), " ") + ", Host: " + header(s.Act(wrongName).Data(capture.Client), "Host"),
			Want: s.Facts["other"] + ", Host: " + s.Facts["wanted"], At: s.Message(wrongName, certificate).At("subject_alt_name")}
	}},
	{ID: "only-name", Says: "every other check of this certificate passes: its only fault is the name", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: failing(s, wrongName), Want: "host name", At: s.Message(wrongName, certificate).Whole()}
	}},
	{ID: "unknown-refused", Says: "at a server whose authority is not in the list, the same client stops behind the certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(unknown)
		return anatomy.Verdict{Got: fmt.Sprintf("names %s, fails %s, %s", strings.Join(names(s, unknown), " "), failing(s, unknown), outcome(s, unknown)),
			Want: fmt.Sprintf("names %s, fails trust, refused", s.Facts["wanted"]), At: a.Alert(capture.Client).Whole()}
	}},
	{ID: "closed", Says: "the path of the request is nowhere in what crossed: all of it was encrypted", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		rec := s.Act(wrongName).Session.Recording
		v := anatomy.Verdict{Got: "nowhere", Want: "nowhere", At: transcript.Evidence{Text: "all bytes of both directions"}}
		if s.Facts["path"] == "" || len(rec.Bytes(capture.Client)) == 0 {
			v.Got = "nothing to search"
		}
		for _, from := range []capture.Side{capture.Client, capture.Server} {
			if bytes.Contains(rec.Bytes(from), []byte(s.Facts["path"])) {
				v.Got = "in what the " + from.String() + " sent"
			}
		}
		return v
	}},
	{ID: "read-elsewhere", Says: "the server of the other name read the request whole", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: s.Facts[wrongName+" received"], Want: string(s.Act(wrongName).Data(capture.Client)), At: transcript.Evidence{Text: "what it decrypted, against what the client's record holds"}}
		if v.Want == "" {
			v.Want = "a request"
		}
		return v
	}},
	{ID: "no-sni", Says: "the article's hello has no server_name, and the name is nowhere in it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(wrongName, clientHello)
		v := anatomy.Verdict{Got: "server_name " + m.Text("server_name"), Want: "server_name absent", At: m.Whole()}
		if !m.There() {
			v.Got = "no hello"
		} else if bytes.Contains(m.Bytes, []byte(s.Facts["wanted"])) {
			v.Got = "the name is in it"
		}
		return v
	}},
	{ID: "pinned", Says: "it offers one version, and no newer one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(wrongName, clientHello).Is(versions, "0303")
	}},
	{ID: "line-ends", Says: "three lines of the request end with a single LF, and only the last with CR LF", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		head, _, found := bytes.Cut(s.Act(wrongName).Data(capture.Client), []byte("\r\n\r\n"))
		return anatomy.Verdict{Got: fmt.Sprintf("%d LF, %d CR LF, then the empty line: %t", bytes.Count(head, []byte("\n"))-bytes.Count(head, []byte("\r\n")), bytes.Count(head, []byte("\r\n")), found),
			Want: "3 LF, 0 CR LF, then the empty line: true", At: transcript.Evidence{Text: "the request, decrypted"}}
	}},
	{ID: "no-goodbye", Says: "the article's client says no goodbye: in none of the three connections that it ended it sent close_notify", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var got []string
		for _, act := range []string{wrongName, cut, cutLength} {
			got = append(got, goodbye(s, act, capture.Client))
		}
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: "no close_notify, no close_notify, no close_notify", At: s.Act(wrongName).Last(capture.Client).Whole()}
	}},
	{ID: "cut", Says: "a part of the page crossed, and no close_notify of the server behind it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		body, _ := bodies(s, cut)
		v := anatomy.Verdict{Got: "the whole page, or nothing", Want: "a part, no close_notify", At: s.Act(cut).Last(capture.Server).Whole()}
		if len(body) > 0 && len(body) < len(s.Facts["page"]) && strings.HasPrefix(s.Facts["page"], string(body)) {
			v.Got = "a part, " + goodbye(s, cut, capture.Server)
		}
		return v
	}},
	{ID: "taken", Says: "the article's client took that part for the page", Judge: func(s *anatomy.Scene) anatomy.Verdict { return taken(s, cut) }},
	{ID: "length", Says: "with a length in the answer the same client notices", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(cutLength)
		body, _ := bodies(s, cutLength)
		end := "no error"
		if a.Session.ClientErr != nil && s.Facts[cutLength+" body"] == "" {
			end = "an error, and no page"
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%s bytes announced, %d came: %s", header(a.Data(capture.Server), "Content-Length"), len(body), end),
			Want: fmt.Sprintf("%d bytes announced, %d came: an error, and no page", len(s.Facts["page"]), len(firstHalf)), At: a.Last(capture.Server).Whole()}
	}},
	{ID: "line-sni", Says: "the client of one line sends the name, and offers TLS 1.3 first", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(oneLine, clientHello)
		return anatomy.Verdict{Got: m.Text(hostName) + ", " + m.Hex(versions), Want: s.Facts["wanted"] + ", 03040303", At: m.At(hostName)}
	}},
	{ID: "line-wrong", Says: "it refuses the certificate of {other}, with the same list of authorities", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: strings.Join(names(s, lineWrong), " ") + " " + outcome(s, lineWrong), Want: s.Facts["other"] + " refused", At: s.Act(lineWrong).Alert(capture.Client).Whole()}
	}},
	{ID: "line-goodbye", Says: "it says goodbye: its last record is close_notify", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Act(oneLine).Last(capture.Client)
		return anatomy.Verdict{Got: m.Text("description"), Want: "close_notify", At: m.Whole()}
	}},
	{ID: "line-taken", Says: "and it takes the cut page, too", Judge: func(s *anatomy.Scene) anatomy.Verdict { return taken(s, lineCut) }},
	{ID: "names", Says: "crypto/x509 accepts, for the certificate that crossed, exactly the names that the rule covers", Judge: judgeNames},
}

// target is the path in the first line of a request.
func target(request []byte) string {
	f := strings.Fields(string(request))
	if len(f) < 2 {
		return "nothing"
	}
	return f[1]
}

// taken compares what a client made of a cut answer with what crossed of it.
func taken(s *anatomy.Scene, act string) anatomy.Verdict {
	body, ok := bodies(s, act)
	v := anatomy.Verdict{Got: fmt.Sprintf("%q", s.Facts[act+" body"]), Want: fmt.Sprintf("%q", body), At: s.Act(act).Last(capture.Server).Whole()}
	switch {
	case !ok || len(body) == 0:
		v.Got = "nothing crossed"
	case len(body) >= len(s.Facts["page"]):
		v.Got = "nothing was cut"
	case s.Act(act).Session.ClientErr != nil:
		v.Got = "an error"
	}
	return v
}
