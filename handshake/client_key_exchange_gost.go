package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientKeyExchangeGOST is the pre-master secret, encrypted to the GOST key of the
// server's certificate, in DER: RFC 9189. Its slices alias the input.
type ClientKeyExchangeGOST struct {
	layer
	ExchangeKeys []byte // in DER
}

var fGOSTKeys = wire.Field{Name: "exchange_keys", Ref: "RFC 9189", Text: wire.Count,
	Mean: "The pre-master secret, encrypted with a key that comes from the server's public key and a fresh one of the client; in DER."}

// LayerType implements gopacket.Layer.
func (*ClientKeyExchangeGOST) LayerType() gopacket.LayerType { return LayerTypeClientKeyExchangeGOST }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientKeyExchangeGOST) CanDecode() gopacket.LayerClass { return LayerTypeClientKeyExchangeGOST }

// Spec implements Message.
func (*ClientKeyExchangeGOST) Spec() string { return "RFC 9189" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ClientKeyExchangeGOST) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientKeyExchangeGOST) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientKeyExchangeGOST) parse(c *wire.Cursor) {
	*m = ClientKeyExchangeGOST{}
	_, body := readHeader(c)
	m.ExchangeKeys = readGOSTKeys(c)
	c.Widen(body)
}

// readGOSTKeys reads the DER of the message, which is not opened.
func readGOSTKeys(c *wire.Cursor) []byte { return c.Opaque(&fGOSTKeys, max(1, c.Len())) }
