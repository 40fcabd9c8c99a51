package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Alert says that something is wrong, or that the sender is done: RFC 8446 §6.
type Alert struct {
	layer
	Level       registry.AlertLevel
	Description registry.Alert
}

var (
	fAlertLevel = wire.Field{Name: "level", Ref: "RFC 8446 §6", Filter: "tls.alert_message.level",
		Text: wire.Named[registry.AlertLevel], Mean: "1 warning, 2 fatal. TLS 1.3 goes by the description alone."}
	fAlertDescription = wire.Field{Name: "description", Ref: "RFC 8446 §6", Filter: "tls.alert_message.desc",
		Text: wire.Named[registry.Alert], Mean: "What is wrong, as a number."}
)

// LayerType implements gopacket.Layer.
func (*Alert) LayerType() gopacket.LayerType { return LayerTypeAlert }

// CanDecode implements gopacket.DecodingLayer.
func (*Alert) CanDecode() gopacket.LayerClass { return LayerTypeAlert }

// Spec implements Message.
func (*Alert) Spec() string { return "RFC 8446 §6" }

// DecodeFromBytes reads one alert: two bytes.
func (m *Alert) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *Alert) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *Alert) parse(c *wire.Cursor) {
	*m = Alert{}
	m.Level = registry.AlertLevel(c.Uint8(&fAlertLevel))
	m.Description = registry.Alert(c.Uint8(&fAlertDescription))
}
