package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/pasted"
	"github.com/tlsteach/tlsteach/lessons/report"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// explainedBlocks shows items as the lessons show messages: how the input was
// understood, a ladder where there are several messages, then each message. The
// headers of records that are as they should be are shown only on demand.
func explainedBlocks(e *pasted.Pasted, items []*handshake.Item, f *explainFlags) []transcript.Block {
	var blocks []transcript.Block
	if !f.quiet && len(e.Notes) > 0 {
		blocks = append(blocks, &transcript.Note{Role: "aside", Text: transcript.Plainly("How this was read: " + strings.Join(e.Notes, "; ") + ".")})
	}
	if l := explainedLadder(items); len(l.Rows) > 1 {
		blocks = append(blocks, l)
	}
	alone := 0
	teller := report.NewTeller(report.Options{Whole: true, Fields: f.verbose, Explain: f.explain})
	for _, it := range items {
		if it.Kind == handshake.KindRecord && it.Err == nil && !f.verbose && len(f.messages) == 0 {
			continue
		}
		b := teller.Block(it, time.Time{})
		if it.Kind == pasted.KindCertificate {
			alone++
			b.Name, b.Title, b.From, b.Where, b.Ref = "Certificate", fmt.Sprintf("Certificate %d", alone), "", "", "RFC 5280 §4.1"
		}
		if e.Bare(it) {
			b.Where = "" // nobody knows whether it crossed in the clear
		}
		blocks = append(blocks, b)
	}
	if !f.verbose && !f.explain && !f.quiet && len(items) > 0 {
		blocks = append(blocks, &transcript.Note{Role: "aside", Text: transcript.Plainly("-v shows every field of every message, --explain what each means.")})
	}
	return blocks
}

// explainedLadder draws the messages between the two sides.
func explainedLadder(items []*handshake.Item) *transcript.Ladder {
	l := &transcript.Ladder{Client: "client", Server: "server"}
	for _, it := range items {
		if it.Kind == handshake.KindRecord && it.Err == nil || it.From != capture.Client && it.From != capture.Server {
			continue
		}
		row := transcript.LadderRow{From: it.From.String(), Label: it.Name, Bytes: len(it.Bytes), Closed: it.Protected}
		switch {
		case it.Protected && it.Missing != "":
			row.Label = fmt.Sprintf("record %d, protected", it.Record)
		case it.Kind == handshake.KindRecord && len(it.Bytes) == handshake.RecordHeaderLength:
			continue // what it carried says so, too
		case it.Kind == handshake.KindRecord:
			row.Label = "no record of TLS"
		case it.Kind == handshake.KindAlert:
			if f, ok := it.Find("description"); ok {
				row.Label += ": " + f.Text()
			}
		}
		if it.Err != nil {
			row.Note = "damaged"
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}
