package maninthemiddle

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// silent empties the key log of a leg: nothing opens.
func silent(act string) Tamper {
	return Session(act, func(s *lab.Session) { s.KeyLog = nil })
}

// borrowed gives a leg the bytes and the secrets of another one.
func borrowed(act, other string) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		return s.WithSession(act, func(session *lab.Session) {
			session.Recording = s.Act(other).Session.Recording.Clone()
			session.KeyLog = bytes.Clone(s.Act(other).Session.KeyLog)
		})
	}
}

// otherFact is a fact in which every letter is another one.
func otherFact(name string) Tamper {
	return Fact(name, func(s *anatomy.Scene) string { return strings.Repeat("x", len(s.Facts[name])) })
}

// leaked appends bytes of the scene to a direction.
func leaked(act string, from capture.Side, data func(*anatomy.Scene) []byte) Tamper {
	return Append(act, from, data)
}

func passwordOf(s *anatomy.Scene) []byte { return []byte(s.Facts[password]) }

// swappedRoots takes the one root for the other.
func swappedRoots(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
	return s.WithFact(honestRoot, s.Facts[rogueRoot]).WithFact(rogueRoot, s.Facts[honestRoot])
}

func later(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
	return s.WithFact(now, "2099-01-01T00:00:00Z") // both certificates are over
}

// elsewhen puts a leg of a run at another time in the place of this one's: its
// certificate has another validity.
func elsewhen(act string) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		other := Perform(t, perform, lab.Options{Transport: lab.Memory, Clock: time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)})
		return s.WithSession(act, func(session *lab.Session) { *session = *other.Act(act).Session })
	}
}

func TestEveryClaimCanFail(t *testing.T) {
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"real-fine":       {swappedRoots, later, silent(refusedFar), borrowed(refusedFar, refusedNear)},
		"refused-alert":   {borrowed(refusedNear, near), Flip(refusedNear, capture.Client, 2, 0), Drop(refusedNear, capture.Client)},
		"refused-fault":   {swappedRoots, later, silent(refusedNear), borrowed(refusedNear, refusedFar)},
		"refused-nothing": {borrowed(refusedNear, near), borrowed(refusedFar, far), leaked(refusedFar, capture.Client, passwordOf), Drop(refusedFar, capture.Client), Fact(password, Is(""))},
		"same-words":      {elsewhen(near), elsewhen(far), silent(near), silent(far)},
		"other-key":       {borrowed(near, far), silent(near)},
		"signers":         {borrowed(near, far), swappedRoots, silent(far), Flip(near, capture.Server, 3, 200)},
		"no-fault":        {Fact(rogueRoot, Is("")), later, silent(near)},
		"possession":      {borrowed(near, far), borrowed(far, near), Flip(near, capture.Server, 4, 10), silent(near)},
		"no-warning":      {borrowed(near, refusedNear), Flip(near, capture.Client, 2, 0), Drop(near, capture.Client)},
		"hellos": {borrowed(near, far), Drop(near, capture.Server), leaked(far, capture.Client, func(s *anatomy.Scene) []byte {
			f, _ := s.Message(near, "ClientHello").Field("random")
			return f.Bytes
		})},
		"keys":        {borrowed(far, near), silent(near), Flip(far, capture.Server, 4, 0), Drop(near, capture.Client)},
		"read":        {otherFact(heard), otherFact(received), otherFact(request), Flip(near, capture.Client, 3, 0), borrowed(far, refusedFar)},
		"answer":      {otherFact(passedOn), otherFact(gotAnswer), Flip(near, capture.Server, 6, 0), Flip(far, capture.Server, 6, 0)},
		"ciphertext":  {borrowed(near, far), borrowed(far, refusedFar), Drop(near, capture.Client)},
		"other-hello": {borrowed(far, near), Drop(far, capture.Client)},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performPin, pinClaims, map[string][]Tamper{
		"chain-fine":  {Fact(rogueRoot, Is("")), later, silent(pinnedNear)},
		"pin-real":    {otherFact(pin), borrowed(pinnedFar, pinnedNear), silent(pinnedFar)},
		"pin-forged":  {borrowed(pinnedNear, pinnedFar), silent(pinnedNear), Fact(pin, Is(""))},
		"pin-alert":   {borrowed(pinnedNear, renewed), Flip(pinnedNear, capture.Client, 2, 0), Drop(pinnedNear, capture.Client)},
		"pin-nothing": {borrowed(pinnedFar, renewed), leaked(pinnedNear, capture.Server, passwordOf), Drop(pinnedFar, capture.Server)},
		"renewed":     {borrowed(renewed, pinnedFar), borrowed(renewed, pinnedNear), otherFact(renewedReceived), otherFact(pin), Flip(renewed, capture.Client, 3, 0)},
	})
}
