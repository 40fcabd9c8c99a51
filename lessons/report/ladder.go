package report

import (
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// A ladder is the arrows of a connection. Records of one kind that follow one
// another on the same side are one arrow.
type ladder struct {
	rows []row
	rest row // what comes behind the last row
}

// A row is one arrow, or, from nobody, a run of records in both directions.
type row struct {
	label   string
	kind    handshake.Kind
	from    capture.Side
	closed  bool // it crossed encrypted, and was not opened
	opened  bool // it crossed encrypted, and was
	hurt    bool
	at      time.Duration // of its first byte
	bytes   int
	records int
}

// What a ladder holds: from turns rows on, records of application data of both
// directions are one row; behind most rows, everything is the rest.
const (
	turns = 24
	most  = 48
)

// add draws an item. The header of a record is no arrow, unless it is damaged.
func (l *ladder) add(it *handshake.Item) {
	if it.Kind == handshake.KindRecord && it.Err == nil {
		return
	}
	r := row{kind: it.Kind, from: it.From, closed: it.Protected && !it.Decrypted, opened: it.Decrypted, hurt: it.Err != nil, at: it.At, bytes: len(it.Bytes), records: 1}
	if !r.closed || it.Name != "" {
		r.label = itemName(it)
	}
	if isHole(it) {
		r.bytes = it.Err.Need
	}
	n := len(l.rows)
	if n >= turns && r.kind == handshake.KindApplicationData && !r.hurt {
		r.from = 0
	}
	switch {
	case n > 0 && l.rows[n-1].takes(&r):
		l.rows[n-1].bytes += r.bytes
		l.rows[n-1].records++
	case n < most:
		l.rows = append(l.rows, r)
	default:
		if l.rest.records == 0 {
			l.rest.at = r.at
		}
		l.rest.bytes += r.bytes
		l.rest.records++
		l.rest.hurt = l.rest.hurt || r.hurt
	}
}

// takes says whether another row is more of the same.
func (r *row) takes(next *row) bool {
	return r.kind == next.kind && r.from == next.from && r.closed == next.closed && r.opened == next.opened && r.label == next.label && !r.hurt && !next.hurt
}
