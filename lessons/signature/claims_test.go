package signature

import (
	"crypto/tls"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// lastOf changes the last byte of a field of a connection's certificate.
func lastOf(act, path string) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		b := part(s, act, path)
		if len(b) == 0 {
			t.Fatalf("%s has no %s", act, path)
		}
		changed := append([]byte(nil), b...)
		changed[len(b)-1] ^= 1
		return SetField(act, certificate, path, changed...)(t, s)
	}
}

// otherAuthority puts another certificate in the place of an authority's.
func otherAuthority(root, other string) Tamper {
	return Fact(root, func(s *anatomy.Scene) string { return s.Facts[other] })
}

// selfSigned puts a connection in the place of that with ECDSA whose server shows a
// certificate that is signed with its own key.
func selfSigned(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
	t.Helper()
	l, err := lab.New(t.Context(), lab.Options{Transport: lab.Memory})
	if err != nil {
		t.Fatal(err)
	}
	root, err := l.Authority("alone")
	if err != nil {
		t.Fatal(err)
	}
	session, err := greet(l, root, tls.Certificate{Certificate: [][]byte{root.Certificate.Raw}, PrivateKey: root.Key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.WithSession(withECDSA, func(old *lab.Session) { old.Recording = session.Recording })
}

func TestEveryClaimCanFail(t *testing.T) {
	algorithm, name := "signature_algorithm/algorithm/oid", dnsName
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"algorithm": {lastOf(withRSA, algorithm), lastOf(withECDSA, algorithm), Drop(withRSA, capture.Server), Drop(withECDSA, capture.Server)},
		"key-not-sent": {
			Append(againPSS, capture.Server, func(s *anatomy.Scene) []byte { return []byte(s.Facts[rootRSA]) }),
			Append(withRSA, capture.Client, func(s *anatomy.Scene) []byte { return []byte(s.Facts[rootECDSA]) }),
			Fact(rootRSA, Is("")), otherAuthority(rootECDSA, "none"),
		},
		"shape":       {lastOf(withRSA, signatureV), otherAuthority(rootRSA, rootECDSA)},
		"digest-info": {lastOf(withRSA, signatureV), otherAuthority(rootRSA, rootECDSA)},
		"hash":        {lastOf(withRSA, name), lastOf(withRSA, signatureV), Drop(withRSA, capture.Server)},
		"leaf-key": {
			Drop(withRSA, capture.Server), Drop(withECDSA, capture.Server),
			selfSigned,
		},
		"point":         {lastOf(withECDSA, name), lastOf(withECDSA, signatureV), Swap(withECDSA, withRSA), otherAuthority(rootECDSA, rootRSA)},
		"accepted":      {Drop(withRSA, capture.Client), Drop(againPSS, capture.Server)},
		"same-content":  {lastOf(againRSA, name), lastOf(withECDSA, name), Drop(withPSS, capture.Server)},
		"rsa-same":      {lastOf(againRSA, signatureV), Drop(withRSA, capture.Server)},
		"others-differ": {Swap(againPSS, withPSS), Swap(againECDSA, withECDSA), Drop(againECDSA, capture.Server)},
		"all-hold":      {lastOf(againECDSA, signatureV), lastOf(withPSS, name), lastOf(withRSA, signatureV), otherAuthority(rootRSA, rootECDSA)},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	// The letter changed back.
	back := func(act string) Tamper { return SetField(act, certificate, dnsName, []byte(issuedFor)...) }
	EveryClaimCanFail(t, performEdited, editedClaims, map[string][]Tamper{
		"one-letter":     {back(editedRSA), lastOf(editedRSA, dnsName), lastOf(editedRSA, signatureV), Fact(editedRSA+" issued", Is("x"))},
		"name-fits":      {back(editedRSA), SetField(editedRSA, "ClientHello", "server_name/host_name", 'B'), Drop(editedRSA, capture.Server)},
		"only-signature": {back(editedRSA), otherAuthority(rootRSA, rootECDSA), Swap(editedRSA, withRSA), Drop(editedRSA, capture.Server)},
		"old-hash":       {lastOf(editedRSA, signatureV), Fact(editedRSA+" issued", func(s *anatomy.Scene) string { return s.Facts[rootRSA] }), otherAuthority(rootRSA, rootECDSA)},
		"new-hash":       {back(editedRSA), lastOf(editedRSA, signatureV), Drop(editedRSA, capture.Server)},
		"elsewhere":      {back(editedECDSA), Drop(editedECDSA, capture.Server), otherAuthority(rootECDSA, rootRSA)},
		"alert":          {SetField(editedRSA, "Alert", "description", 48), SetField(editedECDSA, "Alert", "level", 1), Drop(editedRSA, capture.Client)},
		"no-key":         {Swap(editedRSA, withRSA), Swap(editedECDSA, withECDSA), Drop(editedRSA, capture.Client), Drop(editedECDSA, capture.Client)},
	})
}
