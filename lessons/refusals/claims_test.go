package refusals

import (
	"errors"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// The start of a path into the server's own certificate, and into its issuer's.
const (
	own   = "certificate[0]/"
	above = "certificate[1]/"
)

func inCertificate(client, name, path string, value ...byte) Tamper {
	return SetField(actOf(client, name), certificate, path, value...)
}

func sends(client, name string, alert byte) Tamper {
	return SetField(actOf(client, name), "Alert", "description", alert)
}

func TestEveryClaimCanFail(t *testing.T) {
	tampers := map[string][]Tamper{
		good: {
			inCertificate(byGo, good, own+"not_after/value", []byte("200101000000Z")...), inCertificate(byOpenSSL, good, own+"serial_number/value", 1),
			Drop(actOf(byGo, good), capture.Client), Session(actOf(byOpenSSL, good), func(s *lab.Session) { s.KeyLog = nil }),
			Fact("root of "+byGo, func(s *anatomy.Scene) string { return s.Facts["host"] }),
		},
		"common-name": {inCertificate(byGo, wrongName, own+"subject/common_name/value", 'B'), SetField(actOf(byGo, wrongName), "ClientHello", "host_name", 'B')},
		"forged-date": {
			inCertificate(byGo, tampered, own+"serial_number/value", 1), Swap(actOf(byGo, tampered), actOf(byGo, expired)), Swap(actOf(byGo, tampered), actOf(byGo, noIssuer)),
		},
		"same-leaf":       {Swap(actOf(byGo, noIssuer), actOf(byGo, good)), inCertificate(byGo, noIssuer, own+"serial_number/value", 1)},
		"signatures-hold": {inCertificate(byGo, selfSigned, own+"not_after/value", '9'), inCertificate(byGo, unknownCA, own+"not_after/value", '9'), Swap(actOf(byGo, selfSigned), actOf(byGo, good))},
		"refused": {
			Swap(actOf(byGo, expired), actOf(byGo, good)), Drop(actOf(byOpenSSL, noCA), capture.Client), SetField(actOf(byGo, wrongUsage), "Alert", "level", 1),
			Fact("clock of "+byGo, Is("1970-01-01T00:00:00Z")), Without(actOf(byOpenSSL, good)),
		},
		"go-alerts":    {sends(byGo, expired, 45), Drop(actOf(byGo, selfSigned), capture.Client), Without(actOf(byGo, tampered))},
		"go-knows":     {Session(actOf(byGo, expired), func(s *lab.Session) { s.ClientErr = errors.New("bad") }), Without(actOf(byGo, noCA))},
		"server-hears": {Session(actOf(byGo, expired), func(s *lab.Session) { s.ServerErr = errors.New("remote error: expired") })},
		"closed-13": {
			Swap(newest, actOf(byGo, expired)), Session(newest, func(s *lab.Session) { s.KeyLog = nil }), Swap(newest, actOf(byGo, good)), Drop(newest, capture.Client),
		},
		"openssl-45": {sends(byOpenSSL, expired, 42), sends(byOpenSSL, notYet, 45)},
		"openssl-42": {sends(byOpenSSL, notYet, 45), sends(byOpenSSL, tampered, 42)},
		"openssl-51": {sends(byOpenSSL, tampered, 42), Drop(actOf(byOpenSSL, tampered), capture.Client)},
		"openssl-48": {sends(byOpenSSL, noCA, 42), sends(byOpenSSL, tampered, 48)},
		"openssl-43": {sends(byOpenSSL, wrongUsage, 42), Without(actOf(byOpenSSL, wrongUsage))},
		"openssl-46": {sends(byOpenSSL, outOfBounds, 42), sends(byOpenSSL, expired, 46)},
		"two-faults": {sends(byOpenSSL, noCA, 42), Swap(actOf(byOpenSSL, noCA), actOf(byOpenSSL, unknownCA))},
		"two-alerts": {sends(byOpenSSL, notYet, 45), Swap(actOf(byOpenSSL, expired), actOf(byOpenSSL, notYet))},
		"disagree":   {sends(byGo, tampered, 51), sends(byOpenSSL, notYet, 45), Drop(actOf(byOpenSSL, noCA), capture.Client)},
		"before-keys": {
			Drop(actOf(byGo, expired), capture.Client), Swap(actOf(byGo, tampered), actOf(byGo, good)),
			Append(actOf(byOpenSSL, selfSigned), capture.Client, Is([]byte("\x16\x03\x03\x00\x05\x10\x00\x00\x01\x00"))),
		},
	}
	for _, f := range faults {
		tampers[f.name] = []Tamper{
			// A good chain, and another bad one, in the place of this one; no chain at all.
			Swap(actOf(byGo, f.name), actOf(byGo, good)), Swap(actOf(byOpenSSL, f.name), actOf(byOpenSSL, good)),
			Swap(actOf(byGo, f.name), actOf(byGo, otherThan(f).name)), Drop(actOf(byGo, f.name), capture.Server), Without(actOf(byOpenSSL, f.name)),
			// A second fault: the signature.
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
				if f.name == tampered || f.name == noIssuer || f.name == selfSigned { // it has that one already, or its signature cannot be checked
					return s.Without(actOf(byGo, f.name))
				}
				return inCertificate(byGo, f.name, own+"serial_number/value", 0x7f, 1)(t, s)
			},
		}
	}
	EveryClaimCanFail(t, perform, claims(), tampers)
}

// otherThan is a fault that another check finds.
func otherThan(f fault) fault {
	for _, o := range faults {
		if o.check != f.check {
			return o
		}
	}
	return f
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performClock, clockClaims, map[string][]Tamper{
		"same-certificate": {
			SetField(ahead, certificate, own+"serial_number/value", 1), SetField(openSSLBehind, certificate, own+"serial_number/value", 1), Drop(right, capture.Server),
		},
		"right-clock":  {Fact("clock of "+right, Is("1999-01-01T00:00:00Z")), Drop(right, capture.Client), Swap(right, ahead)},
		"ahead-fails":  {Fact("clock of "+ahead, func(s *anatomy.Scene) string { return s.Facts["clock of "+right] }), Fact("clock of "+openSSLAhead, Is("never")), Drop(ahead, capture.Server)},
		"behind-fails": {Fact("clock of "+behind, func(s *anatomy.Scene) string { return s.Facts["clock of "+ahead] }), Fact("clock of "+openSSLBehind, func(s *anatomy.Scene) string { return s.Facts["clock of "+right] })},
		"go-42":        {SetField(ahead, "Alert", "description", 45), Drop(behind, capture.Client)},
		"openssl-two":  {SetField(openSSLAhead, "Alert", "description", 42), SetField(openSSLBehind, "Alert", "description", 45)},
		"server-cannot-tell": {
			Session(ahead, func(s *lab.Session) { s.ServerErr = errors.New("remote error: tls: expired certificate") }), Session(behind, func(s *lab.Session) { s.ServerErr = nil }),
		},
	})
}

// TestEachVerdictIsOfTheWireAndNotOfTheClient holds the verdicts against a client
// that concluded something else.
func TestEachVerdictIsOfTheWireAndNotOfTheClient(t *testing.T) {
	s := Perform(t, perform, lab.Options{Transport: lab.Memory})
	for _, f := range faults {
		act := actOf(byGo, f.name)
		other := Session(act, func(s *lab.Session) { s.ClientErr, s.ServerErr = nil, nil })(t, s)
		if got := failed(other, act, byGo); got != f.check.String() {
			t.Errorf("%s: %s", f.name, got)
		}
	}
}
