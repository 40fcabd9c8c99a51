package chain

import (
	"crypto/x509"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

const message = "Certificate"

// set puts other bytes into a field of the n-th certificate of a connection.
func set(act string, n int, path string, value ...byte) Tamper {
	return SetField(act, message, certificate(n, path), value...)
}

// rootIs puts another certificate into the client's store.
func rootIs(other func(*anatomy.Scene) []byte) Tamper {
	return Fact("root", func(s *anatomy.Scene) string { return string(other(s)) })
}

// leaked adds bytes to what the shop's server sent.
func leaked(what func(*anatomy.Scene) []byte) Tamper { return Append(whole, capture.Server, what) }

func ownRoot(s *anatomy.Scene) *x509.Certificate { return parsed(clientRoot(s)) }

func TestEveryClaimCanFail(t *testing.T) {
	noRoot := Fact("root", Is(""))
	otherRoot := rootIs(func(s *anatomy.Scene) []byte { return nth(s, brought, 2) })
	intermediateAsRoot := rootIs(func(s *anatomy.Scene) []byte { return nth(s, whole, 1) })
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"two":                 {Drop(whole, capture.Server), Swap(whole, brought), SetField(whole, message, "certificate_list_length", 0, 1, 0)},
		"leaf-issuer":         {set(whole, 0, "issuer/organization_name/value", 'T'), set(whole, 1, "subject/common_name/value", 'T'), Drop(whole, capture.Server)},
		"intermediate-issuer": {set(whole, 1, "issuer/common_name/value", 'T'), intermediateAsRoot, noRoot},
		"root-not-sent": {
			leaked(clientRoot),
			leaked(func(s *anatomy.Scene) []byte { return pointOf(ownRoot(s)) }),
			Drop(whole, capture.Server), noRoot,
		},
		"leaf-signed":         {set(whole, 0, "subject/common_name/value", 't'), set(whole, 0, "r/value", 1, 2, 3), set(whole, 1, pointPath, 4, 1), Drop(whole, capture.Server)},
		"intermediate-signed": {set(whole, 1, "subject/common_name/value", 'T'), otherRoot, noRoot, Drop(whole, capture.Server)},
		"no-shortcut":         {intermediateAsRoot, noRoot, Drop(whole, capture.Server)},
		"key-hash":            {set(whole, 1, ownKeyID, 0), set(whole, 1, pointPath, 4, 1)},
		"key-ids":             {set(whole, 0, issuerKeyID, 0, 0), set(whole, 1, issuerKeyID, 0, 0), otherRoot, noRoot, set(whole, 1, ownKeyID, 0, 0)},
		"may-sign":            {set(whole, 1, "basic_constraints/ca/value", 0), set(whole, 1, "key_usage/value", 0x80), set(whole, 0, "key_usage/value", 0x84)},
		"accepted": {
			Drop(whole, capture.Client), Swap(whole, brought),
			SetField(whole, "ClientKeyExchange", "msg_type", 11),
		},
		"three":           {Drop(brought, capture.Server), Swap(brought, whole), SetField(brought, message, "certificate_list_length", 0, 1, 0)},
		"same-name":       {set(brought, 2, "subject/common_name/value", 'T'), otherRoot, noRoot, Drop(brought, capture.Server)},
		"all-hold":        {set(brought, 0, "subject/common_name/value", 't'), set(brought, 1, "subject/common_name/value", 'T'), set(brought, 2, pointPath, 4, 1), Drop(brought, capture.Server)},
		"self-signed":     {set(brought, 2, "issuer/common_name/value", 'T'), set(brought, 2, "not_after/value", '9'), intermediateAsRoot, noRoot},
		"brought-refused": {SetField(brought, "Alert", "description", 48), SetField(brought, "Alert", "level", 1), Append(brought, capture.Client, Is([]byte("\x17\x03\x03\x00\x01x"))), Drop(brought, capture.Client)},
		"store":           {otherRoot, noRoot, set(whole, 0, "subject/common_name/value", 't'), set(brought, 1, "subject/common_name/value", 'T'), set(whole, 0, "dns_name/value", 'q')},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performAlone, aloneClaims, map[string][]Tamper{
		"one":       {Swap(alone, whole), Drop(alone, capture.Server)},
		"same-leaf": {set(alone, 0, "subject/common_name/value", 't'), set(whole, 0, "subject/common_name/value", 't'), Swap(alone, brought), Drop(alone, capture.Server)},
		"gap": {
			Fact("root", Is("")), Drop(alone, capture.Server),
			rootIs(func(s *anatomy.Scene) []byte { return nth(s, whole, 1) }),
		},
		"missing": {
			Swap(alone, whole), Drop(whole, capture.Server), set(alone, 0, "subject/common_name/value", 't'),
			rootIs(func(s *anatomy.Scene) []byte { return nth(s, brought, 2) }),
		},
		"alert": {SetField(alone, "Alert", "description", 48), Append(alone, capture.Client, Is([]byte("\x17\x03\x03\x00\x01x"))), Drop(alone, capture.Client)},
		"no-keys": {
			Swap(alone, whole), Drop(alone, capture.Server),
		},
	})
}

// TestTheOtherRootIsRefusedForItsKey says that nothing but the key is wrong with the
// chain that is brought: all other checks pass.
func TestTheOtherRootIsRefusedForItsKey(t *testing.T) {
	s := Perform(t, perform, lab.Options{})
	if got := trusted(sent(s, brought), clientRoot(s)); !strings.HasPrefix(got, "not trusted: ") || strings.Contains(got, ",") {
		t.Errorf("judged %q", got)
	}
}
