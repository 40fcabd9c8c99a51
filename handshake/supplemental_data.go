package handshake

import (
	"fmt"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// SupplementalData carries what an extension announced and a hello cannot hold:
// RFC 4680 §2. Its slices alias the input.
type SupplementalData struct {
	layer
	Entries []SupplementalDataEntry
}

var (
	fSuppLength = wire.Field{Name: "supp_data_list_length", Ref: "RFC 4680 §2", Text: wire.Number,
		Mean: "How many bytes all entries take."}
	fSupp = wire.Field{Name: "supp_data", Min: 1, Ref: "RFC 4680 §2", Text: wire.Count,
		Mean: "The entries."}
	gSuppEntry = wire.Field{Name: "supplemental_data_entry", Ref: "RFC 4680 §2", Text: wire.Count,
		Mean: "One entry: a type, a length and data."}
	fSuppType = wire.Field{Name: "supp_data_type", Ref: "RFC 4680 §2", Text: supplementalTypeText,
		Mean: "What the entry holds."}
	fSuppEntryLength = wire.Field{Name: "supp_data_length", Ref: "RFC 4680 §2", Text: wire.Number,
		Mean: "How many bytes of data follow."}
	fSuppData = wire.Field{Name: "supp_data_entry", Ref: "RFC 4680 §2", Text: wire.Count,
		Mean: "The data of the entry."}
	fSuppUnknown = wire.Field{Name: "supplemental_data", Ref: "RFC 4680 §2", Text: wire.Count,
		Mean: "Data of a type that this decoder does not open."}
)

// LayerType implements gopacket.Layer.
func (*SupplementalData) LayerType() gopacket.LayerType { return LayerTypeSupplementalData }

// CanDecode implements gopacket.DecodingLayer.
func (*SupplementalData) CanDecode() gopacket.LayerClass { return LayerTypeSupplementalData }

// Spec implements Message.
func (*SupplementalData) Spec() string { return "RFC 4680 §2" }

// DecodeFromBytes reads one message, its four header bytes included.
func (m *SupplementalData) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *SupplementalData) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *SupplementalData) parse(c *wire.Cursor) {
	*m = SupplementalData{Entries: m.Entries[:0]}
	_, body := readHeader(c)
	list := c.Vector24(&fSuppLength, &fSupp)
	for c.Len() > 0 {
		g := c.Open(&gSuppEntry)
		e := SupplementalDataEntry{Type: c.Uint16(&fSuppType)}
		data := c.Narrow(&fSuppData, int(c.Uint16(&fSuppEntryLength)))
		start, ok := c.Offset(), c.Err() == nil
		readSupplementalData(c, e.Type)
		e.Data = c.Since(start)
		c.Widen(data)
		c.Close(g)
		if ok {
			m.Entries = append(m.Entries, e)
		}
	}
	c.End(list)
	c.Widen(body)
}

// A SupplementalDataEntry is one entry: its type, and the part of its data that
// could be read.
type SupplementalDataEntry struct {
	Type uint16
	Data []byte
}

// The types of entries that have a specification.
const (
	supplementalUserMapping = 0     // RFC 4681 §3
	supplementalAuthz       = 16386 // RFC 5878 §3
)

func supplementalTypeText(b []byte) string {
	switch wire.Uint(b) {
	case supplementalUserMapping:
		return "user_mapping_data"
	case supplementalAuthz:
		return "authz_data"
	}
	return fmt.Sprintf("unknown (0x%04x)", wire.Uint(b))
}

func readSupplementalData(c *wire.Cursor, kind uint16) {
	switch {
	case kind == supplementalUserMapping:
		readUserMappingData(c)
	case kind == supplementalAuthz:
		readAuthorization(c)
	case c.Len() > 0:
		c.Opaque(&fSuppUnknown, c.Len())
	}
}
