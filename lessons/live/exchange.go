package live

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// How much of a request and its answer is shown.
const (
	shownLines = 40
	shownLine  = 400
	shownHead  = 64 << 10 // in which the end of the head is looked for
	shownBody  = 1200
)

// exchange shows what the applications said, decrypted, where it is HTTP/1: the
// request, and the beginning of the answer.
func (s *Seen) exchange() []transcript.Block {
	request, answer := s.application(capture.Client), s.application(capture.Server)
	if !isRequest(request) {
		return nil
	}
	out := []transcript.Block{heading("What the applications said, decrypted")}
	out = append(out, spoken("The client", request)...)
	if len(answer) > 0 && s.Us != capture.Server { // which answers with pages about this connection
		out = append(out, spoken("The server", answer)...)
	}
	return out
}

// application is what the application of one side said, as far as it was opened.
func (s *Seen) application(from capture.Side) (out []byte) {
	for _, it := range s.Items {
		if it.From == from && it.Kind == handshake.KindApplicationData && it.Decrypted {
			out = append(out, it.Bytes...)
		}
	}
	return out
}

// isRequest says whether bytes begin as a request of HTTP/1: RFC 9112 §3.
func isRequest(b []byte) bool {
	line, _, ok := bytes.Cut(b[:min(len(b), 8<<10)], []byte("\r\n"))
	return ok && (bytes.HasSuffix(line, []byte(" HTTP/1.1")) || bytes.HasSuffix(line, []byte(" HTTP/1.0")))
}

// spoken is a message of HTTP/1: the lines of its head, and how its body begins.
func spoken(who string, b []byte) (out []transcript.Block) {
	head, _, ended := bytes.Cut(b[:min(len(b), shownHead)], []byte("\r\n\r\n"))
	body := b[min(len(b), len(head)+len("\r\n\r\n")):]
	if !ended {
		body = nil
	}
	t := &transcript.Table{Title: fmt.Sprintf("%s: %d bytes", who, len(b)), Head: plain("name", "value")}
	lines := strings.Split(string(head), "\r\n")
	t.Rows = append(t.Rows, fact("first line", beginning(lines[0])))
	for _, l := range lines[1:min(len(lines), shownLines)] {
		name, value, _ := strings.Cut(l, ":")
		t.Rows = append(t.Rows, []transcript.Text{{{Style: transcript.RunValue, Text: beginning(name)}}, {{Style: transcript.RunValue, Text: beginning(strings.TrimSpace(value))}}})
	}
	if more := len(lines) - shownLines; more > 0 {
		t.Rows = append(t.Rows, fact("…", fmt.Sprintf("%d more lines", more)))
	}
	out = append(out, t)
	if len(body) == 0 {
		return out
	}
	part := body[:min(len(body), shownBody)]
	for len(part) < len(body) && len(part) > 0 && !utf8.RuneStart(body[len(part)]) {
		part = part[:len(part)-1] // not in the middle of a character
	}
	if !utf8.Valid(part) {
		return append(out, &transcript.Bytes{Title: "How its body begins", Data: append(transcript.Hex(nil), part[:min(len(part), 128)]...), Total: len(body)})
	}
	p := &transcript.Prose{Text: transcript.Plainly(fmt.Sprintf("%d bytes of its body came, and begin:", len(body)))}
	for l := range strings.Lines(string(part)) {
		if l = strings.TrimRight(l, "\r\n"); l != "" {
			p.Items = append(p.Items, transcript.Text{{Style: transcript.Code, Text: l}})
		}
	}
	return append(out, p)
}

// beginning is a line, or as much of it as is shown.
func beginning(line string) string {
	if len(line) <= shownLine {
		return line
	}
	n := shownLine
	for n > shownLine-utf8.UTFMax && !utf8.RuneStart(line[n]) {
		n-- // not in the middle of a character
	}
	return fmt.Sprintf("%s… and %d bytes more", line[:n], len(line)-n)
}
