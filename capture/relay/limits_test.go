package relay

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// The limit lies within a write: the beginning is recorded, and all of it passes. The
// watcher is told once, and of the rest as long as it wants.
func TestLimitWithinData(t *testing.T) {
	for _, wants := range []bool{true, false} {
		o := Options{Limit: 10}
		if wants {
			o.Watch = wanting
		}
		r := newRig(t, o)
		client, server, book := r.connect()
		says(t, client, "12345678")
		hears(t, server, "12345678")
		says(t, server, "abcdefgh") // two of them fit
		hears(t, client, "abcdefgh")
		for range 3 {
			says(t, client, "more")
			hears(t, server, "more")
		}
		_ = client.CloseWrite()
		ends(t, server)
		server.Close()
		e := book.wait(t)
		if e.How != Done || e.Sent != [3]int64{0, 20, 8} {
			t.Errorf("%v, %+v", e, e)
		}
		if got := book.bytes; string(got[capture.Client]) != "12345678" || string(got[capture.Server]) != "ab" || book.full != 1 {
			t.Errorf("told %q, full %d times", got, book.full)
		}
		beyond := [3]string{"", "", "cdefgh"}
		if wants {
			beyond[capture.Client] = "moremoremore"
		}
		for side, want := range beyond {
			if string(book.beyond[side]) != want {
				t.Errorf("wanting %v: beyond the limit %q, want %q", wants, book.beyond[side], want)
			}
		}
		rec := book.Recording()
		if want := (capture.Lost{Client: 12, Server: 6}); rec.Lost.Client != want.Client || rec.Lost.Server != want.Server {
			t.Errorf("lost %+v, want %+v", rec.Lost, want)
		}
		if last := rec.Events[len(rec.Events)-1]; last.Kind != capture.End {
			t.Errorf("the last event is %v", last.Kind)
		}
	}
}

// Many bytes pass unchanged, through each of the ways in which they are moved.
func TestBytesAreTheSame(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdefghijklmnopqrstuvwxyz"), 100_000)
	for name, o := range map[string]Options{
		"recorded": {Limit: 64 << 20}, "spliced": {Limit: 1 << 16}, "seen": {Limit: 1 << 16, Watch: wanting},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, o)
			client, server, book := r.connect()
			for _, ends := range [][2]*net.TCPConn{{client, server}, {server, client}} {
				go func() {
					_, _ = ends[0].Write(data)
					_ = ends[0].CloseWrite()
				}()
			}
			atClient, errs := make(chan []byte, 1), make(chan error, 1)
			go func() {
				b, err := io.ReadAll(client)
				atClient <- b
				errs <- err
			}()
			atServer, err := io.ReadAll(server)
			if err = errors.Join(err, <-errs); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(atServer, data) || !bytes.Equal(<-atClient, data) {
				t.Error("the bytes differ")
			}
			n := int64(len(data))
			if e := book.wait(t); e.How != Done || e.Sent != [3]int64{0, n, n} {
				t.Errorf("%v, %+v", e, e)
			}
			rec := book.Recording()
			kept := int64(len(rec.Bytes(capture.Client)) + len(rec.Bytes(capture.Server)))
			if want := min(o.Limit, 2*n); kept != want || kept+rec.Lost.Client+rec.Lost.Server != 2*n {
				t.Errorf("%d bytes are recorded, want %d; lost %+v of %d", kept, want, rec.Lost, 2*n)
			}
			if seen := int64(len(book.bytes[1]) + len(book.bytes[2]) + len(book.beyond[1]) + len(book.beyond[2])); name == "seen" && seen != 2*n {
				t.Errorf("the watcher saw %d bytes of %d", seen, 2*n)
			}
		})
	}
}

// All recordings together are bounded; Forget makes room, and each may hold Floor.
func TestTotal(t *testing.T) {
	r := newRig(t, Options{Total: 1000})
	data := strings.Repeat("x", Floor+900)
	pass := func() *notebook {
		client, server, book := r.connect()
		go func() { _, _ = io.WriteString(client, data); _ = client.CloseWrite() }()
		if b, err := io.ReadAll(server); err != nil || string(b) != data {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
		server.Close()
		book.wait(t)
		return book
	}
	for i, want := range []int{Floor + 900, Floor + 100, Floor} {
		book := pass()
		if got := len(book.bytes[capture.Client]); got != want {
			t.Errorf("connection %d: %d bytes are recorded, want %d", i+1, got, want)
		}
		if i == 2 {
			book.Forget()
		} else {
			defer book.Forget()
		}
	}
}

func TestIdle(t *testing.T) {
	for name, o := range map[string]Options{"watched": {}, "spliced": {Limit: 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Idle = 500 * time.Millisecond
			r := newRig(t, o)
			client, server, book := r.connect()
			began := time.Now()
			tick := time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
			for range 16 { // 800 ms, and never 500 of them without a byte
				says(t, client, "tick")
				hears(t, server, "tick")
				<-tick.C
			}
			if _, err := client.Read(make([]byte, 1)); err == nil || err == io.EOF {
				t.Errorf("the client saw %v", err)
			}
			if e := book.wait(t); e.How != Idle || time.Since(began) < 800*time.Millisecond {
				t.Errorf("%v after %v", e, time.Since(began))
			}
		})
	}
}

// Who comes when there are as many as may be waits for a place, and is turned away
// when none becomes free, or too many wait.
func TestTooMany(t *testing.T) {
	refused := make(chan error, 2)
	r := newRig(t, Options{Most: 1, Refused: func(_ net.Addr, err error) { refused <- err }})
	client, server, book := r.connect()
	for range 2 { // one waits, one is too many
		c, err := net.Dial("tcp", r.addr)
		if err == nil {
			defer c.Close()
		}
	}
	for range 2 {
		if err := <-refused; !errors.Is(err, ErrTooMany) {
			t.Error(err)
		}
	}
	waiter, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer waiter.Close()
	client.Close()
	server.Close()
	book.wait(t)
	if second := <-r.books; second.Number != 2 {
		t.Errorf("number %d", second.Number)
	}
}

// An interrupt resets what is open, and Serve returns when all is over.
func TestInterrupt(t *testing.T) {
	r := newRig(t, Options{})
	client, server, book := r.connect()
	says(t, client, "hello")
	hears(t, server, "hello")
	r.stop()
	if err := <-r.served; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	r.served <- nil // for the cleanup
	if e := book.wait(t); e.How != Interrupted || e.Sent[capture.Client] != 5 {
		t.Errorf("%v, %+v", e, e)
	}
	for _, c := range []net.Conn{client, server} {
		if _, err := c.Read(make([]byte, 1)); err == nil || err == io.EOF {
			t.Errorf("a peer saw %v", err)
		}
	}
	if got := string(book.Recording().Bytes(capture.Client)); got != "hello" {
		t.Errorf("recorded %q", got)
	}
}

// An edit changes what passes, may hold it back, and is done when it says so.
func TestEdit(t *testing.T) {
	var held []byte
	r := newRig(t, Options{Edit: func(*Connection) Edit {
		return func(from capture.Side, data []byte, last bool) ([]byte, bool) {
			if from == capture.Server {
				return data, true
			}
			if held = append(held, data...); len(held) < 6 && !last {
				return nil, true
			}
			return bytes.ToUpper(held), false
		}
	}})
	client, server, book := r.connect()
	for _, part := range []string{"he", "llo"} {
		says(t, client, part)
	}
	says(t, server, "before")
	hears(t, client, "before")
	says(t, client, "!")
	hears(t, server, "HELLO!")
	says(t, client, " as it is")
	hears(t, server, " as it is")
	client.Close()
	server.Close()
	book.wait(t)
	if got := string(book.Recording().Bytes(capture.Client)); got != "HELLO! as it is" {
		t.Errorf("recorded %q", got)
	}
}

// What an edit holds back goes on when its side ends.
func TestEditAtTheEnd(t *testing.T) {
	r := newRig(t, Options{Edit: func(*Connection) Edit {
		var held []byte
		return func(from capture.Side, data []byte, last bool) ([]byte, bool) {
			if from == capture.Server {
				return data, true
			}
			held = append(held, data...)
			if !last {
				return nil, true
			}
			return held, true
		}
	}})
	client, server, book := r.connect()
	says(t, client, "held back")
	_ = client.CloseWrite()
	hears(t, server, "held back")
	ends(t, server)
	server.Close()
	book.wait(t)
}

// A relay that is its own server would connect without end.
func TestAvoidsItself(t *testing.T) {
	for _, tt := range []struct {
		own, to string
		self    bool
	}{
		{"127.0.0.1:4433", "127.0.0.1:4433", true},
		{"127.0.0.1:4433", "127.0.0.1:443", false},
		{"127.0.0.1:4433", "127.0.0.2:4433", false},
		{"127.0.0.1:4433", "0.0.0.0:4433", true},
		{"[::]:4433", "127.0.0.1:4433", true},
		{"[::]:4433", "[::1]:4433", true},
		{"0.0.0.0:4433", "192.0.2.1:4433", false},
	} {
		own, err := net.ResolveTCPAddr("tcp", tt.own)
		if err != nil {
			t.Fatal(err)
		}
		if got := Avoid(own)("tcp", tt.to, nil); errors.Is(got, ErrSelf) != tt.self {
			t.Errorf("a relay at %s to %s: %v", tt.own, tt.to, got)
		}
	}
}
