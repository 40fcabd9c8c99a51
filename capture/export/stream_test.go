package export_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// An afterEach calls itself with what is written so far, after each write.
type afterEach struct {
	out  []byte
	look func(sofar []byte)
}

func (w *afterEach) Write(p []byte) (int, error) {
	w.out = append(w.out, p...)
	w.look(w.out)
	return len(p), nil
}

// A program that is killed at any time leaves a whole file, with all that
// happened before.
func TestTheFileIsWholeAfterEachWrite(t *testing.T) {
	rec, keys := session{body: 30_000}.run(t)
	events, writes := 0, 0
	var last []byte
	w, err := export.NewWriter(&afterEach{look: func(sofar []byte) {
		writes++
		last = sofar
		got := new(stories)
		if _, err := packets.Read(context.Background(), bytes.NewReader(sofar), got); err != nil {
			t.Fatal(err)
		}
		if events > 0 {
			if err := sameData(rec.Events[:events], got.list[0].events); err != nil {
				t.Fatal(err)
			}
		}
	}}, export.Options{Application: "test"})
	if err != nil {
		t.Fatal(err)
	}
	c := w.Connection(rec.Client, rec.Server)
	if err := c.Begin(rec.Start); err != nil {
		t.Fatal(err)
	}
	for i, e := range rec.Events {
		events = i + 1
		if err := c.Event(rec.Start.Add(e.At), e); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := w.Secrets(keys); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Close(rec.Start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if want := 2 + len(rec.Events) + 2; writes != want {
		t.Errorf("%d writes, want %d", writes, want)
	}
	file := filepath.Join(t.TempDir(), "live.pcapng")
	if err := os.WriteFile(file, last, 0o600); err != nil {
		t.Fatal(err)
	}
	clean(t, file)
	// The secrets stand behind the ClientHello, and before what they open.
	if lines := tshark(t, file, "-Y", "http", "-T", "fields", "-e", "http.response.code"); strings.Join(lines, "") != "200" {
		t.Errorf("got %q", lines)
	}
}

// live feeds a Writer as the connection goes on.
type live struct {
	net.Conn
	c   *export.Conn
	err error
}

func (l *live) add(from capture.Side, data []byte) {
	e := capture.Event{Kind: capture.Data, From: from, Data: bytes.Clone(data)}
	l.err = errors.Join(l.err, l.c.Event(time.Now(), e))
}
func (l *live) Write(p []byte) (int, error) {
	l.add(capture.Client, p)
	return l.Conn.Write(p)
}
func (l *live) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	l.add(capture.Server, p[:n])
	return n, err
}

// secretsOf is a KeyLogWriter.
type secretsOf struct{ w *export.Writer }

func (s secretsOf) Write(lines []byte) (int, error) { return len(lines), s.w.Secrets(lines) }

// The client knows its secrets when it has read what they open: without
// SecretsFirst they come too late for Wireshark.
func TestSecretsStandBeforeWhatTheyOpen(t *testing.T) {
	for _, first := range []bool{true, false} {
		file := filepath.Join(t.TempDir(), "live.pcapng")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		w, err := export.NewWriter(f, export.Options{SecretsFirst: first})
		if err != nil {
			t.Fatal(err)
		}
		a, b := capture.Pipe()
		inner := &live{Conn: a, c: w.Connection("", "")}
		done := make(chan error, 1)
		go func() {
			conn := tls.Server(b, &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}})
			_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			done <- err
		}()
		conn := tls.Client(inner, &tls.Config{InsecureSkipVerify: true, KeyLogWriter: secretsOf{w}})
		if _, err := io.WriteString(conn, "GET /secret HTTP/1.1\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(<-done, w.Flush(), inner.err, f.Close()); err != nil {
			t.Fatal(err)
		}
		want := map[bool]int{true: 2, false: 0}[first]
		if lines := tshark(t, file, "-Y", "http"); len(lines) != want {
			t.Errorf("SecretsFirst %v: %q", first, lines)
		}
	}
}

func TestConnectionsMayBeWrittenAtOneTime(t *testing.T) {
	var out bytes.Buffer
	w, err := export.NewWriter(&out, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			c := w.Connection("127.0.0.1:50000", "127.0.0.1:443")
			for n := range 20 {
				at := began.Add(time.Duration((n*7+i)%20) * time.Second) // not in order
				if err := c.Event(at, capture.Event{Kind: capture.Data, From: capture.Client + capture.Side(n%2), Data: fmt.Appendf(nil, "%d.%d ", i, n)}); err != nil {
					t.Error(err)
				}
				if err := w.Secrets([]byte("# a line\n")); err != nil {
					t.Error(err)
				}
			}
			if err := c.Close(began); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s := readBack(t, out.Bytes())
	if len(s.list) != 8 || len(s.secrets) != 8*20*9 {
		t.Fatalf("%d connections, %d bytes of secrets", len(s.list), len(s.secrets))
	}
	last := time.Time{}
	for _, p := range packetsIn(t, out.Bytes()) {
		if p.at.Before(last) {
			t.Fatal("time runs backwards")
		}
		last = p.at
	}
}

func TestEventsThatCannotBeAreErrors(t *testing.T) {
	var out bytes.Buffer
	w, err := export.NewWriter(&out, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := w.Connection("", "")
	data := capture.Event{Kind: capture.Data, From: capture.Client, Data: []byte("x")}
	for i, tt := range []struct {
		e    capture.Event
		want string
	}{
		{data, "<nil>"},
		{capture.Event{Kind: capture.Data}, "export: an event of no side: side(0)"},
		{capture.Event{From: 3}, "export: an event of no side: side(3)"},
		{capture.Event{From: capture.Server}, "export: an event of an unknown kind: kind(0)"},
		{capture.Event{Kind: capture.End, From: capture.Client}, "<nil>"},
		{data, export.ErrEnded.Error()},
		{capture.Event{Kind: capture.Failed, From: capture.Server, Err: "connection reset"}, "<nil>"},
		{capture.Event{Kind: capture.Data, From: capture.Server, Data: []byte("x")}, export.ErrEnded.Error()},
	} {
		if err := c.Event(began, tt.e); fmt.Sprint(err) != tt.want {
			t.Errorf("event %d: got %v, want %s", i, err, tt.want)
		}
	}
	if s := readBack(t, out.Bytes()).list[0]; len(s.events) != 1 || s.end != packets.ResetByB {
		t.Errorf("%d events; %v", len(s.events), s.end)
	}
	// Of whole recordings, the others are written.
	bad := said("client data one", "client data two")
	bad.Events[0].From = 7
	out.Reset()
	err = export.Write(&out, []*capture.Recording{bad, said("client data three")}, nil, export.Options{})
	if s := readBack(t, out.Bytes()); err == nil || len(s.list) != 2 || len(s.list[0].events) != 1 || len(s.list[1].events) != 1 {
		t.Errorf("got %v", err)
	}
}

// A failing fails after some bytes.
type failing struct{ left int }

var errFull = errors.New("no space left")

func (f *failing) Write(p []byte) (int, error) {
	n := min(f.left, len(p))
	f.left -= n
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestAFailureOfTheFileIsReturnedAndSticks(t *testing.T) {
	rec := said("client data "+strings.Repeat("x", 200_000), "client closed")
	size := len(encode(t, export.Options{}, []byte("# key\n"), rec))
	for left := 0; left < size; left += 997 {
		if err := export.Write(&failing{left}, []*capture.Recording{rec}, []byte("# key\n"), export.Options{}); !errors.Is(err, errFull) {
			t.Fatalf("after %d bytes: got %v", left, err)
		}
	}
	w, err := export.NewWriter(&failing{100}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := w.Connection("", "")
	for range 2 { // it sticks
		if err := c.Event(began, rec.Events[0]); !errors.Is(err, errFull) {
			t.Errorf("got %v", err)
		}
	}
}

func TestTheSameRecordingsGiveTheSameFile(t *testing.T) {
	rec := said("client data ask", "server data tell", "server data more", "client closed")
	if one, two := encode(t, export.Options{}, nil, rec, rec), encode(t, export.Options{}, nil, rec, rec); !bytes.Equal(one, two) {
		t.Error("two files of one recording differ")
	}
	// What differs between two runs under one seed.
	again := said("client data ask", "server data te", "server data llmore", "client closed")
	again.Client, again.Server, again.Start = "127.0.0.1:40001", "127.0.0.1:40000", began.Add(time.Hour)
	for i := range again.Events {
		again.Events[i].At *= 3
	}
	rec.Server = "127.0.0.1:45000"
	before := said("client data ask", "server data tell", "server data more", "client closed")
	before.Server = rec.Server
	one := encode(t, export.Options{Reproducible: true}, nil, rec, said("server data x"))
	two := encode(t, export.Options{Reproducible: true}, nil, again, said("server data x"))
	if !bytes.Equal(one, two) {
		t.Error("two files of one seed differ")
	}
	if fmt.Sprint(rec) != fmt.Sprint(before) {
		t.Error("the recording was changed")
	}
	if bytes.Contains(one, []byte(runtime.GOOS)) {
		t.Error("the system is named in the file")
	}
}

func TestTimesThatCannotBeLoseNoEvent(t *testing.T) {
	for name, at := range map[string]time.Time{
		"none": {}, "before 1970": time.Unix(-5, 0), "far off": time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		rec := said("client data ask", "server data tell")
		rec.Start = at
		rec.Events[1].At = -time.Hour
		if s := readBack(t, encode(t, export.Options{}, nil, rec)).list; len(s) != 1 || len(s[0].events) != 2 {
			t.Errorf("%s: %d connections", name, len(s))
		}
	}
}

// More key log lines than a block may have are several blocks, cut between lines.
func TestALongKeyLogIsCutBetweenLines(t *testing.T) {
	line := []byte("# " + strings.Repeat("x", 1021) + "\n")
	keys := bytes.Repeat(line, 20<<10)
	file := encode(t, export.Options{}, keys, said("client data ask"))
	var blocks int
	s := &stories{}
	_, err := packets.Read(context.Background(), bytes.NewReader(file), counting{s, func(b []byte) {
		if blocks++; len(b)%len(line) != 0 {
			t.Errorf("block %d has %d bytes", blocks, len(b))
		}
	}})
	if err != nil || !bytes.Equal(s.secrets, keys) || blocks != 3 {
		t.Errorf("%d blocks, %d bytes, %v", blocks, len(s.secrets), err)
	}
}

type counting struct {
	*stories
	block func([]byte)
}

func (c counting) Secrets(kind uint32, r io.Reader) {
	before := len(c.stories.secrets)
	c.stories.Secrets(kind, r)
	c.block(c.stories.secrets[before:])
}

func BenchmarkWrite(b *testing.B) {
	for _, size := range []int{100, 16 << 10, 1 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			rec := &capture.Recording{Start: began}
			for n := 0; n < 8<<20; n += size {
				rec.Events = append(rec.Events, capture.Event{Kind: capture.Data, From: capture.Server, Data: make([]byte, size)})
			}
			b.SetBytes(8 << 20)
			for b.Loop() {
				if err := export.Write(io.Discard, []*capture.Recording{rec}, nil, export.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
