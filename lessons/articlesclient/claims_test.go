package articlesclient

import (
	"errors"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// as puts all that one connection left, its keys too, in the place of another's.
func as(act, other string) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		if !s.Has(other) {
			t.Fatalf("there is no %s", other)
		}
		return s.WithSession(act, func(session *lab.Session) { *session = *s.Act(other).Session })
	}
}

// shut takes the keys of a connection away: nothing of it is opened any more.
func shut(act string) Tamper {
	return Session(act, func(s *lab.Session) { s.KeyLog = nil })
}

func fact(name string) func(*anatomy.Scene) string {
	return func(s *anatomy.Scene) string { return s.Facts[name] }
}

func path(s *anatomy.Scene) []byte { return []byte("x" + s.Facts["path"]) }

func TestEveryClaimCanFail(t *testing.T) {
	sni := SetField(wrongName, clientHello, "random", []byte(wanted)...)
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"accepted":        {as(wrongName, unknown), Drop(wrongName, capture.Server), shut(wrongName), Fact("path", Is("/other")), Flip(wrongName, capture.Client, 4, 12)},
		"wrong-name":      {SetField(wrongName, certificate, "dns_name/value", 'E'), as(wrongName, cut), shut(wrongName), Fact("wanted", Is(other))},
		"only-name":       {as(wrongName, cut), as(wrongName, unknown), Fact("wanted", Is(other)), SetField(wrongName, certificate, "dns_name/value", 'x'), Drop(wrongName, capture.Server)},
		"unknown-refused": {as(unknown, wrongName), as(unknown, cut), Drop(unknown, capture.Client), SetField(unknown, "Alert", "level", 1)},
		"closed":          {Append(wrongName, capture.Client, path), Append(wrongName, capture.Server, path), Fact("path", Is("")), Drop(wrongName, capture.Client)},
		"read-elsewhere":  {Fact(wrongName+" received", Is("")), Fact(wrongName+" received", fact(oneLine+" received")), shut(wrongName)},
		"no-sni":          {as(wrongName, oneLine), sni, Drop(wrongName, capture.Client)},
		"pinned":          {as(wrongName, oneLine), SetField(wrongName, clientHello, versions, 3, 4), Drop(wrongName, capture.Client)},
		"line-ends":       {as(wrongName, oneLine), shut(wrongName)},
		"no-goodbye":      {as(wrongName, oneLine), as(cut, oneLine), as(cutLength, oneLine), shut(wrongName), Drop(cut, capture.Client)},
		"cut":             {as(cut, wrongName), shut(cut), Fact("page", Is("")), Fact("page", Is(firstHalf))},
		"taken":           {as(cut, wrongName), Fact(cut+" body", fact("page")), Fact(cut+" body", Is("")), shut(cut), Session(cut, failed)},
		"length":          {as(cutLength, cut), Fact(cutLength+" body", Is(firstHalf)), Session(cutLength, content), shut(cutLength), as(cutLength, wrongName)},
		"line-sni":        {as(oneLine, wrongName), SetField(oneLine, clientHello, hostName, 'S'), SetField(oneLine, clientHello, versions, 3, 3)},
		"line-wrong":      {as(lineWrong, oneLine), as(lineWrong, wrongName), shut(lineWrong)},
		"line-goodbye":    {as(oneLine, wrongName), as(oneLine, lineWrong), shut(oneLine), Drop(oneLine, capture.Client)},
		"line-taken":      {as(lineCut, oneLine), Fact(lineCut+" body", fact("page")), shut(lineCut), Session(lineCut, failed)},
		"names":           {as(oneLine, wrongName), shut(oneLine), as(oneLine, unknown), otherEntries},
	})
}

func failed(s *lab.Session)  { s.ClientErr = errors.New("noticed") }
func content(s *lab.Session) { s.ClientErr = nil }

// otherEntries takes the asterisk away from the certificate that crosses to the
// client of one line: then it covers less than the table says.
func otherEntries(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
	t.Helper()
	if !strings.Contains(strings.Join(names(s, cut), " "), "*.") {
		t.Fatal("there is no asterisk")
	}
	out := SetField(cut, certificate, "general_names/dns_name[1]/value", '+')(t, s)
	return as(oneLine, cut)(t, out)
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performChecked, checkedClaims, map[string][]Tamper{
		"same-hello":     {SetField(checked, clientHello, "cipher_suite", 0), Drop(wrongName, capture.Client), Drop(checked, capture.Client)},
		"same-fault":     {as(checked, checkedRight), SetField(checked, certificate, "serial_number/value", 1), Fact("wanted", Is(other)), Drop(wrongName, capture.Server)},
		"alert":          {as(checked, wrongName), SetField(checked, "Alert", "description", 48), SetField(checked, "Alert", "level", 1), Drop(checked, capture.Client)},
		"no-request":     {as(checked, wrongName), Fact(checked+" received", Is("GET")), Append(checked, capture.Client, Is([]byte("\x16\x03\x03\x00\x01x"))), Drop(checked, capture.Client)},
		"right-accepted": {as(checkedRight, checked), shut(checkedRight), Fact(checkedRight+" body", Is(""))},
	})
}
