package handshake

import (
	"strconv"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Heartbeat asks for a sign of life, or gives one: RFC 6520 §4. The peer sends
// the payload back. Its slices alias the input.
type Heartbeat struct {
	layer
	Type    registry.HeartbeatType
	Payload []byte
	Padding []byte // at least 16 bytes
}

var (
	fHeartbeatType = wire.Field{Name: "type", Ref: "RFC 6520 §4", Filter: "tls.heartbeat_message.type",
		Text: wire.Named[registry.HeartbeatType], Mean: "1 asks, 2 answers."}
	fHeartbeatLength = wire.Field{Name: "payload_length", Ref: "RFC 6520 §4", Filter: "tls.heartbeat_message.payload_length",
		Text: wire.Number, Mean: "How many bytes of payload follow. A receiver that trusts a number larger than the message has the Heartbleed bug; it must discard such a message silently."}
	fHeartbeatPayload = wire.Field{Name: "payload", Ref: "RFC 6520 §4", Filter: "tls.heartbeat_message.payload", Text: wire.Count,
		Mean: "Bytes that come back in the answer."}
	fHeartbeatPadding = wire.Field{Name: "padding", Ref: "RFC 6520 §4", Filter: "tls.heartbeat_message.padding", Text: wire.Count,
		Mean: "Random bytes, 16 at least."}
)

// LayerType implements gopacket.Layer.
func (*Heartbeat) LayerType() gopacket.LayerType { return LayerTypeHeartbeat }

// CanDecode implements gopacket.DecodingLayer.
func (*Heartbeat) CanDecode() gopacket.LayerClass { return LayerTypeHeartbeat }

// Spec implements Message.
func (*Heartbeat) Spec() string { return "RFC 6520 §4" }

// DecodeFromBytes reads one record's content.
func (m *Heartbeat) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *Heartbeat) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *Heartbeat) parse(c *wire.Cursor) {
	*m = Heartbeat{}
	m.Type = registry.HeartbeatType(c.Uint8(&fHeartbeatType))
	n := int(c.Uint16(&fHeartbeatLength))
	if c.Err() == nil && n > c.Len() {
		c.Fail(&fHeartbeatPayload, n, "payload_length claims "+strconv.Itoa(n)+" bytes, more than the message has: this is Heartbleed (CVE-2014-0160), or a cut")
	}
	m.Payload = c.Bytes(&fHeartbeatPayload, n)
	m.Padding = c.Bytes(&fHeartbeatPadding, max(16, c.Len())) // a payload_length that leaves less is too large: RFC 6520 §4
}
