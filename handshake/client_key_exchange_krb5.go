package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeKRB5 carries a Kerberos ticket for the server and a secret
// that is encrypted under the ticket's key: RFC 2712 §3, with the length of two
// bytes before each part that OpenSSL wrote. Its slices alias the input.
type ClientKeyExchangeKRB5 struct {
	layer
	Ticket        []byte
	Authenticator []byte // may be empty
	Encrypted     []byte
}

var (
	fKRB5TicketLength = wire.Field{Name: "ticket_length", Ref: "RFC 2712 §3", Text: wire.Number,
		Mean: "How many bytes the ticket has."}
	fKRB5Ticket = wire.Field{Name: "ticket", Ref: "RFC 2712 §3", Text: wire.Count,
		Mean: "A Kerberos ticket: a key and the name of the client, encrypted so that only the server can read them."}
	fKRB5AuthenticatorLength = wire.Field{Name: "authenticator_length", Ref: "RFC 2712 §3", Text: wire.Number,
		Mean: "How many bytes the authenticator has."}
	fKRB5Authenticator = wire.Field{Name: "authenticator", Ref: "RFC 2712 §3", Text: wire.Count,
		Mean: "A proof that the client holds the ticket's key; it may be left out."}
	fKRB5EncryptedLength = wire.Field{Name: "encrypted_pre_master_secret_length", Ref: "RFC 2712 §3", Text: wire.Number,
		Mean: "How many bytes the ciphertext has."}
	fKRB5Encrypted = wire.Field{Name: "encrypted_pre_master_secret", Ref: "RFC 2712 §3", Text: wire.Count,
		Mean: "The pre-master secret, encrypted under the ticket's key."}
)

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeKRB5) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangeKRB5 }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeKRB5) CanDecode() gopacket.LayerClass { return LayerTypeClientKeyExchangeKRB5 }

// Spec implements Message.
func (*ClientKeyExchangeKRB5) Spec() string { return "RFC 2712 §3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeKRB5) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeKRB5) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeKRB5) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeKRB5{}
	_, body := readHeader(c)
	m.Ticket = readKRB5(c, &fKRB5TicketLength, &fKRB5Ticket)
	m.Authenticator = readKRB5(c, &fKRB5AuthenticatorLength, &fKRB5Authenticator)
	m.Encrypted = c.Data16(&fKRB5EncryptedLength, &fKRB5Encrypted)
	c.Widen(body)
}

// readKRB5 reads a message of Kerberos, which is not opened.
func readKRB5(c *wire.Cursor, length, data *wire.Field) []byte {
	n := int(c.Uint16(length))
	if n == 0 {
		return nil
	}
	return c.Opaque(data, n)
}
