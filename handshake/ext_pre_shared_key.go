package handshake

import "github.com/tlsteach/tlsteach/handshake/wire"

// A PSKIdentity names a key that both sides already share: RFC 8446 §4.2.11.
type PSKIdentity struct {
	Identity      []byte // for resumption: a ticket
	ObfuscatedAge uint32 // milliseconds since the ticket came, plus ticket_age_add, modulo 2^32
}

var (
	gPreSharedKey = wire.Field{Name: "pre_shared_key", Ref: "RFC 8446 §4.2.11", Text: wire.Count,
		Mean: "Keys from earlier connections that the client would like to go on with. It is always the last extension."}
	fPSKIdentitiesLength = wire.Field{Name: "identities_length", Ref: "RFC 8446 §4.2.11",
		Filter: "tls.handshake.extensions.psk.identities.length", Text: wire.Number, Mean: "How many bytes the identities take."}
	fPSKIdentities     = wire.Field{Name: "identities", Min: 7, Ref: "RFC 8446 §4.2.11", Text: wire.Count, Mean: "The keys on offer, by name."}
	gPSKIdentity       = wire.Field{Name: "psk_identity", Ref: "RFC 8446 §4.2.11", Text: wire.Count, Mean: "One key on offer."}
	fPSKIdentityLength = wire.Field{Name: "identity_length", Ref: "RFC 8446 §4.2.11",
		Filter: "tls.handshake.extensions.psk.identity.identity_length", Text: wire.Number, Mean: "How many bytes the identity has."}
	fPSKIdentity = wire.Field{Name: "identity", Min: 1, Ref: "RFC 8446 §4.2.11", Filter: "tls.handshake.extensions.psk.identity.identity",
		Text: wire.Count, Mean: "The name of the key. For resumption it is the ticket that the server gave."}
	fPSKAge = wire.Field{Name: "obfuscated_ticket_age", Ref: "RFC 8446 §4.2.11.1",
		Filter: "tls.handshake.extensions.psk.identity.obfuscated_ticket_age", Text: wire.Number,
		Mean: "The age of the ticket in milliseconds, with a number added that only the two sides know."}
	fPSKBindersLength = wire.Field{Name: "binders_length", Ref: "RFC 8446 §4.2.11.2",
		Filter: "tls.handshake.extensions.psk.binders_len", Text: wire.Number, Mean: "How many bytes the binders take."}
	fPSKBinders = wire.Field{Name: "binders", Min: 33, Ref: "RFC 8446 §4.2.11.2", Filter: "tls.handshake.extensions.psk.binders",
		Text: wire.Count, Mean: "A proof for each key on offer that the client holds it."}
	fPSKBinderLength = wire.Field{Name: "binder_length", Ref: "RFC 8446 §4.2.11.2", Text: wire.Number,
		Mean: "How many bytes the binder has."}
	fPSKBinder = wire.Field{Name: "binder", Min: 32, Ref: "RFC 8446 §4.2.11.2", Text: wire.Count,
		Mean: "A MAC over the handshake up to these binders, with a key made from the pre-shared key."}
	fPSKSelected = wire.Field{Name: "selected_identity", Ref: "RFC 8446 §4.2.11",
		Filter: "tls.handshake.extensions.psk.identity.selected", Text: wire.Number, Mean: "Which of the client's keys the server takes, counted from 0."}
)

func (h *ClientHello) readPreSharedKeys(c *wire.Cursor) {
	ids := c.Vector16(&fPSKIdentitiesLength, &fPSKIdentities)
	for c.Len() > 0 {
		g := c.Open(&gPSKIdentity)
		id := c.Data16(&fPSKIdentityLength, &fPSKIdentity)
		age := c.Uint32(&fPSKAge)
		if c.Err() == nil {
			h.PSKIdentities = append(h.PSKIdentities, PSKIdentity{Identity: id, ObfuscatedAge: age})
		}
		c.Close(g)
	}
	c.End(ids)
	binders := c.Vector16(&fPSKBindersLength, &fPSKBinders)
	for c.Len() > 0 {
		if b := c.Data8(&fPSKBinderLength, &fPSKBinder); b != nil {
			h.PSKBinders = append(h.PSKBinders, b)
		}
	}
	c.End(binders)
}
