package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerKeyExchangeECDHE is the server's half of an elliptic-curve key exchange
// in TLS 1.2, signed: RFC 8422 §5.4. Its slices alias the input.
type ServerKeyExchangeECDHE struct {
	layer
	CurveType registry.ECCurveType // 3: a named curve, the only kind still in use
	Group     registry.Group
	Public    []byte // the public value, as the group writes it
	Scheme    registry.SignatureScheme
	Signature []byte
	Signed    []byte // the parameters: what the signature covers behind both randoms
}

var (
	fCurveType = wire.Field{Name: "curve_type", Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_curve_type",
		Text: wire.Named[registry.ECCurveType], Mean: "3: the curve is given by its number."}
	fNamedCurve = wire.Field{Name: "namedcurve", Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_named_curve",
		Text: wire.Named[registry.Group], Mean: "The group that the server chose."}
	fServerPointLength = wire.Field{Name: "public_length", Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_point_len",
		Text: wire.Number, Mean: "How many bytes the public value has."}
	fServerPoint = wire.Field{Name: "public", Min: 1, Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_point",
		Text: wire.Count, Mean: "The server's public key for this connection alone."}
	fCurveParams = wire.Field{Name: "ec_parameters", Ref: "RFC 8422 §5.4", Text: wire.Count, Mean: "A curve that is not given by its number, and all that follows it: nobody sends it any more."}
	fSigScheme   = wire.Field{Name: "signature_algorithm", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.sig_hash_alg",
		Text: wire.Named[registry.SignatureScheme], Mean: "How the server signed."}
	fSigLength = wire.Field{Name: "signature_length", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.sig_len",
		Text: wire.Number, Mean: "How many bytes the signature has."}
	fSignature = wire.Field{Name: "signature", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.sig",
		Text: wire.Count, Mean: "Made with the key of the certificate over both randoms and the parameters, curve_type to public: so the server proves that it holds that key."}
)

// LayerType implements gopacket.Layer.
func (*ServerKeyExchangeECDHE) LayerType() gopacket.LayerType { return LayerTypeServerKeyExchangeECDHE }

// CanDecode implements gopacket.DecodingLayer.
func (*ServerKeyExchangeECDHE) CanDecode() gopacket.LayerClass {
	return LayerTypeServerKeyExchangeECDHE
}

// Spec implements Message.
func (*ServerKeyExchangeECDHE) Spec() string { return "RFC 8422 §5.4" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ServerKeyExchangeECDHE) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ServerKeyExchangeECDHE) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ServerKeyExchangeECDHE) parse(c *wire.Cursor) {
	*m = ServerKeyExchangeECDHE{}
	_, body := readHeader(c)
	start := c.Offset()
	m.CurveType = registry.ECCurveType(c.Uint8(&fCurveType))
	if m.CurveType != registry.CurveNamed && c.Len() > 0 {
		c.Opaque(&fCurveParams, c.Len())
		c.Widen(body)
		return
	}
	m.Group = registry.Group(c.Uint16(&fNamedCurve))
	m.Public = c.Data8(&fServerPointLength, &fServerPoint)
	m.Signed = c.Since(start)
	m.Scheme = registry.SignatureScheme(c.Uint16(&fSigScheme))
	m.Signature = c.Data16(&fSigLength, &fSignature)
	c.Widen(body)
}
