package maninthemiddle

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var bothLegs = transcript.Evidence{Text: "the recordings of both legs"}

// claims are what the recordings of the legs must prove.
var claims = []anatomy.Claim{
	{ID: "real-fine", Says: "of the server's own certificate no check fails, for who has the honest root alone", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: faults(s, refusedFar, honestRoot), Want: "none", At: s.Message(refusedFar, "Certificate").At("cert_data")}
	}},
	{ID: "refused-alert", Says: "the client that knows honest roots alone answers the forged certificate with a fatal alert, bad_certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return clientAlert(s, refusedNear)
	}},
	{ID: "refused-fault", Says: "of all checks of the chain one fails for this client: it does not end at a root that the client has", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: faults(s, refusedNear, honestRoot), Want: "trust", At: s.Message(refusedNear, "Certificate").At("cert_data")}
	}},
	{ID: "refused-nothing", Says: "the far leg was ready, and nothing went over it: no byte of a request, and no password on either leg", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return nothingPassed(s, refusedNear, refusedFar)
	}},
	{ID: "same-words", Says: "the forged certificate says of the server what the real one says, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return compared(s, []string{"subject", "subject_alt_name", "validity"}, "the same")
	}},
	{ID: "other-key", Says: "the forged certificate has another serial number, issuer, key and signature than the real one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return compared(s, []string{"serial_number", "issuer", "subject_public_key", "signature_value"}, "another")
	}},
	{ID: "signers", Says: "the rogue root's key signed the forged certificate, the honest root's key the real one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: "near-leg: " + signedBy(s, shown(s, near)) + ", far-leg: " + signedBy(s, shown(s, far)),
			Want: "near-leg: " + rogueRoot + ", far-leg: " + honestRoot, At: bothLegs}
	}},
	{ID: "no-fault", Says: "for a client that has the rogue root, too, no check of the forged chain fails", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: faults(s, near, honestRoot, rogueRoot), Want: "none", At: s.Message(near, "Certificate").At("cert_data")}
	}},
	{ID: "possession", Says: "the CertificateVerify on the near leg was made with the forged certificate's key, not with the server's", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{
			Got:  "forged: " + possession(s, near, shown(s, near)) + ", real: " + possession(s, near, shown(s, far)),
			Want: "forged: verifies, real: does not verify", At: s.Message(near, "CertificateVerify").At("signature")}
	}},
	{ID: "no-warning", Says: "both Finished of the near leg are right, and nobody sent an alert but the goodbye", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(near)
		return anatomy.Verdict{Got: fmt.Sprintf("complete: %t, alerts: %d", complete(a), len(alerts(a))), Want: "complete: true, alerts: 0",
			At: transcript.Evidence{Text: "every record of the near leg, opened"}}
	}},
	{ID: "hellos", Says: "no random and no key share of one leg stands anywhere in the other", Judge: twoConversations},
	{ID: "keys", Says: "the legs have no secret in common: each opens with its own, and no record of it with the other's", Judge: twoSetsOfKeys},
	{ID: "read", Says: "the client's request, what the interceptor read, and what the server received are one, byte for byte, and both legs hold it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return sameEverywhere(s, s.Facts[request], map[string]string{
			"interceptor": s.Facts[heard], "server": s.Facts[received],
			"near leg": string(s.Act(near).Data(capture.Client)), "far leg": string(s.Act(far).Data(capture.Client))})
	}},
	{ID: "answer", Says: "the answer of the server, what the interceptor passed on, and what the client got are one, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return sameEverywhere(s, string(s.Act(far).Data(capture.Server)), map[string]string{
			"interceptor": s.Facts[passedOn], "client": s.Facts[gotAnswer], "near leg": string(s.Act(near).Data(capture.Server))})
	}},
	{ID: "ciphertext", Says: "the record that carries the request has one length on both legs, and other bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a, b := closedRequest(s.Act(near)), closedRequest(s.Act(far))
		v := anatomy.Verdict{Got: "a record is not there", Want: "lengths: the same, bytes: others", At: bothLegs}
		if a.There() && b.There() {
			v.Got = fmt.Sprintf("lengths: %s, bytes: %s", said(a.Size() == b.Size(), "the same", "others"), said(bytes.Equal(a.Bytes, b.Bytes), "the same", "others"))
		}
		return v
	}},
	{ID: "other-hello", Says: "the hello that reaches the server is not the client's: it lists other cipher suites", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a, b := s.Message(near, "ClientHello"), s.Message(far, "ClientHello")
		const path = "cipher_suites"
		v := anatomy.Verdict{Got: "a hello is not there", Want: "another list", At: b.At(path)}
		if a.There() && b.There() {
			v.Got = said(a.Hex(path) == b.Hex(path), "the same list", "another list")
		}
		return v
	}},
}

func said(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// clientAlert is the verdict that a client refuses a certificate, as Go does.
func clientAlert(s *anatomy.Scene, act string) anatomy.Verdict {
	m := s.Act(act).Alert(capture.Client)
	return anatomy.Verdict{Got: m.Text("description") + ", " + m.Text("level"), Want: "bad_certificate, fatal", At: m.At("description")}
}

// nothingPassed is the verdict that a far leg was open and carried nothing.
func nothingPassed(s *anatomy.Scene, nearLeg, farLeg string) anatomy.Verdict {
	n, f := s.Act(nearLeg), s.Act(farLeg)
	secret := []byte(s.Facts[password])
	hidden := len(secret) > 0 && len(everything(n)) > 0 && !bytes.Contains(everything(n), secret) && !bytes.Contains(everything(f), secret)
	return anatomy.Verdict{
		Got:  fmt.Sprintf("far leg complete: %t, bytes of data: %d and %d, password: %s", complete(f), len(n.Data(capture.Client)), len(f.Data(capture.Client)), said(hidden, "nowhere", "found")),
		Want: "far leg complete: true, bytes of data: 0 and 0, password: nowhere",
		At:   transcript.Evidence{Text: "every record of both legs, opened"},
	}
}

// compared is the verdict that these fields of the two certificates are all the
// same, or all others.
func compared(s *anatomy.Scene, fields []string, want string) anatomy.Verdict {
	a, b := s.Message(near, "Certificate"), s.Message(far, "Certificate")
	var got, wanted []string
	for _, f := range fields {
		is := said(a.Hex(f) == b.Hex(f), "the same", "another")
		if a.Hex(f) == "absent" || b.Hex(f) == "absent" {
			is = "absent"
		}
		got, wanted = append(got, f+": "+is), append(wanted, f+": "+want)
	}
	return anatomy.Verdict{Got: strings.Join(got, ", "), Want: strings.Join(wanted, ", "), At: a.At("cert_data")}
}

// publicValues are what crossed in the hellos of a leg, fresh for it.
func publicValues(s *anatomy.Scene, act string) [][]byte {
	var out [][]byte
	for _, message := range []string{"ClientHello", "ServerHello"} {
		for _, path := range []string{"random", "key_share/key_exchange"} {
			if f, ok := s.Message(act, message).Field(path); ok {
				out = append(out, f.Bytes)
			}
		}
	}
	return out
}

func twoConversations(s *anatomy.Scene) anatomy.Verdict {
	values, common := 0, 0
	for _, legs := range [][2]string{{near, far}, {far, near}} {
		other := everything(s.Act(legs[1]))
		for _, b := range publicValues(s, legs[0]) {
			values++
			if bytes.Contains(other, b) {
				common++
			}
		}
	}
	return anatomy.Verdict{Got: fmt.Sprintf("%d of %d in both legs", common, values), Want: "0 of 8 in both legs", At: bothLegs}
}

func twoSetsOfKeys(s *anatomy.Scene) anatomy.Verdict {
	n, f := s.Act(near), s.Act(far)
	common := 0
	for _, a := range logLines(n) {
		for _, b := range logLines(f) {
			if a == b {
				common++
			}
		}
	}
	own, all := opensWith(n, n)
	ownFar, allFar := opensWith(f, f)
	foreign, _ := opensWith(n, f)
	foreignFar, _ := opensWith(f, n)
	form := "%d and %d secrets, %d in common; with its own %d of %d and %d of %d records, with the other's %d and %d"
	return anatomy.Verdict{
		Got:  fmt.Sprintf(form, len(logLines(n)), len(logLines(f)), common, own, all, ownFar, allFar, foreign, foreignFar),
		Want: fmt.Sprintf(form, 4, 4, 0, max(all, 1), all, max(allFar, 1), allFar, 0, 0), At: bothLegs}
}

// sameEverywhere is the verdict that a text is known to all of these, unchanged.
func sameEverywhere(s *anatomy.Scene, text string, known map[string]string) anatomy.Verdict {
	same := 0
	for _, k := range known {
		if k == text && text != "" {
			same++
		}
	}
	return anatomy.Verdict{Got: fmt.Sprintf("the same %d times", same), Want: fmt.Sprintf("the same %d times", len(known)), At: bothLegs}
}
