package handshake

import (
	"fmt"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// NewConnectionID gives numbers by which the sender can be addressed on a DTLS 1.3
// connection: RFC 9147 §9. It is read with the header of TLS. Its slices alias the
// input.
type NewConnectionID struct {
	layer
	IDs   [][]byte // 0 to 255 bytes each
	Usage uint8    // 0: use one at once; 1: keep them as spares
}

var (
	fCIDsLength = wire.Field{Name: "cids_length", Ref: "RFC 9147 §9", Text: wire.Number,
		Mean: "How many bytes all connection IDs take."}
	fCIDs = wire.Field{Name: "cids", Ref: "RFC 9147 §9", Text: wire.Count,
		Mean: "The new connection IDs."}
	fCIDLength = wire.Field{Name: "cid_length", Ref: "RFC 9147 §9", Text: wire.Number,
		Mean: "How many bytes this connection ID has."}
	fCID = wire.Field{Name: "cid", Ref: "RFC 9147 §9",
		Mean: "A connection ID: the receiver puts it into its records, so that they are recognised from any address."}
	fCIDUsage = wire.Field{Name: "usage", Ref: "RFC 9147 §9", Text: cidUsageText,
		Mean: "Whether one of them is to be used at once."}
)

// LayerType implements gopacket.Layer.
func (*NewConnectionID) LayerType() gopacket.LayerType { return LayerTypeNewConnectionID }

// CanDecode implements gopacket.DecodingLayer.
func (*NewConnectionID) CanDecode() gopacket.LayerClass { return LayerTypeNewConnectionID }

// Spec implements Message.
func (*NewConnectionID) Spec() string { return "RFC 9147 §9" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *NewConnectionID) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *NewConnectionID) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *NewConnectionID) parse(c *wire.Cursor) {
	*m = NewConnectionID{IDs: m.IDs[:0]}
	_, body := readHeader(c)
	list := c.Vector16(&fCIDsLength, &fCIDs)
	for c.Len() > 0 {
		if id := c.Data8(&fCIDLength, &fCID); id != nil {
			m.IDs = append(m.IDs, id)
		}
	}
	c.End(list)
	m.Usage = c.Uint8(&fCIDUsage)
	c.Widen(body)
}

func cidUsageText(b []byte) string {
	switch b[0] {
	case 0:
		return "cid_immediate"
	case 1:
		return "cid_spare"
	}
	return fmt.Sprintf("unknown (0x%02x)", b[0])
}
