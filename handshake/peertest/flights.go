package peertest

import (
	"testing"

	"github.com/tlsteach/tlsteach/capture"
)

// segmentSize is how much TCP carries in a packet of 1500 bytes.
const segmentSize = 1460

// FirstClientPort is the port of the first client of a capture; the next ones
// follow.
const FirstClientPort = 50000

// WriteCapture writes recordings as a capture file, with the segments that TCP
// would have made of them, whatever the borders of records are.
func WriteCapture(t testing.TB, recordings ...*capture.Recording) (file string) {
	t.Helper()
	var connections [][]segment
	for _, rec := range recordings {
		connections = append(connections, flights(rec))
	}
	return writePackets(t, connections)
}

// flights cuts what a side sent until the other spoke into segments.
func flights(rec *capture.Recording) (out []segment) {
	var waiting []byte
	var from capture.Side
	send := func() {
		for len(waiting) > 0 {
			n := min(segmentSize, len(waiting))
			out = append(out, segment{from: from, bytes: waiting[:n]})
			waiting = waiting[n:]
		}
		waiting = nil
	}
	for _, e := range rec.Events {
		if e.Kind != capture.Data {
			continue
		}
		if e.From != from {
			send()
			from = e.From
		}
		waiting = append(waiting, e.Data...)
	}
	send()
	return out
}
