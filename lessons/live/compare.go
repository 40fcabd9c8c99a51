package live

import (
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Compare puts two connections to one server side by side: what the second saved by
// going on with the session of the first, or why it did not.
func Compare(first, second *Seen) []transcript.Block {
	t := &transcript.Table{Head: plain("", "first", "second")}
	row := func(name string, of func(*Seen) string) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(name),
			{{Style: transcript.RunValue, Text: of(first)}}, {{Style: transcript.RunValue, Text: of(second)}}})
	}
	row("session", func(s *Seen) string { return map[bool]string{true: "resumed", false: "new"}[s.Report.Resumed] })
	row("version", func(s *Seen) string { return s.Report.Version.String() })
	row("cipher suite", func(s *Seen) string { return s.Report.CipherSuite.String() })
	row("the server's messages", func(s *Seen) string { return strings.Join(s.handshakeOf(capture.Server), ", ") })
	row("certificates shown", func(s *Seen) string { return fmt.Sprint(len(s.Certificates)) })
	row("handshake, bytes of the client", func(s *Seen) string { return fmt.Sprint(s.handshakeBytes(capture.Client)) })
	row("handshake, bytes of the server", func(s *Seen) string { return fmt.Sprint(s.handshakeBytes(capture.Server)) })
	row("time to the client's Finished", func(s *Seen) string { return fmt.Sprintf("%.1f ms", float64(s.finished().Microseconds())/1000) })
	row("session tickets", func(s *Seen) string { return fmt.Sprint(s.count("NewSessionTicket")) })
	return []transcript.Block{heading("The two connections, compared"), &transcript.Prose{Text: transcript.Plainly(resumption(first, second))}, t}
}

// resumption says in a sentence whether a session was gone on with, and why not.
func resumption(first, second *Seen) string {
	h, _ := second.hello()
	switch {
	case second.Report.Resumed:
		return "The second connection went on with the session of the first: no certificate crossed, that of the first counts."
	case first.count("NewSessionTicket") == 0 && h != nil && len(h.PSKIdentities) == 0 && len(h.SessionTicket) == 0:
		return "The session was not resumed: the server gave no ticket on the first connection."
	case h != nil && (len(h.PSKIdentities) > 0 || len(h.SessionTicket) > 0):
		return "The session was not resumed: the client showed its ticket, and the server began anew."
	}
	return "The session was not resumed: the client had nothing to show that fits."
}

func (s *Seen) count(name string) (n int) {
	for _, it := range s.Items {
		if it.Name == name && it.Err == nil {
			n++
		}
	}
	return n
}

// handshakeOf names the handshake messages of a side up to its Finished.
func (s *Seen) handshakeOf(side capture.Side) (names []string) {
	for _, it := range s.Items {
		if it.From != side || it.Kind != handshake.KindHandshake || it.Name == "NewSessionTicket" {
			continue
		}
		names = append(names, it.Name)
		if it.Name == "Finished" {
			break
		}
	}
	return names
}

// handshakeBytes are those of its handshake messages up to its Finished.
func (s *Seen) handshakeBytes(side capture.Side) (n int) {
	for _, it := range s.Items {
		if it.From != side || it.Kind != handshake.KindHandshake || it.Name == "NewSessionTicket" {
			continue
		}
		if n += len(it.Bytes); it.Name == "Finished" {
			break
		}
	}
	return n
}

// finished is when the client's Finished crossed.
func (s *Seen) finished() (at time.Duration) {
	for _, it := range s.Items {
		if it.From == capture.Client && it.Name == "Finished" {
			return it.At
		}
	}
	return at
}
