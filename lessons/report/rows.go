package report

import (
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Rows are the arrows of a connection as a report draws them, for a document. What
// is behind the last of them is counted.
func Rows(items []*handshake.Item, version registry.Version) (rows []transcript.LadderRow, more int) {
	var l ladder
	for _, it := range items {
		l.add(it)
	}
	hidden := version >= registry.VersionTLS13 || version == 0
	for i := range l.rows {
		r := &l.rows[i]
		out := transcript.LadderRow{From: r.from.String(), Label: r.label, Bytes: r.bytes, Closed: r.closed || r.opened, Opened: r.opened, Millis: telling.Millis(r.at)}
		if out.Label == "" {
			out.Label = protectedName(r.kind, hidden)
		}
		if r.records > 1 {
			out.Label += ", " + thousands(r.records) + " records"
		}
		if r.from == nobody {
			out.From = "server"
			out.Label += " both ways"
		}
		if r.hurt {
			out.Note = "damaged"
		}
		rows = append(rows, out)
	}
	return rows, l.rest.records
}

// Called is what a person calls a message or record: "Alert: fatal decode_error".
func Called(it *handshake.Item) string { return itemName(it) }
