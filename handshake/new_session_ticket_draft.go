package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// NewSessionTicketDraft is the ticket of drafts 17 to 20 of TLS 1.3, which has no
// nonce. Its slices alias the input.
type NewSessionTicketDraft struct {
	layer
	Lifetime     uint32 // seconds
	AgeAdd       uint32 // milliseconds, added to the age that the client tells
	Ticket       []byte
	MaxEarlyData uint32 // bytes; 0 where the extension is absent
	Extensions   []Extension
}

// LayerType implements gopacket.Layer.
func (*NewSessionTicketDraft) LayerType() gopacket.LayerType { return LayerTypeNewSessionTicketDraft }

// CanDecode implements gopacket.DecodingLayer.
func (*NewSessionTicketDraft) CanDecode() gopacket.LayerClass { return LayerTypeNewSessionTicketDraft }

// Spec implements Message.
func (*NewSessionTicketDraft) Spec() string { return "draft-ietf-tls-tls13-18 §4.5.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *NewSessionTicketDraft) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *NewSessionTicketDraft) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *NewSessionTicketDraft) parse(c *wire.Cursor) {
	*m = NewSessionTicketDraft{Extensions: m.Extensions[:0]}
	_, body := readHeader(c)
	m.Lifetime = c.Uint32(&fTicketLifetime13)
	m.AgeAdd = c.Uint32(&fTicketAgeAdd)
	m.Ticket = c.Data16(&fTicketLength13, &fTicket13)
	m.Extensions, m.MaxEarlyData = readTicketExtensions(c, m.Extensions)
	c.Widen(body)
}
