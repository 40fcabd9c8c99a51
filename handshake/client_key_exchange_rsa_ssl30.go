package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeRSASSL30 is the pre-master secret, encrypted to the key of the
// server's certificate, in SSL 3.0: RFC 6101 §5.6.7.1. Later versions put its
// length before it. Its slices alias the input.
type ClientKeyExchangeRSASSL30 struct {
	layer
	Encrypted []byte // as long as the server's RSA modulus
}

var fEncryptedSSL30 = wire.Field{Name: "encrypted_pre_master_secret", Ref: "RFC 6101 §5.6.7.1", Filter: "tls.handshake.epms", Text: wire.Count,
	Mean: "The pre-master secret, encrypted with RSA: only the server's private key opens it."}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeRSASSL30) LayerType() gopacket.LayerType {
	return LayerTypeClientKeyExchangeRSASSL30
}

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeRSASSL30) CanDecode() gopacket.LayerClass {
	return LayerTypeClientKeyExchangeRSASSL30
}

// Spec implements Message.
func (*ClientKeyExchangeRSASSL30) Spec() string { return "RFC 6101 §5.6.7.1" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeRSASSL30) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeRSASSL30) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeRSASSL30) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeRSASSL30{}
	_, body := readHeader(c)
	m.Encrypted = c.Bytes(&fEncryptedSSL30, max(1, c.Len()))
	c.Widen(body)
}
