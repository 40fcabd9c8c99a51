package jsonl_test

import (
	"encoding/hex"
	"encoding/json"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"

	. "github.com/tlsteach/tlsteach/handshake/jsonl"
)

// The objects as encoding/json writes and reads them.
type object struct {
	Schema     int      `json:"schema"`
	Kind       string   `json:"kind"`
	Connection int      `json:"connection"`
	Client     string   `json:"client,omitempty"`
	Server     string   `json:"server,omitempty"`
	Time       string   `json:"time,omitempty"`
	From       string   `json:"from,omitempty"`
	Record     *int     `json:"record,omitempty"`
	Protected  bool     `json:"protected"`
	Decrypted  bool     `json:"decrypted"`
	Missing    string   `json:"missing,omitempty"`
	Message    string   `json:"message,omitempty"`
	Type       *int     `json:"type,omitempty"`
	Length     int      `json:"length"`
	Fields     []field  `json:"fields"`
	Error      *problem `json:"error"`
}

type field struct {
	Name      string   `json:"name"`
	Offset    int      `json:"offset"`
	Length    int      `json:"length"`
	Value     string   `json:"value"`
	Text      string   `json:"text"`
	Wireshark string   `json:"wireshark,omitempty"`
	Opaque    bool     `json:"opaque,omitempty"`
	Meaning   string   `json:"meaning,omitempty"`
	Ref       string   `json:"ref,omitempty"`
	Fields    *[]field `json:"fields,omitempty"`
}

type problem struct {
	Field  string `json:"field"`
	Offset int    `json:"offset"`
	Need   int    `json:"need"`
	Have   int    `json:"have"`
	Alert  string `json:"alert"`
	Text   string `json:"text"`
}

// reference is the line of an item by another way.
func reference(c *Connection, it *handshake.Item, o Options) []byte {
	obj := object{Schema: 1, Kind: string(it.Kind), Connection: c.Number, Client: c.Client, Server: c.Server,
		Protected: it.Protected, Missing: it.Missing, Message: it.Name,
		Decrypted: it.Protected && it.Missing == "" && it.Kind != handshake.KindRecord, Length: len(it.Bytes)}
	if !c.Start.IsZero() {
		obj.Time = c.Start.Add(it.At).UTC().Format("2006-01-02T15:04:05.000000000Z")
	}
	if it.From != 0 { // the hostile items of these tests, and certificates alone, have none
		obj.From, obj.Record = it.From.String(), &it.Record
	}
	if it.Kind == handshake.KindHandshake && it.Missing == "" && len(it.Bytes) > 0 {
		kind := int(it.Bytes[0])
		obj.Type = &kind
	}
	obj.Fields, _ = referenceFields(it, 0, 0, o)
	if e := it.Err; e != nil {
		obj.Error = &problem{e.Field, e.Offset, e.Need, e.Have, e.Alert.String(), e.Error()}
	}
	b, err := json.Marshal(obj)
	if err != nil {
		panic(err)
	}
	return b
}

func referenceFields(it *handshake.Item, i, depth int, o Options) ([]field, int) {
	fields := []field{}
	spans := it.Trace.Spans
	for i < len(spans) && spans[i].Depth == depth {
		s := spans[i]
		b := it.Bytes[s.Offset : s.Offset+s.Length]
		f := field{Name: s.Field.Name, Offset: s.Offset, Length: s.Length, Value: hex.EncodeToString(b), Text: s.Field.Value(b),
			Wireshark: s.Field.Filter, Opaque: s.Opaque}
		if o.Explain {
			f.Meaning, f.Ref = s.Field.Mean, s.Field.Ref
		}
		i++
		if s.Group {
			var parts []field
			parts, i = referenceFields(it, i, depth+1, o)
			f.Fields = &parts
		}
		fields = append(fields, f)
	}
	return fields, i
}

// hostile is a field of every kind of text, over bytes that an attacker chose.
func hostile(text []byte) *handshake.Item {
	it := &handshake.Item{Kind: handshake.KindHandshake, Name: string(text), Bytes: text, Missing: string(text),
		Err: &wire.Error{Field: string(text), Reason: string(text)}}
	f := &wire.Field{Name: string(text), Ref: string(text), Filter: string(text), Text: wire.Plain, Mean: string(text)}
	own := &wire.Field{Name: "own", Text: func(b []byte) string { return "<" + string(b) + ">" }}
	half := len(text) / 2
	it.Trace.Spans = []wire.Span{
		{Field: f, Length: half},
		{Field: f, Offset: half, Length: len(text) - half, Group: true},
		{Field: own, Offset: half, Length: len(text) - half, Depth: 1, Opaque: true},
	}
	return it
}
