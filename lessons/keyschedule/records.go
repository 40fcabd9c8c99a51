package keyschedule

import (
	"fmt"
	"slices"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// A keySet is the key and the IV of one direction at one stage.
type keySet struct {
	name string // "client_handshake"
	keys record.Keys
}

// keySets are the four of the schedule, in the order in which they come to be.
func (w *worked) keySets() []keySet {
	var out []keySet
	for _, name := range []string{"client_handshake", "server_handshake", "client_application", "server_application"} {
		if key := w.steps.Output(name + "_write_key"); key != nil {
			out = append(out, keySet{name, record.Keys{Key: key, IV: w.steps.Output(name + "_write_iv")}})
		}
	}
	return out
}

// A closedRecord is a protected record as it crossed, and what opens it.
type closedRecord struct {
	from    capture.Side
	number  int // counted from 0 in its direction
	body    []byte
	by      []string // the key sets that open it, at whatever sequence number
	carries string   // what was in it
}

// closedRecords tries each of the key sets on each protected record.
func (w *worked) closedRecords() []closedRecord {
	items, _ := handshake.Decode(w.act.Session.Recording) // nothing is opened here
	var out []closedRecord
	for _, it := range items {
		if it.Kind != handshake.KindApplicationData || !it.Protected {
			continue
		}
		r := closedRecord{from: it.From, number: it.Record, body: it.Bytes}
		for _, set := range w.keySets() {
			if o, ok := w.open(set.keys, r.body, len(items)); ok {
				r.by, r.carries = append(r.by, set.name), carried(o)
			}
		}
		out = append(out, r)
	}
	return out
}

// open tries a key and an IV on the body of a record, at every sequence number
// that it could have.
func (w *worked) open(k record.Keys, body []byte, records int) (record.Opened, bool) {
	half, err := record.New(w.in.Version, w.in.Suite, k, record.Options{})
	if err != nil {
		return record.Opened{}, false
	}
	for seq := range records {
		half.SetSeq(uint64(seq))
		if o, err := half.Open(nil, registry.ContentApplicationData, registry.VersionTLS12, body); err == nil {
			return o, true
		}
	}
	return record.Opened{}, false
}

// carried names what a record held.
func carried(o record.Opened) string {
	if o.Type == registry.ContentHandshake && len(o.Content) > 0 {
		return registry.HandshakeType(o.Content[0]).String()
	}
	return o.Type.String()
}

// openedBy counts the records that exactly one key set opens, and the key sets
// that opened one.
func openedBy(records []closedRecord) (once int, sets []string) {
	for _, r := range records {
		if len(r.by) == 1 {
			once++
		}
		for _, name := range r.by {
			if !slices.Contains(sets, name) {
				sets = append(sets, name)
			}
		}
	}
	return once, sets
}

// opens is the verdict that every protected record opens with one key, and with no
// other.
func opens(s *anatomy.Scene) anatomy.Verdict {
	records := work(s.Act(first)).closedRecords()
	once, sets := openedBy(records)
	total := max(len(records), 1)
	return anatomy.Verdict{
		Got:  fmt.Sprintf("%d of %d records open with one key each, %d keys are used", once, total, len(sets)),
		Want: fmt.Sprintf("%d of %d records open with one key each, 4 keys are used", total, total),
		At:   everyRecord,
	}
}
