package refusals

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var alertClaims = []anatomy.Claim{
	{ID: "go-alerts", Says: "Go's client sends the same alert ten times: bad_certificate, 42", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: tally(faults, func(f fault) string { return alertOf(s, actOf(byGo, f.name)) }),
			Want: "bad_certificate 42: 10", At: alert(s, actOf(byGo, expired)).At("description")}
	}},
	{ID: "go-knows", Says: "Go's client itself tells five kinds of error apart", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: tally(faults, func(f fault) string { return kind(s.Act(actOf(byGo, f.name)).Session.ClientErr) }),
			Want: "outside of its time: 2, other name: 1, unknown authority: 5, unfit purpose: 1, not authorized for the name: 1",
			At:   transcript.Evidence{Text: "the errors that its handshakes returned"}}
	}},
	{ID: "server-hears", Says: "the server learns the alert, and no more: ten times the same error", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: tally(faults, func(f fault) string { return fmt.Sprint(s.Act(actOf(byGo, f.name)).Session.ServerErr) }),
			Want: "remote error: tls: bad certificate: 10", At: transcript.Evidence{Text: "the errors of the server's handshakes"}}
	}},
	{ID: "closed-13", Says: "in TLS 1.3 the same refusal crosses encrypted; the key log opens it, and it is the same two bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, before := alert(s, newest), alert(s, actOf(byGo, expired))
		v := anatomy.Verdict{Got: m.Hex("level") + m.Hex("description"), Want: before.Hex("level") + before.Hex("description") + ", encrypted", At: m.Whole()}
		if m.There() && m.Protected {
			v.Got += ", encrypted"
		}
		return v
	}},
	openSSLSends("openssl-45", "certificate_expired 45", "to the expired certificate alone", expired),
	openSSLSends("openssl-42", "bad_certificate 42", "to the one that is not yet valid, and to the wrong name", notYet, wrongName),
	openSSLSends("openssl-51", "decrypt_error 51", "to the tampered one", tampered),
	openSSLSends("openssl-48", "unknown_ca 48", "to four", unknownCA, noIssuer, selfSigned, noCA),
	openSSLSends("openssl-43", "unsupported_certificate 43", "to the wrong usage", wrongUsage),
	openSSLSends("openssl-46", "certificate_unknown 46", "to the name outside of the constraints", outOfBounds),
	{ID: "two-faults", Says: "one number, two faults: among the four that OpenSSL answers with 48, one has another check to blame than the others", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var four []fault
		for _, f := range faults {
			if alert(s, actOf(byOpenSSL, f.name)).Number("description") == 48 {
				four = append(four, f)
			}
		}
		return anatomy.Verdict{Got: tally(four, func(f fault) string { return failed(s, actOf(byOpenSSL, f.name), byOpenSSL) }), Want: "trust: 3, authority: 1",
			At: alert(s, actOf(byOpenSSL, noCA)).At("description")}
	}},
	{ID: "two-alerts", Says: "one check, two alerts: both OpenSSL's 45 and one of its 42 stand for a certificate outside of its time", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var late []fault
		for _, f := range faults {
			if failed(s, actOf(byOpenSSL, f.name), byOpenSSL) == "validity" {
				late = append(late, f)
			}
		}
		return anatomy.Verdict{Got: tally(late, func(f fault) string { return alertOf(s, actOf(byOpenSSL, f.name)) }), Want: "certificate_expired 45: 1, bad_certificate 42: 1",
			At: alert(s, actOf(byOpenSSL, notYet)).At("description")}
	}},
	{ID: "disagree", Says: "for eight of the ten faults the two clients send different alerts", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: tally(faults, func(f fault) string {
			mine, other := alert(s, actOf(byGo, f.name)), alert(s, actOf(byOpenSSL, f.name))
			switch {
			case !mine.There() || !other.There():
				return "not sent"
			case mine.Hex("description") == other.Hex("description"):
				return "the same"
			}
			return "different"
		}), Want: "different: 8, the same: 2", At: transcript.Evidence{Text: "the alerts of both clients"}}
	}},
	{ID: "before-keys", Says: "who refuses does so before there is a key: no refused connection has a ClientKeyExchange, and every alert of refusal is in the clear", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var all []string
		for _, c := range clients {
			for _, f := range faults {
				m := alert(s, actOf(c.name, f.name))
				switch {
				case !m.There():
					all = append(all, "no alert")
				case m.Protected:
					all = append(all, "encrypted")
				case s.Message(actOf(c.name, f.name), "ClientKeyExchange").There():
					all = append(all, "with a key")
				default:
					all = append(all, "in the clear, no key")
				}
			}
		}
		return anatomy.Verdict{Got: tally(all, func(s string) string { return s }), Want: "in the clear, no key: 20", At: transcript.Evidence{Text: "all twenty refusals"}}
	}},
}

// openSSLSends is the claim that an alert of OpenSSL answers these certificates, and
// no other.
func openSSLSends(id, alert, to string, certificates ...string) anatomy.Claim {
	return anatomy.Claim{ID: id, Says: "OpenSSL sends " + strings.Replace(alert, " ", ", ", 1) + ", " + to, Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := names(func(f fault) bool { return alertOf(s, actOf(byOpenSSL, f.name)) == alert })
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: strings.Join(certificates, ", "),
			At: s.Act(actOf(byOpenSSL, certificates[0])).Alert(capture.Client).At("description")}
	}}
}

// tally counts what is said of each, in the order in which it is said first.
func tally[T any](all []T, says func(T) string) string {
	var order []string
	count := map[string]int{}
	for _, f := range all {
		word := says(f)
		if count[word]++; count[word] == 1 {
			order = append(order, word)
		}
	}
	for i, word := range order {
		order[i] = fmt.Sprintf("%s: %d", word, count[word])
	}
	return strings.Join(order, ", ")
}

// kind is the kind of an error of a Go client, by its type.
func kind(err error) string {
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid):
		return reasons[invalid.Reason]
	case errors.As(err, new(x509.HostnameError)):
		return "other name"
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return "unknown authority"
	}
	return "no such error"
}

var reasons = map[x509.InvalidReason]string{
	x509.Expired: "outside of its time", x509.IncompatibleUsage: "unfit purpose", x509.CANotAuthorizedForThisName: "not authorized for the name",
}
