package tamper

import (
	"bytes"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Tell is what the hand did to a connection, and what the peers answered.
func (h *Hand) Tell(s *live.Seen) []transcript.Block {
	out := []transcript.Block{&transcript.Heading{Level: 2, Text: transcript.Plainly("What the edit " + h.edit.Name + " did")}}
	changes := h.Changes()
	if len(changes) == 0 {
		none := h.none
		if none == "" {
			none = "what it changes did not pass"
		}
		return append(out, &transcript.Prose{Text: transcript.Plainly("Nothing: " + none + ". All bytes passed as they were.")})
	}
	did := &transcript.Prose{Text: transcript.Text{{Style: transcript.Strong, Text: "The tap changed one thing on the way"}}}
	for i, c := range changes {
		text := "It " + c.What + "."
		if i > 0 && c.What == changes[i-1].What {
			text = "It did the same to the second ClientHello, behind the HelloRetryRequest."
		}
		if what := h.carried(s, c); what != "" {
			text += " With its secrets, that record opens as it was sent: it carries " + what + "."
		}
		did.Items = append(did.Items, transcript.Plainly(text))
	}
	did.Items = append(did.Items, transcript.Plainly("All that is told of this connection, its headline and JA4 too, is of what was sent on."))
	return append(append(out, did), h.views(s), h.answers(s, changes))
}

// answers are what both peers said of it.
func (h *Hand) answers(s *live.Seen, changes []Change) transcript.Block {
	p := &transcript.Prose{Text: transcript.Text{{Style: transcript.Strong, Text: "What the peers answered"}}}
	add := func(text string) { p.Items = append(p.Items, transcript.Plainly(text)) }
	alerts := 0
	for _, it := range s.Items {
		a, ok := it.Message.(*handshake.Alert)
		if !ok || it.Err != nil || a.Description == registry.AlertCloseNotify {
			continue
		}
		alerts++
		add(fmt.Sprintf("The %s sent the alert %s (%d): %s", it.From, a.Description, uint8(a.Description), a.Description.Meaning()))
	}
	if alerts > 0 {
		add("In the end: " + s.Report.Outcome)
		return p
	}
	hidden := 0
	for _, it := range s.Items {
		if it.Kind == handshake.KindAlert && it.Missing != "" {
			hidden++
			add(fmt.Sprintf("The %s sent an alert that crossed encrypted: its secrets would open it (--keylog).", it.From))
		}
	}
	if hidden == 0 && s.Report.Version >= registry.VersionTLS13 && s.Report.Closed() > spoilt(changes) {
		add("No alert crossed in the clear. In TLS 1.3 one may have crossed encrypted: the secrets of the side that sent it would open it (--keylog).")
	} else if hidden == 0 {
		add("No alert crossed.")
	}
	add("In the end: " + s.Report.Outcome)
	return p
}

// spoilt is how many records do not open because they were changed.
func spoilt(changes []Change) (n int) {
	for _, c := range changes {
		if c.Protected {
			n++
		}
	}
	return n
}

// carried names what stood in a record before it was changed, where it can be
// opened.
func (h *Hand) carried(s *live.Seen, c Change) string {
	if !c.Protected || len(s.KeyLog) == 0 {
		return ""
	}
	c0 := s.Connection
	c0.Recording = undone(s.Recording, c)
	for _, it := range live.Read(c0).Items {
		if it.From == c.From && it.Record == c.Record && it.Kind != handshake.KindRecord && it.Decrypted {
			return it.Name
		}
	}
	return ""
}

// undone is a recording as it was before a change.
func undone(rec *capture.Recording, c Change) *capture.Recording {
	out := rec.Clone()
	at := int64(0)
	for i := range out.Events {
		e := &out.Events[i]
		if e.Kind != capture.Data || e.From != c.From {
			continue
		}
		if in := c.Offset - at; in >= 0 && in+int64(len(c.After)) <= int64(len(e.Data)) {
			e.Data = bytes.Join([][]byte{e.Data[:in], c.Before, e.Data[in+int64(len(c.After)):]}, nil)
			return out
		}
		at += int64(len(e.Data))
	}
	return out
}
