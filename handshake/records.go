package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Records is the gopacket layer of one contiguous buffer of a connection: the
// records that are whole in it, in order. A [Stream] does the same across
// buffers.
//
// What it says of messages is what one buffer can say: without the state of the
// connection, a message whose shape depends on what was negotiated stays closed.
type Records struct {
	layer
	Records []Record // whole ones; the memory is used again by the next decode
	Rest    []byte   // the beginning of a record that goes on in a later buffer
}

// LayerType implements gopacket.Layer.
func (*Records) LayerType() gopacket.LayerType { return LayerTypeRecords }

// layerTypeTLS is layers.LayerTypeTLS of gopacket, by its number: importing that
// package costs 4 ms at every start, a fifth of a lesson. A test compares them.
const layerTypeTLS = gopacket.LayerType(140)

var recordsClass = gopacket.NewLayerClass([]gopacket.LayerType{LayerTypeRecords, layerTypeTLS})

// CanDecode answers for this layer and for gopacket's own TLS layer, so that a
// DecodingLayerParser uses it on the ports that gopacket knows.
func (*Records) CanDecode() gopacket.LayerClass { return recordsClass }

// DecodeFromBytes reads records until data ends. A record that is cut is no
// error: it is [Records.Rest], and df is told that the data is truncated.
func (r *Records) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	*r = Records{layer: layer{contents: data}, Records: r.Records[:0]}
	for len(data) > 0 {
		n, err := recordLength(data)
		if err != nil {
			err.Offset += len(r.contents) - len(data)
			r.Rest = data
			return err
		}
		if n == 0 || n > len(data) {
			r.Rest = data
			df.SetTruncated()
			return nil
		}
		r.Records = append(r.Records, newRecord(data[:n:n], len(r.Records)))
		data = data[n:]
	}
	return nil
}

func newRecord(b []byte, index int) Record {
	return Record{Type: registry.ContentType(b[0]), Version: registry.Version(uint16(b[1])<<8 | uint16(b[2])), Index: index, Bytes: b, header: RecordHeaderLength}
}

// NextLayerType is the type of the first message, where it is whole in the first
// record; a fragment where no record is whole; otherwise nothing. Records are
// not chained one to another: a DecodingLayerParser holds one struct a type.
func (r *Records) NextLayerType() gopacket.LayerType {
	if m := r.first(); m != nil {
		return statelessType(r.Records[0].Type, m)
	}
	if len(r.Records) == 0 && len(r.Rest) > 0 {
		return gopacket.LayerTypeFragment
	}
	return gopacket.LayerTypeZero
}

// LayerPayload is the first message, or the fragment.
func (r *Records) LayerPayload() []byte {
	if m := r.first(); m != nil {
		return m
	}
	if len(r.Records) == 0 {
		return r.Rest
	}
	return nil
}

func (r *Records) first() []byte {
	if len(r.Records) == 0 {
		return nil
	}
	m, _ := cutMessage(&r.Records[0], r.Records[0].Body())
	return m
}

// cutMessage returns the first message of a record's body, if it is whole there,
// and what follows it.
func cutMessage(r *Record, body []byte) (message, rest []byte) {
	switch r.Type {
	case registry.ContentHandshake:
		if len(body) < HeaderLength {
			return nil, nil
		}
		n := HeaderLength + (int(body[1])<<16 | int(body[2])<<8 | int(body[3]))
		if n > len(body) || !registry.HandshakeType(body[0]).Known() {
			return nil, nil // a part of a message, or an encrypted one
		}
		return body[:n:n], body[n:]
	case registry.ContentChangeCipherSpec, registry.ContentApplicationData:
		return body, nil
	case registry.ContentAlert:
		if len(body) == 2 {
			return body, nil
		}
	}
	return nil, nil
}

// statelessType is the layer type of a message as far as its own bytes tell.
func statelessType(t registry.ContentType, message []byte) gopacket.LayerType {
	switch t {
	case registry.ContentChangeCipherSpec:
		return LayerTypeChangeCipherSpec
	case registry.ContentAlert:
		return LayerTypeAlert
	case registry.ContentApplicationData:
		return LayerTypeProtected
	}
	return new(State).messageType(message)
}

// decodeRecords adds the records and then every message that is whole in one of
// them, for gopacket.NewPacket.
func decodeRecords(data []byte, p gopacket.PacketBuilder) error {
	r := new(Records)
	err := r.DecodeFromBytes(data, p)
	p.AddLayer(r)
	for i := range r.Records {
		rec := &r.Records[i]
		for m, rest := cutMessage(rec, rec.Body()); m != nil; m, rest = cutMessage(rec, rest) {
			if err := statelessType(rec.Type, m).Decode(m, p); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	if len(r.Rest) > 0 {
		return gopacket.LayerTypeFragment.Decode(r.Rest, p)
	}
	return nil
}

// Install puts [Records] in the place of gopacket's own TLS layer for
// gopacket.NewPacket, in the whole program. NewPacket looks into TCP only with
// the option gopacket.DecodeStreamsAsDatagrams.
func Install() {
	gopacket.OverrideLayerType(int(layerTypeTLS), gopacket.LayerTypeMetadata{Name: "TLS", Decoder: gopacket.DecodeFunc(decodeRecords)})
}
