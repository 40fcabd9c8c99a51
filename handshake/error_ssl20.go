package handshake

import (
	"fmt"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ErrorSSL20 says in SSL 2.0 that something is wrong: draft-hickman-netscape-ssl-00
// §5.7.
type ErrorSSL20 struct {
	layer
	Code uint16
}

var fErrorCode = wire.Field{Name: "error_code", Ref: "draft-hickman-netscape-ssl-00 §5.7", Text: errorTextSSL20,
	Mean: "What is wrong, as a number."}

// LayerType implements gopacket.Layer.
func (*ErrorSSL20) LayerType() gopacket.LayerType { return LayerTypeErrorSSL20 }

// CanDecode implements gopacket.DecodingLayer.
func (*ErrorSSL20) CanDecode() gopacket.LayerClass { return LayerTypeErrorSSL20 }

// Spec implements Message.
func (*ErrorSSL20) Spec() string { return "draft-hickman-netscape-ssl-00 §5.7" }

// DecodeFromBytes reads one record's body, its message type first.
func (m *ErrorSSL20) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ErrorSSL20) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ErrorSSL20) parse(c *wire.Cursor) {
	*m = ErrorSSL20{}
	c.Uint8(&fTypeSSL20)
	m.Code = c.Uint16(&fErrorCode)
}

func errorTextSSL20(b []byte) string { return errorNameSSL20(uint16(wire.Uint(b))) }

func errorNameSSL20(code uint16) string {
	switch code {
	case 1:
		return "NO-CIPHER-ERROR"
	case 2:
		return "NO-CERTIFICATE-ERROR"
	case 4:
		return "BAD-CERTIFICATE-ERROR"
	case 6:
		return "UNSUPPORTED-CERTIFICATE-TYPE-ERROR"
	}
	return fmt.Sprintf("unknown (0x%04x)", code)
}
