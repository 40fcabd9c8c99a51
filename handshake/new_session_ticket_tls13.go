package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// NewSessionTicketTLS13 gives the client a key for another connection:
// RFC 8446 §4.6.1. Its slices alias the input.
type NewSessionTicketTLS13 struct {
	layer
	Lifetime     uint32 // seconds
	AgeAdd       uint32 // milliseconds, added to the age that the client tells
	Nonce        []byte
	Ticket       []byte
	MaxEarlyData uint32 // bytes; 0 where the extension is absent
	Extensions   []Extension
}

var (
	fTicketAgeAdd = wire.Field{Name: "ticket_age_add", Ref: "RFC 8446 §4.6.1", Filter: "tls.handshake.session_ticket_age_add",
		Text: wire.Number, Mean: "A random number that the client adds to the age of the ticket when it uses it, so that nobody on the path can tell which ticket it is."}
	fTicketNonceLength = wire.Field{Name: "ticket_nonce_length", Ref: "RFC 8446 §4.6.1", Filter: "tls.handshake.session_ticket_nonce_length",
		Text: wire.Number, Mean: "How many bytes the nonce has."}
	fTicketNonce = wire.Field{Name: "ticket_nonce", Ref: "RFC 8446 §4.6.1", Filter: "tls.handshake.session_ticket_nonce",
		Text: wire.Count, Mean: "Makes the key of this ticket another one than that of each other ticket of the connection."}
	fTicketLifetime13 = wire.Field{Name: "ticket_lifetime", Ref: "RFC 8446 §4.6.1", Filter: "tls.handshake.session_ticket_lifetime_hint",
		Text: seconds, Mean: "For how long the ticket may be used: seven days at most."}
	fTicketLength13 = wire.Field{Name: "ticket_length", Ref: "RFC 8446 §4.6.1", Filter: "tls.handshake.session_ticket_length",
		Text: wire.Number, Mean: "How many bytes the ticket has."}
	fTicket13 = wire.Field{Name: "ticket", Min: 1, Ref: "RFC 8446 §4.6.1", Filter: "tls.handshake.session_ticket",
		Text: wire.Count, Mean: "The name of a key that both sides now share. The client sends it back when it returns."}
)

// LayerType implements gopacket.Layer.
func (*NewSessionTicketTLS13) LayerType() gopacket.LayerType { return LayerTypeNewSessionTicketTLS13 }

// CanDecode implements gopacket.DecodingLayer.
func (*NewSessionTicketTLS13) CanDecode() gopacket.LayerClass { return LayerTypeNewSessionTicketTLS13 }

// Spec implements Message.
func (*NewSessionTicketTLS13) Spec() string { return "RFC 8446 §4.6.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *NewSessionTicketTLS13) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *NewSessionTicketTLS13) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *NewSessionTicketTLS13) parse(c *wire.Cursor) {
	*m = NewSessionTicketTLS13{Extensions: m.Extensions[:0]}
	_, body := readHeader(c)
	m.Lifetime = c.Uint32(&fTicketLifetime13)
	m.AgeAdd = c.Uint32(&fTicketAgeAdd)
	m.Nonce = c.Data8(&fTicketNonceLength, &fTicketNonce)
	m.Ticket = c.Data16(&fTicketLength13, &fTicket13)
	m.Extensions, m.MaxEarlyData = readTicketExtensions(c, m.Extensions)
	c.Widen(body)
}

// readTicketExtensions reads the extensions of a ticket: what a session may send
// early is the one that counts, under its number in drafts too.
func readTicketExtensions(c *wire.Cursor, into []Extension) (list []Extension, maxEarlyData uint32) {
	x := beginExtensions(c, inNewSessionTicket, into)
	for x.next(c) {
		switch x.Type {
		case registry.ExtEarlyData, registry.ExtTicketEarlyDataInfo:
			maxEarlyData = c.Uint32(&fMaxEarlyData)
		default:
			readExtension(c, inNewSessionTicket, x.Type)
		}
	}
	return x.end(c), maxEarlyData
}
