package live

import (
	"fmt"
	"net"
	"runtime"
	"strconv"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/report"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Tell makes the document of the connection: headline, where it failed, ladder,
// messages, certificates, checks.
func (s *Seen) Tell() *transcript.Document {
	d := s.Headline()
	add := func(blocks ...transcript.Block) { d.Blocks = append(d.Blocks, blocks...) }
	add(s.ladder()...)
	add(s.messages()...)
	add(s.exchange()...)
	add(s.chain()...)
	add(s.checks()...)
	return d
}

// Headline is the document without ladder and all that follows: of one connection
// among many.
func (s *Seen) Headline() *transcript.Document {
	d := &transcript.Document{Command: s.Command, Stamp: transcript.Stamp{Go: runtime.Version()}}
	d.Blocks = append(s.headline(), s.Aside...)
	if s.Failure != nil {
		d.Blocks = append(d.Blocks, s.Failure.blocks(s.Edited)...)
	}
	return d
}

// Short is the document without messages and all that follows.
func (s *Seen) Short() *transcript.Document {
	d := s.Headline()
	d.Blocks = append(d.Blocks, s.ladder()...)
	return d
}

// headline is who talked to whom, what they agreed on and how it went.
func (s *Seen) headline() []transcript.Block {
	t := &transcript.Table{Head: plain("what", "value")}
	line := func(name, value string) {
		if value != "" {
			t.Rows = append(t.Rows, fact(name, value))
		}
	}
	line("began", s.Recording.Start.UTC().Format("2006-01-02 15:04:05.000 UTC"))
	for _, f := range s.Facts {
		line(f.Name, f.Value)
	}
	r := &s.Report
	line("before TLS", s.Before)
	line("server name", r.ServerName)
	if r.Version != 0 {
		line("version", r.Version.String())
		line("cipher suite", r.CipherSuite.String())
	}
	if r.Group != 0 {
		line("key exchange", r.Group.String())
	}
	line("ALPN", r.ALPN)
	if r.Complete {
		line("resumed", map[bool]string{true: "yes, an earlier session", false: "no"}[r.Resumed])
	}
	line("JA4", r.JA4)
	line("JA3", r.JA3)
	line("decrypted", s.opened())
	out := []transcript.Block{
		&transcript.Heading{Level: 2, Text: transcript.Plainly(fmt.Sprintf("%d · %s → %s", s.Number, s.Recording.Client, s.Recording.Server))},
		t,
		&transcript.Prose{Text: transcript.Text{{Style: transcript.Strong, Text: r.Outcome}}},
	}
	if err := s.Recording.Err(); err != nil {
		out = append(out, &transcript.Note{Role: "warning", Text: transcript.Plainly(err.Error())})
	}
	return out
}

// opened says how much of what crossed encrypted was decrypted.
func (s *Seen) opened() string {
	opened, closed := s.Report.Opened(), s.Report.Closed()
	switch {
	case opened+closed == 0:
		return ""
	case closed == 0:
		return fmt.Sprintf("all %d records that crossed encrypted", opened)
	}
	return fmt.Sprintf("%d of %d records that crossed encrypted", opened, opened+closed)
}

func (s *Seen) ladder() []transcript.Block {
	if !s.TLS {
		return s.clear()
	}
	l := &transcript.Ladder{Client: "client" + port(s.Recording.Client), Server: "server" + port(s.Recording.Server)}
	more := 0
	l.Rows, more = report.Rows(s.Items, s.Report.Version)
	out := []transcript.Block{l}
	if more > 0 {
		out = append(out, &transcript.Prose{Text: transcript.Plainly("Then " + strconv.Itoa(more) + " more messages and records.")})
	}
	return out
}

// shownData is how many records of application data are shown of each side.
const shownData = 3

// messages are those of the connection that say something.
func (s *Seen) messages() (out []transcript.Block) {
	t := report.NewTeller(report.Options{Fields: s.Verbose, Explain: s.Verbose})
	data := [3]int{}
	for _, it := range s.Items {
		if !t.Tells(it) || (goodbye(it) || s.ourPage(it)) && !s.Verbose {
			continue
		}
		if it.Kind == handshake.KindApplicationData && it.Err == nil {
			if data[it.From]++; data[it.From] > shownData {
				continue
			}
		}
		if m := t.Block(it, s.Recording.Start.Add(it.At)); len(m.Fields) > 0 || m.Error != "" {
			out = append(out, m)
		}
	}
	if len(out) > 0 {
		out = append([]transcript.Block{heading("Messages")}, out...)
	}
	return out
}

// ourPage says whether an item carries what our own server answers: pages about the
// connection that it is on.
func (s *Seen) ourPage(it *handshake.Item) bool {
	return s.Us == capture.Server && it.From == capture.Server && it.Kind == handshake.KindApplicationData && it.Err == nil
}

// goodbye says whether a message is a close_notify, of which the ladder says all.
func goodbye(it *handshake.Item) bool {
	a, ok := it.Message.(*handshake.Alert)
	return ok && it.Err == nil && a.Description == registry.AlertCloseNotify
}

func heading(s string) *transcript.Heading {
	return &transcript.Heading{Level: 2, Text: transcript.Plainly(s)}
}

func plain(cells ...string) (row []transcript.Text) {
	for _, c := range cells {
		row = append(row, transcript.Plainly(c))
	}
	return row
}

// fact is a row whose value is of this run.
func fact(name, value string) []transcript.Text {
	return []transcript.Text{transcript.Plainly(name), {{Style: transcript.RunValue, Text: value}}}
}

func port(address string) string {
	if _, p, err := net.SplitHostPort(address); err == nil {
		return " :" + p
	}
	return ""
}
