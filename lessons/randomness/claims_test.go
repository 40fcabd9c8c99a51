package randomness

import (
	"crypto/tls"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// noDraws takes the log of draws of one side away.
func noDraws(act string, side capture.Side) Tamper {
	return Session(act, func(s *lab.Session) {
		if side == capture.Client {
			s.ClientDraws = nil
		} else {
			s.ServerDraws = nil
		}
	})
}

// otherDraws puts one bit in the place of another in each draw of one side that has so
// many bytes.
func otherDraws(act string, side capture.Side, length int) Tamper {
	return Session(act, func(s *lab.Session) {
		draws := s.ClientDraws
		if side == capture.Server {
			draws = s.ServerDraws
		}
		for i := range draws {
			if len(draws[i].Bytes) == length {
				b := append([]byte(nil), draws[i].Bytes...)
				b[0] ^= 8 // not among the bits that X25519 clears, nor is the next
				b[length-1] ^= 4
				draws[i].Bytes = b
			}
		}
	})
}

// noKey takes the server's certificate with its private key away.
func noKey(act string) Tamper { return Session(act, func(s *lab.Session) { s.Server = &tls.Config{} }) }

func TestEveryClaimCanFail(t *testing.T) {
	const signature = "signature"
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"placed":        {SetField(plain, clientHello, "random", 1, 2, 3), SetField(plain, serverHello, shareField, 1, 2, 3), otherDraws(plain, capture.Server, 32), noKey(plain), Session(plain, func(s *lab.Session) { s.KeyLog = nil })},
		"in-the-hellos": {SetField(plain, clientHello, "random", 1, 2, 3), SetField(plain, clientHello, "legacy_session_id", 0, 0), SetField(plain, serverHello, "random", 9, 9), noDraws(plain, capture.Client), noDraws(plain, capture.Server)},
		"searched": {
			Append(plain, capture.Client, func(s *anatomy.Scene) []byte { return drawn(s, plain, capture.Client)[2] }),
			Append(plain, capture.Server, func(s *anatomy.Scene) []byte { return drawn(s, plain, capture.Server)[0] }),
			Drop(plain, capture.Client)},
		"client-share": {SetField(plain, clientHello, shareField, 1, 2), otherDraws(plain, capture.Client, 32)},
		"server-share": {SetField(plain, serverHello, shareField, 1, 2), otherDraws(plain, capture.Server, 32)},
		"who-opens":    {otherDraws(plain, capture.Client, 32), noDraws(plain, capture.Server), SetField(plain, serverHello, "random", 1), Flip(plain, capture.Server, 6, 0), Fact("said", Is("Nothing is done."))},
		"hedged":       {noKey(plain), otherDraws(plain, capture.Server, 32), SetField(plain, clientHello, "random", 7), Flip(plain, capture.Server, 4, 9)},
		"thrown-away": {
			Append(plain, capture.Server, func(s *anatomy.Scene) []byte { return drawn(s, plain, capture.Server)[1] }),
			noDraws(plain, capture.Server), otherDraws(plain, capture.Server, 32)},
		"mlkem":     {SetField(hybrid, clientHello, shareField, 1, 2, 3), otherDraws(hybrid, capture.Client, 64), otherDraws(hybrid, capture.Client, 32)},
		"elsewhere": {Drop(hybrid, capture.Server), Swap(hybrid, plain)},
		"salt":      {SetField(signed, "ServerKeyExchange", signature, 1, 2), otherDraws(signed, capture.Server, 32), Drop(signed, capture.Server)},
		"pre-master": {SetField(transport, "ClientKeyExchange", "encrypted_pre_master_secret", 1, 2, 3), otherDraws(transport, capture.Client, 46),
			noKey(transport), Drop(transport, capture.Client)},
		"padding":          {SetField(transport, "ClientKeyExchange", "encrypted_pre_master_secret", 1, 2, 3), otherDraws(transport, capture.Client, 205), noKey(transport)},
		"ivs":              {Flip(sealed, capture.Client, 4, 0), Flip(sealed, capture.Server, 5, 15), noDraws(transport, capture.Client), otherDraws(transport, capture.Server, 16)},
		"no-block-repeats": {Drop(sealed, capture.Client), sameOrder(sealed)},
		"decoy": {noDraws(transport, capture.Server), noKey(transport),
			Append(transport, capture.Server, func(s *anatomy.Scene) []byte { return drawnOf(s, transport, capture.Server, 48) })},
		"ticket":     {SetField(transport, "NewSessionTicket", "ticket", 1, 2), otherDraws(transport, capture.Server, 16), otherDraws(transport, capture.Server, 32)},
		"all-placed": {SetField(signed, clientHello, "random", 1, 2), otherDraws(hybrid, capture.Client, 64), Without(transport), noKey(signed)},
	})
}

// sameOrder puts the last block of the first order into the second record as its second.
func sameOrder(act string) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		a, b, ok := twoOrders(s, act)
		if !ok {
			t.Fatal("no two orders")
		}
		return Replace(act, capture.Client, Is(string(b[32:48])), Is(string(a[48:64])))(t, s)
	}
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performRepeated, repeatedClaims, map[string][]Tamper{
		"one-iv":        {Flip(repeated, capture.Client, 4, 0), Drop(repeated, capture.Client), Swap(repeated, sealed)},
		"log-says":      {noDraws(repeated, capture.Client), otherDraws(repeated, capture.Client, 16), Swap(repeated, sealed)},
		"blocks-repeat": {Flip(repeated, capture.Client, 4, 40), Swap(repeated, sealed), Fact("order", Is(order+order))},
		"check-differs": {Drop(repeated, capture.Client), func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
			a, b, _ := twoOrders(s, repeated)
			return Replace(repeated, capture.Client, Is(string(b[64:])), Is(string(a[64:])))(t, s)
		}},
		"before":       {Swap(sealed, repeated), Drop(sealed, capture.Client)},
		"nobody-minds": {Fact("received of "+repeatedOpen, Is(order)), Flip(repeatedOpen, capture.Client, 5, 3), Drop(repeatedOpen, capture.Server)},
	})
}
