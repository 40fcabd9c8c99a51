package telling

import (
	"fmt"
	"net"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// ladder draws the messages of a connection.
func (t *teller) ladder(act, title string) error {
	if !t.scene.Has(act) {
		return fmt.Errorf("ladder: the run has no connection %q", act)
	}
	text, err := t.filled(title)
	if err != nil {
		return err
	}
	t.add(Ladder(t.scene, act, text))
	return nil
}

// Ladder draws the messages of a connection in the order in which they crossed.
func Ladder(s *anatomy.Scene, act, title string) *transcript.Ladder {
	a := s.Act(act)
	l := &transcript.Ladder{Title: title, Client: "client" + port(s, a.Session.Recording.Client), Server: "server" + port(s, a.Session.Recording.Server)}
	for _, it := range a.Items {
		if it.Kind == handshake.KindRecord && it.Err == nil {
			continue
		}
		row := transcript.LadderRow{From: it.From.String(), Label: it.Name, Bytes: len(it.Bytes), Closed: it.Protected, Opened: it.Decrypted}
		switch {
		case it.Decrypted && it.Kind == handshake.KindApplicationData:
			row.Label = "application data"
		case it.Protected && !it.Decrypted:
			row.Label = fmt.Sprintf("record %d, protected", it.Record)
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
		if !s.Stable {
			row.Millis = Millis(it.At)
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func port(s *anatomy.Scene, address string) string {
	_, p, err := net.SplitHostPort(address)
	if err != nil || s.Stable {
		return ""
	}
	return " :" + p
}

// BytesOf shows the first bytes of a run, at most limit of them.
func BytesOf(title string, data []byte, limit int, spans ...transcript.ByteSpan) *transcript.Bytes {
	b := &transcript.Bytes{Title: title, Data: data, Spans: spans}
	if len(data) > limit {
		b.Data, b.Total = data[:limit], len(data)
	}
	return b
}

// ClearLadder draws a connection that is not TLS: a row each time a side spoke.
func ClearLadder(s *anatomy.Scene, act, title string, label func(from capture.Side, data []byte) string) *transcript.Ladder {
	rec := s.Act(act).Session.Recording
	l := &transcript.Ladder{Title: title, Client: "client" + port(s, rec.Client), Server: "server" + port(s, rec.Server)}
	for _, turn := range Turns(rec) {
		row := transcript.LadderRow{From: turn.From.String(), Label: label(turn.From, turn.Data), Bytes: len(turn.Data)}
		if !s.Stable {
			row.Millis = Millis(turn.At)
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}
