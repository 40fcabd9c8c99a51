package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeRSAExport is a short RSA key, signed by the long one of the
// certificate, for suites that law once let out of the USA: RFC 2246 §7.4.3. Its
// slices alias the input.
type ServerKeyExchangeRSAExport struct {
	layer
	Modulus   []byte // big-endian
	Exponent  []byte // big-endian
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

var (
	fRSAModulusLength = wire.Field{Name: "rsa_modulus_length", Ref: "RFC 2246 §7.4.3", Filter: "tls.handshake.modulus_len", Text: wire.Number,
		Mean: "How many bytes the modulus has: 64, or 128 for the later 1024-bit export suites."}
	fRSAModulus = wire.Field{Name: "rsa_modulus", Min: 1, Ref: "RFC 2246 §7.4.3", Filter: "tls.handshake.modulus", Text: wire.Count,
		Mean: "The modulus of the temporary RSA key: 512 bits can be factored today within hours, and then the secret is open."}
	fRSAExponentLength = wire.Field{Name: "rsa_exponent_length", Ref: "RFC 2246 §7.4.3", Filter: "tls.handshake.exponent_len", Text: wire.Number,
		Mean: "How many bytes the exponent has."}
	fRSAExponent = wire.Field{Name: "rsa_exponent", Min: 1, Ref: "RFC 2246 §7.4.3", Filter: "tls.handshake.exponent", Text: wire.Number,
		Mean: "The public exponent of the temporary RSA key."}
)

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeRSAExport) LayerType() gopacket.LayerType {
	return LayerTypeServerKeyExchangeRSAExport
}

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeRSAExport) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeRSAExport
}

// Spec implements Message.
func (*ServerKeyExchangeRSAExport) Spec() string { return "RFC 2246 §7.4.3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeRSAExport) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeRSAExport) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeRSAExport) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeRSAExport{}
	_, body := readHeader(c)
	start := c.Offset()
	m.Modulus = c.Data16(&fRSAModulusLength, &fRSAModulus)
	m.Exponent = c.Data16(&fRSAExponentLength, &fRSAExponent)
	m.Signed = c.Since(start)
	m.Signature = readServerSignatureTLS10(c)
	c.Widen(body)
}
