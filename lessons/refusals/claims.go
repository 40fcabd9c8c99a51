package refusals

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the connections must prove: about the certificates here, about
// the alerts in claims_alerts.go.
func claims() []anatomy.Claim {
	out := []anatomy.Claim{
		{ID: "good", Says: "the good certificate passes every check, and both clients complete the handshake", Judge: func(s *anatomy.Scene) anatomy.Verdict {
			return both(s, "fails: none; Finished: there", func(client string) string {
				finished := "absent"
				if m := s.Act(actOf(client, good)).Message("Finished[1]"); m.There() {
					finished = "there"
				}
				return "fails: " + failed(s, actOf(client, good), client) + "; Finished: " + finished
			}, s.Message(actOf(byGo, good), certificate).Whole())
		}},
	}
	for _, f := range faults {
		out = append(out, anatomy.Claim{ID: f.name, Says: f.says, Judge: func(s *anatomy.Scene) anatomy.Verdict {
			return both(s, "fails: "+f.check.String(), func(client string) string {
				return "fails: " + failed(s, actOf(client, f.name), client)
			}, restsOn(s, actOf(byGo, f.name), byGo))
		}})
	}
	return append(append(out, certificateClaims...), alertClaims...)
}

// both is the verdict that something is so for both clients.
func both(s *anatomy.Scene, want string, got func(client string) string, at transcript.Evidence) anatomy.Verdict {
	v := anatomy.Verdict{Got: got(byGo), Want: want, At: at}
	if other := got(byOpenSSL); other != v.Got {
		v.Got = fmt.Sprintf("with Go: %s; with OpenSSL: %s", v.Got, other)
	}
	return v
}

var certificateClaims = []anatomy.Claim{
	{ID: "common-name", Says: "the certificate for another name has the wanted name, too: as the common name of its subject, which counts for nothing", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(actOf(byGo, wrongName), certificate)
		const path = "certificate[0]/subject/common_name/value"
		return anatomy.Verdict{Got: m.Text(path), Want: s.Message(actOf(byGo, wrongName), "ClientHello").Text("server_name/host_name"), At: place(m, path)}
	}},
	{ID: "forged-date", Says: "the tampered certificate is the expired one with a later end: all bytes that differ are in its notAfter", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(actOf(byGo, tampered), certificate)
		end, ok := m.Field("certificate[0]/not_after/value")
		v := anatomy.Verdict{Got: "nothing to compare", Want: "some differ, and none outside of it", At: place(m, "certificate[0]/not_after/value")}
		if before := s.Message(actOf(byGo, expired), certificate); ok && before.Size() == m.Size() {
			within, outside := 0, 0
			for i := range m.Bytes {
				switch {
				case m.Bytes[i] == before.Bytes[i]:
				case i >= end.Offset && i < end.Offset+len(end.Bytes):
					within++
				default:
					outside++
				}
			}
			if v.Got = fmt.Sprintf("%d differ, and %d outside of it", within, outside); within > 0 && outside == 0 {
				v.Got = v.Want
			}
		}
		return v
	}},
	{ID: "same-leaf", Says: "where the intermediate is missing, the server's own certificate is the good one, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		whole, lacking := shown(s, actOf(byGo, good)), shown(s, actOf(byGo, noIssuer))
		v := anatomy.Verdict{Got: "another one", Want: "the same, 1 certificate and not 2", At: place(s.Message(actOf(byGo, noIssuer), certificate), "certificate[0]")}
		if len(whole) > 0 && len(lacking) > 0 && bytes.Equal(whole[0], lacking[0]) {
			v.Got = fmt.Sprintf("the same, %d certificate and not %d", len(lacking), len(whole))
		}
		return v
	}},
	{ID: "signatures-hold", Says: "the signature of the self-signed certificate holds under its own key, and so does that of the unknown authority's server under the key of its intermediate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		self, chain := shown(s, actOf(byGo, selfSigned)), shown(s, actOf(byGo, unknownCA))
		v := anatomy.Verdict{Got: "a chain is not there", Want: "holds; holds", At: place(s.Message(actOf(byGo, selfSigned), certificate), "certificate[0]/signature_value")}
		if len(self) == 1 && len(chain) == 2 {
			v.Got = holds(self[0], self[0]) + "; " + holds(chain[0], chain[1])
		}
		return v
	}},
	{ID: "refused", Says: "who fails a check is refused, and nobody else: the verdicts are those of the clients", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{At: transcript.Evidence{Text: "the client's side of all connections"}}
		for _, c := range clients {
			for _, name := range append([]string{good}, names(func(fault) bool { return true })...) {
				act := actOf(c.name, name)
				j, ok := judged(s, act, c.name)
				if !ok {
					return anatomy.Verdict{Got: act + " cannot be judged", Want: "verdicts"}
				}
				if !j.Trusted {
					v.Want += act + " "
				}
				if m := alert(s, act); m.There() && m.Hex("level") == "02" {
					v.Got += act + " "
				}
			}
		}
		if v.Got == v.Want { // the lists are long, and their length must be that of the lesson
			v.Got, v.Want = fmt.Sprintf("%d of them", strings.Count(v.Got, " ")), fmt.Sprintf("%d of them", len(clients)*len(faults))
		}
		return v
	}},
}

// place is a field as evidence, with its certificate in its name.
func place(m anatomy.Message, path string) transcript.Evidence {
	at := m.At(path)
	if at.Length > 0 {
		at.Field = strings.TrimSuffix(path, "/value")
	}
	return at
}

// holds says whether a certificate's signature holds under the key of another.
func holds(der, issuer []byte) string {
	key, err := signature.CertificateKey(issuer)
	if err != nil {
		return err.Error()
	}
	e, err := signature.Certificate(der, key)
	if err != nil {
		return err.Error()
	}
	if !e.Holds {
		return "does not hold"
	}
	return "holds"
}

// names are those of the faults that a question is answered yes for.
func names(yes func(fault) bool) (out []string) {
	for _, f := range faults {
		if yes(f) {
			out = append(out, f.name)
		}
	}
	return out
}
