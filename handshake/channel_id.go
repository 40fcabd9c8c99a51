package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ChannelID is a key of the client's, made for this server, and the proof that the
// client holds it. Its message is called EncryptedExtensions there, with a number
// of its own, 203: draft-balfanz-tls-channelid-01
// §3. Its slices alias the input.
type ChannelID struct {
	layer
	Extension registry.ExtensionType // 30031 or 30032: Channel ID
	X, Y      []byte                 // the public key, a point on P-256: 32 bytes each
	R, S      []byte                 // an ECDSA signature: 32 bytes each
}

var (
	gChannelIDProof = wire.Field{Name: "channel_id", Ref: "draft-balfanz-tls-channelid-01 §3", Text: wire.Count,
		Mean: "The one extension of the message."}
	fChannelType = wire.Field{Name: "extension_type", Ref: "draft-balfanz-tls-channelid-01 §3", Text: wire.Named[registry.ExtensionType],
		Mean: "Which extension this is: Channel ID."}
	fChannelLength = wire.Field{Name: "extension_data_length", Ref: "draft-balfanz-tls-channelid-01 §3", Text: wire.Number,
		Mean: "How many bytes follow: 128."}
	fChannelData = wire.Field{Name: "extension_data", Ref: "draft-balfanz-tls-channelid-01 §3", Text: wire.Count,
		Mean: "A public key and a signature."}
	fChannelX = wire.Field{Name: "x", Ref: "draft-balfanz-tls-channelid-01 §3",
		Mean: "The first coordinate of the client's public key on the curve P-256."}
	fChannelY = wire.Field{Name: "y", Ref: "draft-balfanz-tls-channelid-01 §3",
		Mean: "The second coordinate of the client's public key."}
	fChannelR = wire.Field{Name: "r", Ref: "draft-balfanz-tls-channelid-01 §3",
		Mean: "The first half of an ECDSA signature over a hash of the handshake so far."}
	fChannelS = wire.Field{Name: "s", Ref: "draft-balfanz-tls-channelid-01 §3",
		Mean: "The second half of the signature."}
)

// LayerType implements gopacket.Layer.
func (*ChannelID) LayerType() gopacket.LayerType { return LayerTypeChannelID }

// CanDecode implements gopacket.DecodingLayer.
func (*ChannelID) CanDecode() gopacket.LayerClass { return LayerTypeChannelID }

// Spec implements Message.
func (*ChannelID) Spec() string { return "draft-balfanz-tls-channelid-01 §3" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *ChannelID) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ChannelID) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ChannelID) parse(c *wire.Cursor) {
	*m = ChannelID{}
	_, body := readHeader(c)
	g := c.Open(&gChannelIDProof)
	m.Extension = registry.ExtensionType(c.Uint16(&fChannelType))
	data := c.Narrow(&fChannelData, int(c.Uint16(&fChannelLength)))
	m.X = c.Bytes(&fChannelX, 32)
	m.Y = c.Bytes(&fChannelY, 32)
	m.R = c.Bytes(&fChannelR, 32)
	m.S = c.Bytes(&fChannelS, 32)
	c.Widen(data)
	c.Close(g)
	c.Widen(body)
}
