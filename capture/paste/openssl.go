package paste

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
)

// readMessages reads what openssl s_client and s_server show with -msg, or s_client
// with -debug: the arrows and the words before each dump say who sent it. ok is
// false where the text is neither.
func readMessages(text string) ([]Part, bool, *Error) {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if _, ok := newHeading(l); ok {
			parts, err := readMsg(lines[i:], i)
			return parts, true, err
		}
		if side, _, ok := debugHeading(l); ok && side != 0 {
			parts, err := readDebug(lines[i:])
			return parts, true, err
		}
	}
	if strings.Contains(text, "Sent Record\nHeader:") || strings.Contains(text, "Received Record\nHeader:") {
		return nil, true, &Error{"this is the output of openssl with -trace: it has the fields, and not all of the bytes", "openssl s_client -msg shows the bytes"}
	}
	return nil, false, nil
}

// A heading is the line over a dump of -msg:
// "<<< TLS 1.3, Handshake [length 007a], ServerHello".
type heading struct {
	sent   bool // >>>
	what   string
	length int
}

func newHeading(line string) (h heading, ok bool) {
	line = strings.TrimSpace(line)
	rest, sent := strings.CutPrefix(line, ">>> ")
	if !sent {
		if rest, ok = strings.CutPrefix(line, "<<< "); !ok {
			return h, false
		}
	}
	head, tail, ok := strings.Cut(rest, " [length ")
	if !ok {
		return h, false
	}
	digits, _, ok := strings.Cut(tail, "]")
	n, err := strconv.ParseUint(digits, 16, 24)
	if !ok || err != nil {
		return h, false
	}
	_, what, _ := strings.Cut(head, ", ")
	return heading{sent: sent, what: what, length: int(n)}, true
}

// readMsg reads the dumps of -msg. Record headers, and the inner types of TLS 1.3,
// stand between the messages: they are left out, because the messages behind
// them are shown decrypted. Lines of s_client that stand between are no part.
func readMsg(lines []string, first int) ([]Part, *Error) {
	var parts []Part
	for i := 0; i < len(lines); i++ {
		h, ok := newHeading(lines[i])
		if !ok {
			continue
		}
		number := first + i + 1
		var b []byte
		for i+1 < len(lines) && len(b) < h.length {
			digits := strings.Join(strings.Fields(lines[i+1]), "")
			if digits == "" || strings.Trim(digits, "0123456789abcdefABCDEF") != "" || len(digits)%2 == 1 {
				break
			}
			b = appendDigits(b, digits)
			i++
		}
		p := Part{From: capture.Server, Bytes: b[:min(len(b), h.length)]}
		if h.sent {
			p.From = capture.Client
		}
		switch h.what {
		case "Handshake":
			p.Kind = Handshake
		case "Alert":
			p.Kind = Alert
		case "ChangeCipherSpec":
			p.Kind = ChangeCipherSpec
		default:
			continue
		}
		if len(b) < h.length {
			p.Note = fmt.Sprintf("the %s under line %d has %d bytes of %d", h.what, number, len(b), h.length)
		}
		if len(b) > 0 {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return nil, &Error{"there are arrows of openssl -msg, and no message with its bytes below them", "paste the lines of digits, too"}
	}
	if p := parts[0]; p.From == capture.Server && p.Kind == Handshake && p.Bytes[0] == 1 { // s_server: it received the ClientHello
		for i := range parts {
			parts[i].From = parts[i].From.Other()
		}
	}
	return noted(parts, "openssl shows messages decrypted and without their records"), nil
}

// debugHeading is the line over a dump of -debug: "write to 0x55… [0x55…] (297
// bytes => 297 (0x129))". The second number is what was moved.
func debugHeading(line string) (side capture.Side, n int, ok bool) {
	switch line = strings.TrimSpace(line); {
	case strings.HasPrefix(line, "write to 0x"):
		side = capture.Client
	case strings.HasPrefix(line, "read from 0x"):
		side = capture.Server
	default:
		return 0, 0, false
	}
	_, moved, found := strings.Cut(line, "=> ")
	moved, _, _ = strings.Cut(moved, " ")
	n, err := strconv.Atoi(moved)
	return side, n, found && err == nil
}

// readDebug reads the dumps of -debug: records as they crossed the wire.
func readDebug(lines []string) ([]Part, *Error) {
	var parts []Part
	for i := 0; i < len(lines); {
		side, n, ok := debugHeading(lines[i])
		i++
		from := i
		for i < len(lines) {
			if _, _, next := debugHeading(lines[i]); next {
				break
			}
			i++
		}
		if !ok || n <= 0 {
			continue
		}
		rows := min(i-from, (n+15)/16+1)
		chunks, ok, err := dumpOf(inOrder)(strings.Join(lines[from:from+rows], "\n"))
		if err != nil {
			return nil, err
		}
		if !ok || len(chunks[0].bytes) < n-16 {
			continue // nothing was moved, or it is not whole
		}
		b := chunks[0].bytes
		parts = append(parts, Part{Kind: Records, From: side, Bytes: b[:min(n, len(b))]})
	}
	if len(parts) == 0 {
		return nil, &Error{"there are lines of openssl -debug, and no bytes below them", "paste the dumps, too"}
	}
	if b := parts[0].Bytes; parts[0].From == capture.Server && len(b) > 5 && b[0] == 22 && b[5] == 1 { // s_server
		for i := range parts {
			parts[i].From = parts[i].From.Other()
		}
	}
	return parts, nil
}
