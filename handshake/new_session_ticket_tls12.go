package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// NewSessionTicketTLS12 is a ticket up to TLS 1.2, where it crosses in the clear:
// RFC 5077 §3.3. Its slices alias the input.
type NewSessionTicketTLS12 struct {
	layer
	Lifetime uint32 // seconds; 0: not said
	Ticket   []byte
}

var (
	fTicketLifetime = wire.Field{Name: "ticket_lifetime_hint", Ref: "RFC 5077 §3.3", Filter: "tls.handshake.session_ticket_lifetime_hint",
		Text: func(b []byte) string { return wire.Number(b) + " s" }, Mean: "For how many seconds the ticket may be used; 0: not said."}
	fTicketLength = wire.Field{Name: "ticket_length", Ref: "RFC 5077 §3.3", Filter: "tls.handshake.session_ticket_length",
		Text: wire.Number, Mean: "How many bytes the ticket has."}
	fTicket = wire.Field{Name: "ticket", Ref: "RFC 5077 §3.3", Filter: "tls.handshake.session_ticket",
		Text: wire.Count, Mean: "The session, encrypted under a key that only the server has. The client keeps it and cannot read it."}
)

// LayerType implements gopacket.Layer.
func (*NewSessionTicketTLS12) LayerType() gopacket.LayerType { return LayerTypeNewSessionTicketTLS12 }

// CanDecode implements gopacket.DecodingLayer.
func (*NewSessionTicketTLS12) CanDecode() gopacket.LayerClass { return LayerTypeNewSessionTicketTLS12 }

// Spec implements Message.
func (*NewSessionTicketTLS12) Spec() string { return "RFC 5077 §3.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *NewSessionTicketTLS12) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *NewSessionTicketTLS12) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *NewSessionTicketTLS12) parse(c *wire.Cursor) {
	*m = NewSessionTicketTLS12{}
	_, body := readHeader(c)
	m.Lifetime = c.Uint32(&fTicketLifetime)
	m.Ticket = c.Data16(&fTicketLength, &fTicket)
	c.Widen(body)
}
