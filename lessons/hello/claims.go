package hello

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
)

// claims are what the two connections must prove.
var claims = []anatomy.Claim{
	{ID: "old-version", Says: "the version field of the TLS 1.3 ClientHello is 0303", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(with13, clientHello).Is("legacy_version", "0303")
	}},
	{ID: "offer", Says: "the first version that its supported_versions offers is 0304", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(with13, clientHello).Is("supported_versions/version", "0304")
	}},
	{ID: "record-version", Says: "the record around the TLS 1.3 ClientHello says 0301", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(with13)
		return a.RecordOf(a.Message(clientHello)).Is("legacy_record_version", "0301")
	}},
	{ID: "server-old-version", Says: "the version field of the TLS 1.3 ServerHello is 0303, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(with13, serverHello).Is("legacy_version", "0303")
	}},
	{ID: "choice", Says: "the version that the server chose stands in its supported_versions: 0304", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(with13, serverHello).Is("supported_versions/selected_version", "0304")
	}},
	{ID: "suite-offered", Says: "the suite that the server chose is one that the client offered", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return chosenIsOffered(s, with13)
	}},
	{ID: "share-answered", Says: "the server's share is in a group for which the client sent one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		sh := s.Message(with13, serverHello)
		v := anatomy.Verdict{Got: "no such share", Want: "a share of the client in the same group", At: sh.At("key_share/group")}
		ch, ok := s.Message(with13, clientHello).Client()
		answer, ok2 := sh.Server()
		if !ok || !ok2 || answer.KeyShare.Group == 0 {
			return v
		}
		for _, share := range ch.KeyShares {
			if share.Group == answer.KeyShare.Group {
				v.Got = v.Want
			}
		}
		return v
	}},
	{ID: "echo", Says: "the session ID of the server is a copy of the client's", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		ch, sh := s.Message(with13, clientHello), s.Message(with13, serverHello)
		return anatomy.Verdict{Got: sh.Hex("legacy_session_id_echo"), Want: ch.Hex("legacy_session_id"), At: sh.At("legacy_session_id_echo")}
	}},
	{ID: "twelve", Says: "in the TLS 1.2 ServerHello the version field is 0303, and there is no supported_versions", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(with12, serverHello)
		return anatomy.Verdict{
			Got:  m.Hex("legacy_version") + ", supported_versions " + m.Text("supported_versions"),
			Want: "0303, supported_versions absent",
			At:   m.At("legacy_version"),
		}
	}},
	{ID: "downgrade", Says: "the last eight bytes of random in the TLS 1.2 ServerHello are not random: DOWNGRD and 01", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(with12, serverHello)
		v := anatomy.Verdict{Got: "no random", Want: fmt.Sprintf("%x", "DOWNGRD\x01"), At: m.At("random")}
		if f, ok := m.Field("random"); ok && len(f.Bytes) == 32 {
			v.Got = fmt.Sprintf("%x", f.Bytes[24:])
			v.At.Offset, v.At.Length = f.Offset+24, 8
		}
		return v
	}},
	{ID: "suite-offered-12", Says: "in TLS 1.2, too, the server chose a suite from the client's list", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return chosenIsOffered(s, with12)
	}},
	{ID: "certificate", Says: "the bytes of the server's certificate stand in the recording of TLS 1.2, and nowhere in that of TLS 1.3", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{
			Got:  fmt.Sprintf("TLS 1.2: %s; TLS 1.3: %s", certificateIn(s, with12), certificateIn(s, with13)),
			Want: "TLS 1.2: there; TLS 1.3: nowhere",
			At:   s.Message(with12, "Certificate").Whole(),
		}
	}},
	{ID: "lengths", Says: "every length in the four hellos and their records counts exactly the bytes that follow it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var all tally
		for _, m := range hellos(s) {
			all.add(lengths(m.message), lengths(m.record))
		}
		return all.verdict("lengths")
	}},
	{ID: "tiling", Says: "every byte of the four hellos belongs to exactly one field", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var all tally
		for _, m := range hellos(s) {
			all.add(owned(m.message))
		}
		return all.verdict("bytes")
	}},
}

// certificateIn looks for the server's certificate in all that the server sent.
func certificateIn(s *anatomy.Scene, act string) string {
	sent, cert := s.Act(act).Session.Recording.Bytes(capture.Server), s.Facts["certificate of "+act]
	switch {
	case cert == "" || len(sent) == 0:
		return "not known"
	case strings.Contains(string(sent), cert):
		return "there"
	}
	return "nowhere"
}

// chosenIsOffered compares the server's suite with the client's list.
func chosenIsOffered(s *anatomy.Scene, act string) anatomy.Verdict {
	sh := s.Message(act, serverHello)
	v := anatomy.Verdict{Got: "not offered", Want: "offered", At: sh.At("cipher_suite")}
	ch, ok := s.Message(act, clientHello).Client()
	chosen, ok2 := sh.Server()
	if !ok || !ok2 {
		return v
	}
	for _, suite := range ch.CipherSuites {
		if suite == chosen.CipherSuite {
			v.Got = "offered"
		}
	}
	return v
}

// helloPair is a hello and the record that carried it.
type helloPair struct{ message, record anatomy.Message }

// hellos are the four hellos of the scene.
func hellos(s *anatomy.Scene) []helloPair {
	var out []helloPair
	for _, act := range []string{with13, with12} {
		for _, name := range []string{clientHello, serverHello} {
			m := s.Message(act, name)
			out = append(out, helloPair{m, s.Act(act).RecordOf(m)})
		}
	}
	return out
}

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"suites_13": func(s *anatomy.Scene) string { return countSuites(s, true) },
	"suites_12": func(s *anatomy.Scene) string { return countSuites(s, false) },
	"extensions": func(s *anatomy.Scene) string {
		ch, _ := s.Message(with13, clientHello).Client()
		if ch == nil {
			return "no"
		}
		return fmt.Sprint(len(ch.Extensions))
	},
	"record_hex": func(s *anatomy.Scene) string {
		a := s.Act(with13)
		return a.RecordOf(a.Message(clientHello)).Hex("legacy_record_version")
	},
	"end_of_random": func(s *anatomy.Scene) string {
		digits := s.Message(with12, serverHello).Hex("random")
		return digits[max(0, len(digits)-16):]
	},
	"only_12": func(s *anatomy.Scene) string { return onlyIn(s, with12, with13) },
	"only_13": func(s *anatomy.Scene) string { return onlyIn(s, with13, with12) },
	"blamed":  blamed,
}

func countSuites(s *anatomy.Scene, tls13 bool) string {
	ch, ok := s.Message(with13, clientHello).Client()
	n := 0
	if ok {
		for _, c := range ch.CipherSuites {
			if c.TLS13() == tls13 {
				n++
			}
		}
	}
	return fmt.Sprint(n)
}

// onlyIn names the extensions that stand in one client's hello and not in the
// other's.
func onlyIn(s *anatomy.Scene, act, other string) string {
	a, ok := s.Message(act, clientHello).Client()
	b, ok2 := s.Message(other, clientHello).Client()
	if !ok || !ok2 {
		return "none"
	}
	var names []string
	for _, e := range a.Extensions {
		if !b.Has(e.Type) {
			names = append(names, e.Type.String())
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"record-header": func(s *anatomy.Scene) anatomy.Figure {
		a := s.Act(with13)
		return recordFigure(a.RecordOf(a.Message(clientHello)))
	},
	"nesting": nesting,
	"first-flights": func(s *anatomy.Scene) anatomy.Figure {
		t := &transcript.Table{Head: transcript.Cells("said by", "TLS 1.2", "TLS 1.3")}
		row := func(name string, cell func(act string) string) {
			t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(name), {{Style: transcript.RunValue, Text: cell(with12)}}, {{Style: transcript.RunValue, Text: cell(with13)}}})
		}
		row("record of the ClientHello", func(act string) string {
			a := s.Act(act)
			return a.RecordOf(a.Message(clientHello)).Hex("legacy_record_version")
		})
		row("version field of the client", func(act string) string { return s.Message(act, clientHello).Hex("legacy_version") })
		row("supported_versions of the client", func(act string) string {
			return inPairs(s.Message(act, clientHello).Hex("supported_versions/versions"))
		})
		row("version field of the server", func(act string) string { return s.Message(act, serverHello).Hex("legacy_version") })
		row("supported_versions of the server", func(act string) string {
			return s.Message(act, serverHello).Hex("supported_versions/selected_version")
		})
		row("so they speak", func(act string) string { return s.Act(act).State.Version.String() })
		return t
	},
}

// inPairs sets the numbers of a list apart: four digits each.
func inPairs(digits string) string {
	if digits == "absent" {
		return digits
	}
	var parts []string
	for len(digits) >= 4 {
		parts, digits = append(parts, digits[:4]), digits[4:]
	}
	return strings.Join(parts, " ")
}
