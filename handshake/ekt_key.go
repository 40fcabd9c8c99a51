package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// EKTKey gives the client of a DTLS connection the key under which the keys of
// encrypted voice and video are sent: RFC 8870 §5.2.2. It is read with the header
// of TLS. Its slices alias the input.
type EKTKey struct {
	layer
	Key  []byte // 1 to 256 bytes
	Salt []byte // 1 to 256 bytes
	SPI  uint16
	TTL  int // seconds
}

var (
	fEKTKeyLength = wire.Field{Name: "ekt_key_value_length", Ref: "RFC 8870 §5.2.2", Text: wire.Number,
		Mean: "How many bytes the key has."}
	fEKTKey = wire.Field{Name: "ekt_key_value", Min: 1, Ref: "RFC 8870 §5.2.2", Text: wire.Count,
		Mean: "The key that encrypts the keys of the media."}
	fEKTSaltLength = wire.Field{Name: "srtp_master_salt_length", Ref: "RFC 8870 §5.2.2", Text: wire.Number,
		Mean: "How many bytes the salt has."}
	fEKTSalt = wire.Field{Name: "srtp_master_salt", Min: 1, Ref: "RFC 8870 §5.2.2", Text: wire.Count,
		Mean: "The salt that goes with every key that is sent under this one."}
	fEKTSPI = wire.Field{Name: "ekt_spi", Ref: "RFC 8870 §5.2.2", Text: wire.Number,
		Mean: "The number by which packets refer to this key and salt."}
	fEKTTTL = wire.Field{Name: "ekt_ttl", Ref: "RFC 8870 §5.2.2", Text: func(b []byte) string { return wire.Number(b) + " s" },
		Mean: "For how many seconds the key may be used."}
)

// LayerType implements gopacket.Layer.
func (*EKTKey) LayerType() gopacket.LayerType { return LayerTypeEKTKey }

// CanDecode implements gopacket.DecodingLayer.
func (*EKTKey) CanDecode() gopacket.LayerClass { return LayerTypeEKTKey }

// Spec implements Message.
func (*EKTKey) Spec() string { return "RFC 8870 §5.2.2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *EKTKey) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *EKTKey) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *EKTKey) parse(c *wire.Cursor) {
	*m = EKTKey{}
	_, body := readHeader(c)
	m.Key = c.Data16(&fEKTKeyLength, &fEKTKey)
	m.Salt = c.Data16(&fEKTSaltLength, &fEKTSalt)
	m.SPI = c.Uint16(&fEKTSPI)
	m.TTL = c.Uint24(&fEKTTTL)
	c.Widen(body)
}
