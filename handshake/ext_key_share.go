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
	fShareSelected = wire.Field{Name: "selected_group", Ref: "RFC 8446 §4.2.8", Filter: "tls.handshake.extensions_key_share_selected_group",
		Text: wire.Named[registry.Group], Mean: "The group in which the server wants a share, so the client must greet again."}
)

// readClientShares reads the shape of a ClientHello: a list.
func readClientShares(c *wire.Cursor, into []KeyShare) []KeyShare {
	list := c.Vector16(&fSharesLength, &fShares)
	for c.Len() > 0 {
		if s := readKeyShareEntry(c); s.Data != nil {
			into = append(into, s)
		}
	}
	c.End(list)
	return into
}

// readKeyShareEntry reads the shape of a ServerHello: one share.
func readKeyShareEntry(c *wire.Cursor) (s KeyShare) {
	g := c.Open(&gKeyShareEntry)
	s.Group = registry.Group(c.Uint16(&fShareGroup))
	s.Data = c.Data16(&fShareLength, &fShareData)
	c.Close(g)
	return s
}
