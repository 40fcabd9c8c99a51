package report_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/report"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A call is a connection of the lab: what was said, and what came of it.
type call struct {
	items   []*handshake.Item
	summary follow.Report
}

// talk makes a connection of this version for this name, on which the client says
// so many words.
func talk(t testing.TB, version uint16, name string, words int, edit func(int, []byte) []byte) call {
	t.Helper()
	one := uint64(1)
	l, err := lab.New(context.Background(), lab.Options{Seed: &one, Transport: lab.Memory})
	if err != nil {
		t.Fatal(err)
	}
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Issue(name)
	if err != nil {
		t.Fatal(err)
	}
	cc, sc := l.ClientConfig("client", ca, name), l.ServerConfig("server", cert)
	cc.MaxVersion, cc.NextProtos, sc.NextProtos = version, []string{"http/1.1"}, []string{"http/1.1"}
	client := lab.TLSClient(cc, func(c *tls.Conn) error {
		for range words {
			if _, err := io.WriteString(c, "a word"); err != nil {
				return err
			}
			if _, err := io.ReadFull(c, make([]byte, 6)); err != nil {
				return err
			}
		}
		return c.CloseWrite()
	})
	server := lab.TLSServer(sc, func(c *tls.Conn) error {
		_, err := io.Copy(c, c)
		return err
	})
	s, err := l.TalkEdited(client, server, edit)
	if err != nil {
		t.Fatal(err)
	}
	return decoded(s.Recording)
}

func decoded(rec *capture.Recording) call {
	items, state := handshake.Decode(rec)
	c := call{items: items}
	for _, it := range items {
		it.At = 1500 * time.Microsecond // times of the machine are no part of a test
		c.summary.Damaged = c.summary.Damaged || it.Err != nil
	}
	c.summary.Version, c.summary.CipherSuite, c.summary.Group = state.Version, state.CipherSuite, state.Group
	c.summary.ServerName, c.summary.ALPN = state.ServerName, state.ALPN
	c.summary.Complete, c.summary.Outcome = true, "The handshake was completed."
	return c
}

var began = time.Date(2026, time.November, 23, 9, 0, 0, 123456789, time.UTC)

// visit tells a visitor of n connections, one after another, with the calls in
// turn, and returns what a whole reading would.
func visit(v follow.Visitor, n int, calls ...call) follow.Summary {
	var sum follow.Summary
	for i := range n {
		what := calls[i%len(calls)]
		c := &follow.Connection{Number: i + 1, Began: began,
			Client: netip.AddrPortFrom(netip.MustParseAddr("10.0.0.1"), uint16(40000+i)), Server: netip.MustParseAddrPort("192.0.2.1:443")}
		v.Begin(c)
		for _, it := range what.items {
			v.Item(c, it)
		}
		c.Report = what.summary
		v.End(c)
		sum.Connections++
		if what.summary.Damaged {
			sum.Damaged++
		}
	}
	return sum
}

// text is the report of n connections.
func text(t testing.TB, o report.Options, n int, calls ...call) string {
	t.Helper()
	var b bytes.Buffer
	r := report.NewText(&b, o)
	if err := r.Close(visit(r, n, calls...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestShortensWhatIsLong(t *testing.T) {
	c := talk(t, tls.VersionTLS13, "school.example", 1, nil)
	const n = 130
	got := text(t, report.Options{File: "x.pcap"}, n, c)
	for what, want := range map[string]int{
		"192.0.2.1:443":          n,
		"  ClientHello · ":       10,
		"──── ClientHello":       100,
		"Connections from ":      2,
		"TLS_AES_128_GCM_SHA256": -1,
	} {
		if have := strings.Count(got, what); have != want && want >= 0 {
			t.Errorf("%q stands %d times, want %d", what, have, want)
		}
	}
	if brief := text(t, report.Options{Brief: true}, n, c); strings.Contains(brief, "ClientHello") || strings.Count(brief, "192.0.2.1:443") != n {
		t.Error("a brief report holds more than headlines")
	}
}

func TestWhatIsChosenIsToldInFull(t *testing.T) {
	c := talk(t, tls.VersionTLS12, "school.example", 1, nil)
	for name, test := range map[string]struct {
		o    report.Options
		want map[string]int
	}{
		"a connection": {report.Options{Choice: report.Choice{Connections: []report.Range{{First: 125, Last: 125}}}},
			map[string]int{"192.0.2.1:443": 1, "  125 · ": 1, "  ServerKeyExchange · ": 1, "──── ClientHello": 1}},
		"messages": {report.Options{Choice: report.Choice{Messages: []string{"serverhello", "certificate"}}},
			map[string]int{"192.0.2.1:443": 130, "  ServerHello · ": 130, "  Certificate · ": 130, "ClientHello": 0, "────◀": 0}},
		"both": {report.Options{Choice: report.Choice{Connections: []report.Range{{First: 2, Last: 3}, {First: 130, Last: 999}}, Messages: []string{"ClientHello"}}},
			map[string]int{"192.0.2.1:443": 3, "  ClientHello · ": 3}},
		"a message that is not there": {report.Options{Choice: report.Choice{Messages: []string{"ClientHelo"}}},
			map[string]int{"192.0.2.1:443": 0, "Not among the messages: ClientHelo. There are: ": 1}},
		"every field": {report.Options{Fields: true, Choice: report.Choice{Connections: []report.Range{{First: 1, Last: 1}}}},
			map[string]int{"legacy_compression_methods_length": 1, "The suite that the server chose": 0}},
		"every meaning": {report.Options{Explain: true, Choice: report.Choice{Connections: []report.Range{{First: 1, Last: 1}}}},
			map[string]int{"legacy_compression_methods_length": 1, "The suite that the server chose": 1, "fresh for this connection": 1}},
		"records": {report.Options{Choice: report.Choice{Connections: []report.Range{{First: 1, Last: 1}}, Messages: []string{"record"}}},
			map[string]int{"  record 0 of the client · client → server · 5 bytes": 1, "legacy_record_version": len(c.items) / 2}},
	} {
		t.Run(name, func(t *testing.T) {
			got := text(t, test.o, 130, c)
			for what, want := range test.want {
				if have := strings.Count(got, what); have != want {
					t.Errorf("%q stands %d times, want %d, in\n%.3000s", what, have, want, got)
				}
			}
		})
	}
}

func TestLadderOfALongConnectionIsShort(t *testing.T) {
	c := talk(t, tls.VersionTLS13, "school.example", 300, nil)
	got := text(t, report.Options{}, 1, c)
	if lines := strings.Count(got, "closed\n"); lines > 60 {
		t.Errorf("%d arrows", lines)
	}
	if !strings.Contains(got, "records both ways, ") {
		t.Errorf("the rest is not put together:\n%s", got)
	}
}

func TestDamageIsLoud(t *testing.T) {
	flip := func(n int, b []byte) []byte {
		if n == 0 && len(b) > 60 {
			b = bytes.Clone(b)
			b[5+38] = 0xff // the length of the session ID
		}
		return b
	}
	c := damaged(t, flip)
	for name, o := range map[string]report.Options{"in full": {}, "brief": {Brief: true}, "every field": {Fields: true}} {
		got := text(t, o, 1, c)
		if !strings.Contains(got, "✘ damaged: ClientHello: legacy_session_id at offset 39: a session ID has") {
			t.Errorf("%s: the headline does not say what is damaged:\n%s", name, got)
		}
		if name != "brief" && (!strings.Contains(got, "✘ │──── ClientHello") || strings.Count(got, "damaged: ") < 2) {
			t.Errorf("%s: the damage does not stand in its place:\n%s", name, got)
		}
	}
}

// damaged is a connection whose first bytes were changed on their way, and which
// therefore failed.
func damaged(t *testing.T, edit func(int, []byte) []byte) call {
	t.Helper()
	c := talk(t, tls.VersionTLS12, "school.example", 1, nil)
	var stream []byte
	for _, it := range c.items {
		if it.Kind == handshake.KindRecord && it.From == capture.Client && it.Record == 0 {
			stream = append(stream, it.Bytes...)
		} else if it.Name == "ClientHello" {
			stream = append(stream, it.Bytes...)
		}
	}
	return decoded(&capture.Recording{Events: []capture.Event{{Kind: capture.Data, From: capture.Client, Data: edit(0, stream)}}})
}

const hostile = "\x1b[31m\u202e<script>\u200b\r\n\x00|`"

func TestAttackersTextIsVisible(t *testing.T) {
	c := talk(t, tls.VersionTLS12, "school.example", 1, nil)
	c.summary.ServerName, c.summary.ALPN, c.summary.Outcome = hostile, hostile, "It ended with "+hostile
	for _, o := range []report.Options{{}, {Brief: true}, {TextOptions: transcript.TextOptions{ASCII: true, Width: 40}}} {
		got := text(t, o, 2, c)
		for _, r := range got {
			if r < ' ' && r != '\n' || r == '\u202e' || r == '\u200b' || o.ASCII && r > '~' {
				t.Fatalf("%q reached the output:\n%s", r, got)
			}
		}
	}
}

func TestLinesFit(t *testing.T) {
	calls := []call{talk(t, tls.VersionTLS13, "school.example", 3, nil), talk(t, tls.VersionTLS12, "a-very-long-name.of-a-very-long-school.example", 3, nil)}
	for _, o := range []report.Options{{}, {Brief: true}, {Fields: true}, {Explain: true}} {
		for _, width := range []int{40, 61, 80, 140} {
			o.Width = width
			for _, l := range strings.Split(text(t, o, 2, calls...), "\n") {
				if n := len([]rune(l)); n > width {
					t.Errorf("width %d: a line of %d: %s", width, n, l)
				}
			}
		}
	}
}

func TestColourChangesNoText(t *testing.T) {
	c := talk(t, tls.VersionTLS12, "school.example", 1, nil)
	plain := text(t, report.Options{}, 22, c)
	colored := text(t, report.Options{TextOptions: transcript.TextOptions{Color: true}}, 22, c)
	for colored != "" {
		i := strings.IndexByte(colored, '\x1b')
		if i < 0 {
			break
		}
		colored = colored[:i] + colored[i+strings.IndexByte(colored[i:], 'm')+1:]
	}
	if plain != colored {
		t.Error("without its colours the text is another one")
	}
}

func TestOpenConnectionsAreToldAtTheEnd(t *testing.T) {
	call := talk(t, tls.VersionTLS13, "school.example", 1, nil)
	var b bytes.Buffer
	r := report.NewText(&b, report.Options{})
	c := &follow.Connection{Number: 1, Began: began}
	r.Begin(c)
	for _, it := range call.items {
		r.Item(c, it)
	}
	if err := r.Close(follow.Summary{Connections: 1}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, "reading ended before") || !strings.Contains(got, "──── ClientHello") {
		t.Errorf("what was read of an open connection is not told:\n%s", got)
	}
}

func TestWhatWaitsIsBounded(t *testing.T) {
	call := talk(t, tls.VersionTLS12, "school.example", 1, nil)
	var b bytes.Buffer
	r := report.NewText(&b, report.Options{Fields: true})
	c := &follow.Connection{Number: 1, Began: began}
	r.Begin(c)
	for range 500 {
		for _, it := range call.items {
			r.Item(c, it)
		}
	}
	if b.Len() == 0 {
		t.Error("nothing is printed before the end")
	}
	r.End(c)
	if err := r.Close(follow.Summary{Connections: 1}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Count(got, "  Certificate · ") != 500 || strings.Count(got, "has not ended yet") != 1 || !strings.Contains(got, "1 · the end of it") {
		t.Error("what was printed early is not whole, or its end is not said")
	}
}

func TestWritersErrorIsReturned(t *testing.T) {
	gone := errors.New("gone")
	call := talk(t, tls.VersionTLS13, "school.example", 1, nil)
	for _, v := range []interface {
		follow.Visitor
		Close(follow.Summary) error
	}{report.NewText(failing{gone}, report.Options{}), report.NewLines(failing{gone}, report.Choice{}, false, false)} {
		if err := v.Close(visit(v, 200, call)); !errors.Is(err, gone) {
			t.Errorf("%T: %v", v, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func BenchmarkText(b *testing.B) {
	calls := []call{talk(b, tls.VersionTLS13, "school.example", 1, nil), talk(b, tls.VersionTLS12, "school.example", 1, nil)}
	for name, n := range map[string]int{"InFull": 20, "WithLadder": 100, "Headline": 10000} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := report.NewText(io.Discard, report.Options{})
				_ = r.Close(visit(r, n, calls...))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/connection")
		})
	}
}
