package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeRSAPSK names a pre-shared key and carries a secret that is
// encrypted to the key of the server's certificate: RFC 4279 §4. Its slices alias
// the input.
type ClientKeyExchangeRSAPSK struct {
	layer
	Identity  []byte
	Encrypted []byte // as long as the server's RSA modulus
}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeRSAPSK) LayerType() gopacket.LayerType {
	return LayerTypeClientKeyExchangeRSAPSK
}

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeRSAPSK) CanDecode() gopacket.LayerClass {
	return LayerTypeClientKeyExchangeRSAPSK
}

// Spec implements Message.
func (*ClientKeyExchangeRSAPSK) Spec() string { return "RFC 4279 §4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeRSAPSK) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeRSAPSK) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeRSAPSK) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeRSAPSK{}
	_, body := readHeader(c)
	m.Identity = readPSKName(c)
	m.Encrypted = c.Data16(&fEncryptedLength, &fEncrypted)
	c.Widen(body)
}
