package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A KeyShare is one half of a key exchange: RFC 8446 §4.2.8.
type KeyShare struct {
	Group registry.Group
	Data  []byte // the public value, as the group writes it
}

var (
	gKeyShare = wire.Field{Name: "key_share", Ref: "RFC 8446 §4.2.8", Text: wire.Count,
		Mean: "Public halves of fresh key pairs. The two sides combine them into a secret that nobody on the path can compute."}
	fSharesLength = wire.Field{Name: "client_shares_length", Ref: "RFC 8446 §4.2.8",
		Filter: "tls.handshake.extensions_key_share_client_length", Text: wire.Number, Mean: "How many bytes all shares take together."}
	fShares = wire.Field{Name: "client_shares", Ref: "RFC 8446 §4.2.8", Text: wire.Count,
		Mean: "The client's shares. It guesses which groups the server will take."}
	gKeyShareEntry = wire.Field{Name: "key_share_entry", Ref: "RFC 8446 §4.2.8", Text: wire.Count, Mean: "One share."}
	fShareGroup    = wire.Field{Name: "group", Ref: "RFC 8446 §4.2.8", Filter: "tls.handshake.extensions_key_share_group",
		Text: wire.Named[registry.Group], Mean: "The group that this share belongs to."}
	fShareLength = wire.Field{Name: "key_exchange_length", Ref: "RFC 8446 §4.2.8",
		Filter: "tls.handshake.extensions_key_share_key_exchange_length", Text: wire.Number, Mean: "How many bytes the public value has."}
	fShareData = wire.Field{Name: "key_exchange", Min: 1, Ref: "RFC 8446 §4.2.8", Filter: "tls.handshake.extensions_key_share_key_exchange",
		Text: wire.Count, Mean: "The public value, made for this connection alone. The private one that belongs to it never leaves the machine."}
	gKeyShareDraft = wire.Field{Name: "key_share", Ref: "draft-ietf-tls-tls13-22 §4.2.7", Text: wire.Count,
		Mean: "Up to draft 22 of TLS 1.3 the key share had this number. Before, some clients sent random bytes under it."}
	aKeyShareDraft   = meaning(gKeyShareDraft, "Up to draft 22 of TLS 1.3: the server's half of the key exchange.")
	rKeyShareDraft   = meaning(gKeyShareDraft, "Up to draft 22 of TLS 1.3: the server asks for a share in another group.")
	fExtRandomLength = wire.Field{Name: "extended_random_value_length", Ref: "draft-rescorla-tls-extended-random-02 §3",
		Text: wire.Number, Mean: "How many random bytes follow."}
	fExtRandom = wire.Field{Name: "extended_random_value", Ref: "draft-rescorla-tls-extended-random-02 §3", Text: wire.Count,
		Mean: "More random bytes than a hello has. The draft was never adopted, and the bytes made a flawed generator easier to break."}
	fShareSelected = wire.Field{Name: "selected_group", Ref: "RFC 8446 §4.2.8", Filter: "tls.handshake.extensions_key_share_selected_group",
		Text: wire.Named[registry.Group], Mean: "The group in which the server wants a share, so the client must greet again."}
)

// readClientShares reads the shape of a ClientHello: a list.
func readClientShares(c *wire.Cursor, into []KeyShare) []KeyShare {
	list := c.Vector16(&fSharesLength, &fShares)
	for c.Len() > 0 {
		if s := readKeyShareEntry(c, inClientHello); s.Data != nil {
			into = append(into, s)
		}
	}
	c.End(list)
	return into
}

// readKeyShareEntry reads the shape of a ServerHello: one share.
func readKeyShareEntry(c *wire.Cursor, in place) (s KeyShare) {
	g := c.Open(&gKeyShareEntry)
	s.Group = registry.Group(c.Uint16(&fShareGroup))
	s.Data = readShare(c, s.Group, int(c.Uint16(&fShareLength)), in)
	c.Close(g)
	return s
}

// readExtendedRandom reads number 40 where it is not key_share of the drafts but
// extended_random, which had the same number in deployed peers. Both may begin
// with a length; what follows tells them apart.
func readExtendedRandom(c *wire.Cursor, in place) bool {
	b := c.Ahead()
	first, ok := c.Peek16()
	if !ok || int(first) != len(b)-2 || in == inClientHello && areShares(b[2:]) {
		return false
	}
	c.Data16(&fExtRandomLength, &fExtRandom)
	return true
}

// areShares says whether the bytes are entries of group, length and data.
func areShares(b []byte) bool {
	for len(b) >= 4 {
		n := 4 + int(b[2])<<8 + int(b[3])
		if n > len(b) {
			return false
		}
		b = b[n:]
	}
	return len(b) == 0
}
