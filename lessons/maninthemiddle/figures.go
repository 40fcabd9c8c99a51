package maninthemiddle

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"refused-near-leg": legFigure(refusedNear, "The near leg of a client that knows honest roots alone"),
	"refused-far-leg":  legFigure(refusedFar, "The far leg, meanwhile"),
	"near-leg":         legFigure(near, "The near leg, with the rogue root in the client's store"),
	"far-leg":          legFigure(far, "The far leg"),
	"pinned-near-leg":  legFigure(pinnedNear, "The near leg of a client with a pin"),
	"certificates":     certificates,
	"conversations":    conversations,
	"plaintext": func(s *anatomy.Scene) anatomy.Figure {
		b := []byte(s.Facts[heard])
		at := strings.Index(s.Facts[heard], s.Facts[password])
		if at < 0 || s.Facts[password] == "" {
			return telling.BytesOf("The interceptor read nothing", b, len(b))
		}
		return telling.BytesOf("What the interceptor read", b, len(b),
			transcript.ByteSpan{Offset: at, Length: len(s.Facts[password]), Label: "the password", Mark: true})
	},
	"ciphertexts": func(s *anatomy.Scene) anatomy.Figure {
		d := &transcript.Derivation{Title: "The same request, twice encrypted: the first 24 bytes of its record"}
		for _, act := range []string{near, far} {
			r := closedRequest(s.Act(act))
			if !r.There() {
				continue
			}
			d.Steps = append(d.Steps, transcript.Step{Label: act + " leg", Value: fmt.Sprintf("% x …", r.Bytes[:min(24, len(r.Bytes))]), Note: r.Label()})
		}
		return d
	},
	"pins": func(s *anatomy.Scene) anatomy.Figure {
		d := &transcript.Derivation{Title: "SHA-256 of the key in each certificate", Ref: "RFC 7469 §2.4"}
		d.Steps = append(d.Steps, transcript.Step{Label: "the client's pin", Value: s.Facts[pin]})
		for _, c := range []struct{ act, says string }{{pinnedNear, "shown by the interceptor"}, {pinnedFar, "shown by the server"}, {renewed, "shown by the server, in its new certificate"}} {
			d.Steps = append(d.Steps, transcript.Step{Label: c.says, Value: publicKeyHash(shown(s, c.act))})
		}
		return d
	},
}

// legFigure draws a leg, with the interceptor at its end.
func legFigure(act, title string) func(*anatomy.Scene) anatomy.Figure {
	return func(s *anatomy.Scene) anatomy.Figure {
		l := telling.Ladder(s, act, title)
		if strings.HasSuffix(act, far) {
			l.Client = strings.Replace(l.Client, capture.Client.String(), "interceptor", 1)
		} else {
			l.Server = strings.Replace(l.Server, capture.Server.String(), "interceptor", 1)
		}
		return l
	}
}

// certificates sets the certificates of both legs side by side.
func certificates(s *anatomy.Scene) anatomy.Figure {
	a, b := s.Message(near, "Certificate"), s.Message(far, "Certificate")
	t := &transcript.Table{Title: "Two certificates for one name", Head: []transcript.Text{
		transcript.Plainly("field"), transcript.Plainly("near leg: forged"), transcript.Plainly("far leg: real")}}
	for _, row := range []struct {
		says string
		of   func(anatomy.Message) string
	}{
		{"subject", func(m anatomy.Message) string { return m.Text("subject") }},
		{"name in subject_alt_name", func(m anatomy.Message) string { return m.Text("subject_alt_name/dns_name/value") }},
		{"validity", func(m anatomy.Message) string { return m.Text("validity") }},
		{"issuer", func(m anatomy.Message) string { return m.Text("issuer") }},
		{"serial number", func(m anatomy.Message) string { return cut(m.Hex("serial_number/value")) }},
		{"public key", func(m anatomy.Message) string { return cut(m.Hex("subject_public_key/ec_point")) }},
		{"signature", func(m anatomy.Message) string { return cut(m.Hex("ecdsa_sig_value/r/value")) }},
	} {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(row.says),
			{{Style: transcript.RunValue, Text: row.of(a)}}, {{Style: transcript.RunValue, Text: row.of(b)}}})
	}
	return t
}

// conversations sets what the legs agreed on side by side.
func conversations(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Two conversations", Head: []transcript.Text{
		transcript.Plainly("value"), transcript.Plainly("near leg"), transcript.Plainly("far leg")}}
	row := func(says string, of func(act string) string) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(says),
			{{Style: transcript.RunValue, Text: cut(of(near))}}, {{Style: transcript.RunValue, Text: cut(of(far))}}})
	}
	row("client's random", func(act string) string { return s.Message(act, "ClientHello").Hex("random") })
	row("server's random", func(act string) string { return s.Message(act, "ServerHello").Hex("random") })
	row("client's key share", func(act string) string { return s.Message(act, "ClientHello").Hex("key_share/key_exchange") })
	row("server's key share", func(act string) string { return s.Message(act, "ServerHello").Hex("key_share/key_exchange") })
	row("client's secret for the data", func(act string) string { return logLines(s.Act(act))["CLIENT_TRAFFIC_SECRET_0"] })
	row("server's secret for the data", func(act string) string { return logLines(s.Act(act))["SERVER_TRAFFIC_SECRET_0"] })
	row("client's Finished", func(act string) string { return s.Act(act).MessageFrom(capture.Client, "Finished").Hex("verify_data") })
	return t
}

// cut is the beginning of a value in digits.
func cut(digits string) string {
	const shown = 16
	if len(digits) <= shown {
		return digits
	}
	return digits[:shown] + "…"
}

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"warned": func(s *anatomy.Scene) string {
		if a := alerts(s.Act(near)); len(a) > 0 || !complete(s.Act(near)) {
			return "warned: " + strings.Join(a, ", ")
		}
		return "nothing"
	},
	"refused_alert":  func(s *anatomy.Scene) string { return s.Act(refusedNear).Alert(capture.Client).Text("description") },
	"proof":          proof,
	"pin_answer":     pinAnswer,
	"near_issuer":    func(s *anatomy.Scene) string { return s.Message(near, "Certificate").Text("issuer") },
	"far_issuer":     func(s *anatomy.Scene) string { return s.Message(far, "Certificate").Text("issuer") },
	"request_length": func(s *anatomy.Scene) string { return fmt.Sprint(len(s.Act(near).Data(capture.Client))) },
	"near_suites":    func(s *anatomy.Scene) string { return suites(s, near) },
	"far_suites":     func(s *anatomy.Scene) string { return suites(s, far) },
}

// proof names the message of the near leg that the server's certificate does not
// verify and the forged one does: what the interceptor could not have made without a
// key of his own.
func proof(s *anatomy.Scene) string {
	if possession(s, near, shown(s, far)) == "does not verify" && possession(s, near, shown(s, near)) == "verifies" {
		return s.Message(near, "CertificateVerify").Label()
	}
	return "none"
}

func suites(s *anatomy.Scene, act string) string {
	ch, ok := s.Message(act, "ClientHello").Client()
	if !ok {
		return "no"
	}
	return fmt.Sprint(len(ch.CipherSuites))
}
