package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// layer is what every message has in common as a gopacket layer. A message is
// the innermost layer: nothing follows it.
type layer struct{ contents []byte }

// LayerContents is the message, its header included.
func (l *layer) LayerContents() []byte { return l.contents }

// LayerPayload is empty: a message carries no other layer.
func (*layer) LayerPayload() []byte { return nil }

// NextLayerType says that nothing follows.
func (*layer) NextLayerType() gopacket.LayerType { return gopacket.LayerTypeZero }

// decoded ends a parse: it keeps the bytes and tells gopacket of a message that
// its own header says is longer, or that has not even a header.
func (l *layer) decoded(c *wire.Cursor, data []byte, df gopacket.DecodeFeedback) error {
	l.contents = data
	err := c.Done()
	if c.Cut() || err != nil && len(data) < HeaderLength {
		df.SetTruncated()
	}
	return err
}

// A Message is a decoded message: a gopacket layer that can also say which
// bytes each of its fields owns. Its fields alias the bytes that it was read from.
type Message interface {
	gopacket.Layer
	gopacket.DecodingLayer
	// Dissect reads like DecodeFromBytes and records in t which bytes each field
	// owns: the leaves of t tile data, also where the error is not nil.
	Dissect(data []byte, t *wire.Trace) error
	// Spec is where the message is specified, for example "RFC 8446 §4.1.2".
	Spec() string
}
