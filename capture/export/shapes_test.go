package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// said makes a recording of events that are a millisecond apart, written as
// "client data text", "server end", "client closed", "client failed text".
func said(events ...string) *capture.Recording {
	rec := &capture.Recording{Client: "10.0.0.1:50000", Server: "10.0.0.2:443", Start: began}
	for i, text := range events {
		side, rest, _ := strings.Cut(text, " ")
		kind, rest, _ := strings.Cut(rest, " ")
		e := capture.Event{At: time.Duration(i+1) * time.Millisecond, From: capture.Client}
		if side == "server" {
			e.From = capture.Server
		}
		switch kind {
		case "data":
			e.Kind, e.Data = capture.Data, []byte(rest)
		case "end":
			e.Kind = capture.End
		case "closed":
			e.Kind = capture.Closed
		case "failed":
			e.Kind, e.Err = capture.Failed, rest
		}
		rec.Events = append(rec.Events, e)
	}
	return rec
}

// shapes are the ways of a connection to go, the packets that come of it, and how
// package packets says that it ended.
var shapes = []struct {
	name string
	rec  *capture.Recording
	want string // per packet behind the handshake: the port's owner, flags, bytes
	end  packets.End
}{
	{"nothing", said(), "", packets.CaptureEnd},
	{"question and answer", said("client data ask", "server data tell"),
		"C PA 3, S A, S PA 4, C A", packets.CaptureEnd},
	{"closed by the watched end", said("client data ask", "client closed"),
		"C PA 3, S A, C FA, S A, S FA, C A", packets.Finished},
	{"closed by both", said("client data ask", "server end", "client closed"),
		"C PA 3, S A, S FA, C A, C FA, S A", packets.Finished},
	{"a half-close", said("client data ask", "client end", "server data tell", "server end", "client closed"),
		"C PA 3, S A, C FA, S A, S PA 4, C A, S FA, C A", packets.Finished},
	{"only one side ends", said("server end", "client data late"),
		"S FA, C A, C PA 4, S A", packets.CaptureEnd},
	{"a write that returns behind the close", said("client closed", "client data tail", "server data more"),
		"C PA 4, S A, C FA, S A, S PA 4, C A, S FA, C A", packets.Finished},
	{"a read that failed", said("client data ask", "server failed read tcp 10.0.0.1:50000->10.0.0.2:443: read: connection reset by peer", "client closed"),
		"C PA 3, S A, S RA", packets.ResetByB},
	{"a write that failed", said("server data x", "client failed write tcp 10.0.0.1:50000->10.0.0.2:443: write: broken pipe", "client closed"),
		"S PA 1, C A, S RA", packets.ResetByB},
	{"a write of the server that failed", said("server failed write tcp: write: connection reset by peer", "server closed"),
		"C RA", packets.ResetByA},
	{"a deadline", said("client data ask", "server failed read tcp: i/o timeout", "client closed"),
		"C PA 3, S A, C FA, S A, S FA, C A", packets.Finished},
	{"a reset before data that was read", said("server failed read: connection reset by peer", "server data rest"),
		"S PA 4, C A, S RA", packets.ResetByB},
	{"ends twice", said("client end", "client end", "client closed", "client closed"),
		"C FA, S A, S FA, C A", packets.Finished},
	{"empty data", said("client data ", "client closed"),
		"C FA, S A, S FA, C A", packets.Finished},
}

func TestEveryEndOfAConnectionHasItsPackets(t *testing.T) {
	for _, tt := range shapes {
		t.Run(tt.name, func(t *testing.T) {
			file := encode(t, export.Options{}, nil, tt.rec)
			var got []string
			for _, p := range packetsIn(t, file)[3:] {
				got = append(got, p.String())
			}
			if got := strings.Join(got, ", "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if s := readBack(t, file).list[0]; s.end != tt.end {
				t.Errorf("ended %v, want %v", s.end, tt.end)
			}
		})
	}
}

func TestWiresharkAcceptsShapes(t *testing.T) {
	var recordings []*capture.Recording
	for _, tt := range shapes { // all with the same four numbers
		recordings = append(recordings, tt.rec)
	}
	file := written(t, export.Options{}, nil, recordings...)
	clean(t, file, "Connection reset (RST)")
	if lines := tshark(t, file, "-Y", "tcp.flags.syn == 1 && tcp.flags.ack == 0", "-T", "fields", "-e", "tcp.stream"); len(lines) != len(shapes) {
		t.Errorf("%d connections of %d", len(lines), len(shapes))
	}
	for _, program := range [][]string{{"capinfos", file}, {"editcap", file, filepath.Join(t.TempDir(), "copy.pcapng")}} {
		if out, err := exec.Command(peertest.Need(t, program[0]), program[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v: %s", program, err, out)
		}
	}
}

// What a recording lost to its limit is a segment that was not captured.
func TestLostBytesAreSegmentsThatWereNotCaptured(t *testing.T) {
	rec := said("client data ask", "server data begin", "client end", "server end")
	rec.Lost = capture.Lost{Client: 5, Server: 200_000, Events: 9}
	file := written(t, export.Options{}, nil, rec)
	clean(t, file)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := readBack(t, b).list[0]
	if err := sameData(rec.Events, s.events); err != nil || s.missing != [2]int64{5, 200_000} || s.end != packets.Finished {
		t.Errorf("%v; missing %v; %v", err, s.missing, s.end)
	}
	lines := tshark(t, file, "-Y", "frame.cap_len < frame.len", "-T", "fields", "-e", "tcp.len")
	if got := strings.Join(lines, " "); got != "5 65495 65495 65495 3515" {
		t.Errorf("cut: %s", got)
	}
	// More than can be written: what was kept, and no end.
	rec.Lost.Server = math.MaxInt64
	file2 := encode(t, export.Options{}, nil, rec)
	if s := readBack(t, file2).list[0]; sameData(rec.Events, s.events) != nil || s.missing != [2]int64{5, 0} || s.end != packets.CaptureEnd {
		t.Errorf("missing %v; %v", s.missing, s.end)
	}
	// A reset does not stand before what was lost.
	rec = said("client data ask", "server failed read: connection reset by peer")
	rec.Lost.Server = 1
	var got []string
	for _, p := range packetsIn(t, encode(t, export.Options{}, nil, rec))[3:] {
		got = append(got, p.String())
	}
	if got := strings.Join(got, ", "); got != "C PA 3, S A, S A 1, C A, S RA" {
		t.Errorf("got %s", got)
	}
}

func TestWhatIsNoAddressOfTCPGetsOne(t *testing.T) {
	tests := map[string]struct{ client, server, want string }{
		"as recorded":          {"10.0.0.1:50000", "10.0.0.2:8443", "10.0.0.1:50000 10.0.0.2:8443"},
		"a port of the system": {"127.0.0.1:50000", "127.0.0.1:40000", "127.0.0.1:50000 127.0.0.1:443"},
		"IPv6 with a zone":     {"[fe80::1%eth0]:1000", "[fe80::2%eth0]:443", "[fe80::1]:1000 [fe80::2]:443"},
		"IPv4 in IPv6":         {"[::ffff:10.0.0.1]:1000", "10.0.0.2:443", "10.0.0.1:1000 10.0.0.2:443"},
		"two families":         {"10.0.0.1:1000", "[::1]:443", "[::ffff:10.0.0.1]:1000 [::1]:443"},
		"nothing":              {"", "", "192.0.2.1:49152 192.0.2.2:443"},
		"a pipe":               {"pipe", "pipe", "192.0.2.1:49152 192.0.2.2:443"},
		"a name":               {"client:1000", "example.com:https", "192.0.2.1:1000 192.0.2.2:443"},
		"a socket's path":      {"@", "/run/a:b:c", "192.0.2.1:49152 192.0.2.2:443"},
		"no client, IPv6":      {"", "[2001:db8:1::1]:853", "[2001:db8::1]:49152 [2001:db8:1::1]:853"},
		"ports that are 0":     {"10.0.0.1:0", "10.0.0.2:0", "10.0.0.1:49152 10.0.0.2:443"},
		"all addresses":        {"[::]:1000", "0.0.0.0:443", "[2001:db8::1]:1000 [2001:db8::2]:443"},
		"itself":               {"127.0.0.1:443", "127.0.0.1:443", "127.0.0.1:49152 127.0.0.1:443"},
		"a port too high":      {"10.0.0.1:99999", "10.0.0.2:443", "10.0.0.1:49152 10.0.0.2:443"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w, err := export.NewWriter(new(bytes.Buffer), export.Options{})
			if err != nil {
				t.Fatal(err)
			}
			c := w.Connection(tt.client, tt.server)
			if got := fmt.Sprint(c.Client(), " ", c.Server()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if err := errors.Join(c.Event(began, said("client data x").Events[0]), c.Close(began)); err != nil {
				t.Error(err)
			}
		})
	}
}

// Wireshark warns of HTTP on port 443, and of what is no TLS.
func TestWhatIsNoTLSHasAnotherPort(t *testing.T) {
	tests := map[string]struct {
		rec  *capture.Recording
		port string // of the server, as recorded
		want uint16
	}{
		"TLS":                  {said("client data \x16\x03\x01"), "40000", 443},
		"TLS, byte by byte":    {said("server data x", "client data \x16", "client data \x03"), "40000", 443},
		"SSL 2.0":              {said("client data \x80\x2e\x01"), "40000", 443},
		"HTTP":                 {said("client data POST /login HTTP/1.1\r\n\r\n", "server data HTTP/1.1 200 OK\r\n\r\n"), "40000", 80},
		"HTTP, byte by byte":   {said("client data G", "client data E", "client data T", "client data  /"), "40000", 80},
		"HTTP on a known port": {said("client data GET / HTTP/1.1\r\n\r\n"), "8080", 8080},
		"another protocol":     {said("server data 220 hello\r\n", "client data EHLO x\r\n"), "40000", 40000},
		"another, no port":     {said("client data EHLO x\r\n"), "", 1024},
		"nothing":              {said(), "40000", 443},
	}
	var all []*capture.Recording
	for name, tt := range tests {
		tt.rec.Server = "127.0.0.1:" + tt.port
		if tt.port == "" {
			tt.rec.Server = ""
		}
		if got := packetsIn(t, encode(t, export.Options{}, nil, tt.rec))[0].to; got != tt.want {
			t.Errorf("%s: port %d, want %d", name, got, tt.want)
		}
		all = append(all, tt.rec)
	}
	clean(t, written(t, export.Options{}, nil, all...), `POST /login HTTP/1.1\r\n`, `GET / HTTP/1.1\r\n`)
}

// More connections than ports: no two have the same four numbers, either way.
func TestNoConnectionHasTheNumbersOfAnother(t *testing.T) {
	for _, six := range []string{"", "[::1]:443"} {
		w, err := export.NewWriter(new(bytes.Buffer), export.Options{})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for range 40_000 {
			c := w.Connection("", six)
			ends := []string{c.Client().String(), c.Server().String()}
			slices.Sort(ends)
			if key := fmt.Sprint(ends); seen[key] {
				t.Fatalf("%s again", key)
			} else {
				seen[key] = true
			}
		}
	}
}
