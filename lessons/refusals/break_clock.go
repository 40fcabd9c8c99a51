package refusals

import (
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the good certificate, shown to clients whose clocks are right, a
// hundred days ahead, and at the first second that Unix counts.
const (
	right  = "right"
	ahead  = "ahead"
	behind = "behind"

	openSSLAhead  = byOpenSSL + "-" + ahead
	openSSLBehind = byOpenSSL + "-" + behind
)

const tooFar = 100 * 24 * time.Hour // the certificate is valid for 90 days

func performClock(l *lab.Lab) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = bank
	shop, err := openWith(l, good)
	if err != nil {
		return nil, err
	}
	now := l.Now()
	if now.Before(time.Unix(0, 0).Add(tooFar)) {
		return nil, errors.New("the clock of this machine stands at 1970 itself: set it right, or give a seed, which has a clock of its own")
	}
	clocks := []struct {
		name string
		now  time.Time
	}{{right, now}, {ahead, now.Add(tooFar)}, {behind, time.Unix(0, 0)}}
	for _, c := range clocks {
		l.SetClock(c.now)
		shop.knows(s, c.name)
		session, err := shop.toGo(good, tls.VersionTLS12)
		if err := expects(c.name == right, session, err); err != nil {
			return nil, err
		}
		s.AddOpened(c.name, "clock "+c.name+":", session)
	}
	l.SetClock(now)
	return s, s.WithOpenSSL(l, recordedClock, func(o *lab.OpenSSL) error {
		defer l.SetClock(now)
		return lab.InFolder(func(folder lab.Folder) error {
			for _, c := range clocks[1:] {
				l.SetClock(c.now)
				name := actOf(byOpenSSL, c.name)
				shop.knows(s, name)
				session, err := shop.toOpenSSL(o, folder, good)
				if err := expects(false, session, err); err != nil {
					return err
				}
				s.AddOpened(name, "clock "+c.name+" (OpenSSL):", session)
			}
			return nil
		})
	})
}

var clockClaims = []anatomy.Claim{
	{ID: "same-certificate", Says: "the certificate is the same under every clock, byte for byte", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		own := func(act string) string {
			if chain := shown(s, act); len(chain) > 0 {
				return string(chain[0])
			}
			return act
		}
		count := func(acts ...string) string { // of the different ones
			return fmt.Sprintf("%d clocks, %d certificate", len(acts), strings.Count(tally(acts, func(act string) string { return hex.EncodeToString([]byte(own(act))) }), ":"))
		}
		return anatomy.Verdict{Got: "Go: " + count(right, ahead, behind) + "; OpenSSL: " + count(openSSLAhead, openSSLBehind),
			Want: "Go: 3 clocks, 1 certificate; OpenSSL: 2 clocks, 1 certificate", At: place(s.Message(ahead, certificate), "certificate[0]")}
	}},
	{ID: "right-clock", Says: "by the right clock nothing is wrong with it, and the client completes the handshake", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: failed(s, right, right) + ", no Finished", Want: "none, Finished", At: s.Message(right, certificate).Whole()}
		if s.Message(right, "Finished[1]").There() {
			v.Got = failed(s, right, right) + ", Finished"
		}
		return v
	}},
	{ID: "ahead-fails", Says: "by the clock that is ahead one check fails, because of notAfter", Judge: func(s *anatomy.Scene) anatomy.Verdict { return outOfTime(s, ahead, "certificate[0]/not_after") }},
	{ID: "behind-fails", Says: "by the clock that is behind the same check fails, because of notBefore", Judge: func(s *anatomy.Scene) anatomy.Verdict { return outOfTime(s, behind, "certificate[0]/not_before") }},
	{ID: "go-42", Says: "Go's client sends bad_certificate, 42, under both", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: alertOf(s, ahead) + "; " + alertOf(s, behind), Want: "bad_certificate 42; bad_certificate 42", At: alert(s, behind).At("description")}
	}},
	{ID: "openssl-two", Says: "OpenSSL sends certificate_expired, 45, if its clock is ahead, and bad_certificate, 42, if it is behind", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: alertOf(s, openSSLAhead) + "; " + alertOf(s, openSSLBehind), Want: "certificate_expired 45; bad_certificate 42", At: alert(s, openSSLBehind).At("description")}
	}},
	{ID: "server-cannot-tell", Says: "the server hears from Go's client the same both times", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: tally([]string{ahead, behind}, func(act string) string { return fmt.Sprint(s.Act(act).Session.ServerErr) }),
			Want: "remote error: tls: bad certificate: 2", At: transcript.Evidence{Text: "the errors of the server's handshakes"}}
	}},
}

// outOfTime is the verdict that both clients with this clock have one check to
// refuse for, and that it rests on this field.
func outOfTime(s *anatomy.Scene, act, field string) anatomy.Verdict {
	at := restsOn(s, act, act)
	return anatomy.Verdict{
		Got:  fmt.Sprintf("Go: %s, %s; OpenSSL: %s", failed(s, act, act), at.Field, failed(s, actOf(byOpenSSL, act), actOf(byOpenSSL, act))),
		Want: fmt.Sprintf("Go: %s, %s; OpenSSL: %s", verdict.Validity, field, verdict.Validity), At: at}
}
