package starttls_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture/starttls"
)

// everyMessage calls a test for each message of the server in the usual dialogue of
// each protocol, with what stands before it.
func everyMessage(t *testing.T, test func(t *testing.T, protocol string, before script, message string, last bool)) {
	t.Helper()
	for _, p := range starttls.Protocols() {
		s := usual(p.Name)
		for i, turn := range s {
			if turn.says == "" {
				continue
			}
			last := true
			for _, later := range s[i+1:] {
				last = last && later.says == ""
			}
			t.Run(fmt.Sprintf("%s/%d", p.Name, i), func(t *testing.T) { test(t, p.Name, s[:i:i], turn.says, last) })
		}
	}
}

// TestCut is a server that closes, or is silent, behind each byte of what it says.
func TestCut(t *testing.T) {
	everyMessage(t, func(t *testing.T, protocol string, before script, message string, last bool) {
		for n := range message {
			for end, want := range map[ending]error{closes: starttls.ErrClosed, isQuiet: starttls.ErrSilent} {
				e := failed(t, play(t, protocol, append(before, says(message[:n])), end))
				if !errors.Is(e, want) {
					t.Errorf("behind %q: %v", message[:n], e)
				}
				if came := strings.ReplaceAll(message[:n], "\r", ""); !strings.Contains(came, e.Said) {
					t.Errorf("behind %q it said %q", message[:n], e.Said)
				}
			}
		}
	})
}

// TestEarly is a server, or somebody on the path, whose messages have something behind
// them that was not asked for.
func TestEarly(t *testing.T) {
	everyMessage(t, func(t *testing.T, protocol string, before script, message string, _ bool) {
		e := failed(t, play(t, protocol, append(before, says(message+"250 injected\r\n")), closes))
		reason := e.Reason
		if protocol == "xmpp" && errors.Is(reason, starttls.ErrGarbage) {
			return // text between the elements of a stream is none of its parts
		}
		if !errors.Is(reason, starttls.ErrEarly) {
			t.Errorf("%v", e)
		}
	})
}

// TestGarbage is a server that sends something else in the place of each message.
func TestGarbage(t *testing.T) {
	for _, garbage := range []string{"\x00\xff\x1b[2J\r\n", "\x00\x00\x00\x00\x00\x00\x00\x00", "\r\n", "<", "ÿ\r\n", strings.Repeat("\x80", 300) + "\n"} {
		everyMessage(t, func(t *testing.T, protocol string, before script, _ string, _ bool) {
			e := failed(t, play(t, protocol, append(before, says(garbage)), closes))
			if !errors.Is(e, starttls.ErrGarbage) && !errors.Is(e, starttls.ErrClosed) {
				t.Errorf("%q: %v", garbage, e)
			}
		})
	}
}

// TestEndless is a server that does not stop, in a line or with lines, in the place of
// each message and in its middle.
func TestEndless(t *testing.T) {
	endless := []string{long, "220-line\r\n", "* line\r\n", "+OK\r\n", "line\r\n", "<a>", " ", "\x00", "\xff"}
	everyMessage(t, func(t *testing.T, protocol string, before script, message string, last bool) {
		for _, text := range endless {
			text = strings.Repeat(text, 1+100/len(text))
			failed(t, play(t, protocol, append(before, turn{says: text, more: 1 << 20}), goesOn))
			if !last { // the last one may end as it should, and the rest stands in the place of the server hello
				failed(t, play(t, protocol, append(before, says(message[:len(message)/2]), turn{says: text, more: 1 << 20}), goesOn))
			}
		}
	})
}

// TestFull is a server whose features fill all the room of a dialogue.
func TestFull(t *testing.T) {
	for protocol, s := range map[string]script{
		"smtp": {says("220 x\r\n"), hears(smtpHello), turn{says: "250-more\r\n", more: 1 << 20}},
		"imap": {says("* OK\r\n"), hears("a1 CAPABILITY\r\n"), turn{says: "* more\r\n", more: 1 << 20}},
		"pop3": {says("+OK\r\n"), hears("CAPA\r\n"), says("+OK\r\n"), turn{says: "MORE\r\n", more: 1 << 20}},
		"ftp":  {says("220-x\r\n"), turn{says: "more\r\n", more: 1 << 20}},
		"xmpp": {hears(xmppHello), says(xmppStream), says("<stream:features>"), turn{says: "<more/>", more: 1 << 20}},
	} {
		if e := failed(t, play(t, protocol, s, goesOn)); !errors.Is(e, starttls.ErrTooLong) {
			t.Errorf("%s: %v", protocol, e)
		}
	}
}
