package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeRSA is the pre-master secret, encrypted to the key of the
// server's certificate, from TLS 1.0 to 1.2: RFC 5246 §7.4.7.1. Its slices alias
// the input.
type ClientKeyExchangeRSA struct {
	layer
	Encrypted []byte // as long as the server's RSA modulus
}

var (
	fEncryptedLength = wire.Field{Name: "encrypted_pre_master_secret_length", Ref: "RFC 5246 §7.4.7.1", Filter: "tls.handshake.epms_len",
		Text: wire.Number, Mean: "How many bytes the ciphertext has."}
	fEncrypted = wire.Field{Name: "encrypted_pre_master_secret", Ref: "RFC 5246 §7.4.7.1", Filter: "tls.handshake.epms",
		Text: wire.Count, Mean: "The pre-master secret, encrypted with RSA: only the server's private key opens it."}
)

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeRSA) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangeRSA }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeRSA) CanDecode() gopacket.LayerClass { return LayerTypeClientKeyExchangeRSA }

// Spec implements Message.
func (*ClientKeyExchangeRSA) Spec() string { return "RFC 5246 §7.4.7.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeRSA) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeRSA) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeRSA) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeRSA{}
	_, body := readHeader(c)
	m.Encrypted = c.Data16(&fEncryptedLength, &fEncrypted)
	c.Widen(body)
}
