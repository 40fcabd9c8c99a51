package lab

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

var transports = []Transport{TCP, Memory}

// leaves counts goroutines and open files; done fails the test unless there are
// as many again.
func leaves(t *testing.T) (done func()) {
	t.Helper()
	files := func() int {
		entries, _ := os.ReadDir("/proc/self/fd") // elsewhere than on Linux there is none
		return len(entries)
	}
	warm := open(t, Options{})
	if _, err := warm.Talk(func(net.Conn) error { return nil }, func(net.Conn) error { return nil }); err != nil {
		t.Fatal(err) // the first connection opens what the runtime keeps
	}
	goroutines, opened := runtime.NumGoroutine(), files()
	return func() {
		t.Helper()
		end := time.Now().Add(5 * time.Second)
		for runtime.NumGoroutine() > goroutines || files() > opened {
			if time.Now().After(end) {
				stacks := make([]byte, 1<<16)
				t.Fatalf("%d goroutines, were %d; %d files, were %d\n%s", runtime.NumGoroutine(), goroutines, files(), opened,
					stacks[:runtime.Stack(stacks, true)])
			}
			runtime.Gosched()
		}
	}
}

// TestPeersErrorsStandInTheSession, and the connection in the recording.
func TestPeersErrorsStandInTheSession(t *testing.T) {
	wrong, other := errors.New("wrong"), errors.New("other")
	for _, transport := range transports {
		for name, c := range map[string]struct {
			client, server error
			want           string
		}{
			"neither": {nil, nil, ""},
			"client":  {wrong, nil, "client: wrong"},
			"server":  {nil, wrong, "server: wrong"},
			"both":    {wrong, other, "client: wrong\nserver: other"},
		} {
			l := open(t, Options{Transport: transport})
			s, err := l.Talk(func(conn net.Conn) error {
				if _, err := io.WriteString(conn, "word"); err != nil {
					return err
				}
				return c.client
			}, func(conn net.Conn) error {
				if _, err := io.ReadAll(conn); err != nil {
					return err
				}
				return c.server
			})
			if err != nil || s.ClientErr != c.client || s.ServerErr != c.server {
				t.Fatalf("%s over %s: %v; session %+v", name, transport, err, s)
			}
			got := ""
			if err := BothFine(s, err); err != nil {
				got = err.Error()
			}
			if got != c.want || string(s.Recording.Bytes(capture.Client)) != "word" {
				t.Errorf("%s over %s: %q, want %q; %q crossed", name, transport, got, c.want, s.Recording.Bytes(capture.Client))
			}
		}
	}
	if err := BothFine(nil, wrong); err != wrong {
		t.Errorf("no session: %v", err)
	}
}

// TestSilentPeersEndWithTheContext: nobody answers, the reader interrupts, and
// nothing is left.
func TestSilentPeersEndWithTheContext(t *testing.T) {
	because := errors.New("the reader left")
	read := func(conn net.Conn) error { _, err := io.ReadFull(conn, make([]byte, 1)); return err }
	write := func(conn net.Conn) error {
		for {
			if _, err := conn.Write(make([]byte, 1<<16)); err != nil {
				return err
			}
		}
	}
	for _, transport := range transports {
		for name, peers := range map[string][2]Peer{"both read": {read, read}, "both write": {write, write}, "one answers first": {write, func(conn net.Conn) error { return errors.Join(read(conn), write(conn)) }}} {
			done := leaves(t)
			ctx, cancel := context.WithCancelCause(context.Background())
			l, err := New(ctx, Options{Transport: transport, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			started := make(chan bool, 2)
			starting := func(p Peer) Peer { return func(c net.Conn) error { started <- true; return p(c) } }
			go func() { <-started; <-started; cancel(because) }()
			begun := time.Now()
			s, err := l.Talk(starting(peers[0]), starting(peers[1]))
			if s != nil || !errors.Is(err, because) {
				t.Errorf("%s over %s: session %v, error %v", name, transport, s, err)
			}
			if took := time.Since(begun); took > patience/2 {
				t.Errorf("%s over %s: it took %v", name, transport, took)
			}
			done()
		}
	}
}

// TestNothingBeginsAfterTheEnd: a lab whose context is over makes no connection.
func TestNothingBeginsAfterTheEnd(t *testing.T) {
	because := errors.New("over")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(because)
	for _, transport := range transports {
		l, err := New(ctx, Options{Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		peer := func(net.Conn) error { t.Error("a peer was called"); return nil }
		if s, err := l.Talk(peer, peer); s != nil || !errors.Is(err, because) {
			t.Errorf("over %s: session %v, error %v", transport, s, err)
		}
	}
}

// TestPanicGoesOnInTheCaller, when the other peer has ended, and nothing is left.
func TestPanicGoesOnInTheCaller(t *testing.T) {
	for _, transport := range transports {
		for _, side := range []string{"client", "server"} {
			done := leaves(t)
			ended := false
			wait := func(conn net.Conn) error { _, err := io.Copy(io.Discard, conn); ended = true; return err }
			fall := func(net.Conn) error { panic("fallen " + side) }
			client, server := Peer(fall), Peer(wait)
			if side == "server" {
				client, server = wait, fall
			}
			func() {
				defer func() {
					if s, ok := recover().(string); !ok || !strings.Contains(s, "fallen "+side) || !ended {
						t.Errorf("%s over %s: the panic is %q, the other peer has ended: %v", side, transport, s, ended)
					}
				}()
				s, err := open(t, Options{Transport: transport}).Talk(client, server)
				t.Errorf("%s over %s: no panic, session %v, error %v", side, transport, s, err)
			}()
			done()
		}
	}
}

// TestAPeerThatEndsItsGoroutineIsAnError, as t.FailNow does, is an error and no hang.
func TestAPeerThatEndsItsGoroutineIsAnError(t *testing.T) {
	done := leaves(t)
	s, err := open(t, Options{}).Talk(func(conn net.Conn) error { _, err := io.Copy(io.Discard, conn); return err },
		func(net.Conn) error { runtime.Goexit(); return nil })
	if err != nil || s.ClientErr != nil || !errors.Is(s.ServerErr, errGone) {
		t.Errorf("error %v, session %+v", err, s)
	}
	done()
}

// TestFullRecordingSaysSo, and the peers do not notice.
func TestFullRecordingSaysSo(t *testing.T) {
	for _, transport := range transports {
		l := open(t, Options{Transport: transport, Limit: 100})
		got := 0
		s, err := l.Talk(func(conn net.Conn) error { _, err := conn.Write(make([]byte, 1000)); return err },
			func(conn net.Conn) error { b, err := io.ReadAll(conn); got = len(b); return err })
		var full *capture.LimitError
		if !errors.As(err, &full) || full.Limit != 100 || full.Lost.Client != 900 {
			t.Fatalf("over %s: error %v", transport, err)
		}
		if s == nil || s.ClientErr != nil || s.ServerErr != nil || got != 1000 || len(s.Recording.Bytes(capture.Client)) != 100 {
			t.Errorf("over %s: %d bytes arrived, session %+v", transport, got, s)
		}
	}
}

// TestEditsCross: what was edited is what crosses, what is recorded and what
// arrives; the client does not see it.
func TestEditsCross(t *testing.T) {
	for _, transport := range transports {
		for name, c := range map[string]struct {
			edit func(int, []byte) []byte
			want string
		}{
			"nothing":  {func(_ int, b []byte) []byte { return b }, "one,two,three"},
			"a letter": {func(_ int, b []byte) []byte { b[0] = 'X'; return b }, "Xne,Xwo,Xhree"},
			"longer":   {func(n int, b []byte) []byte { return append(b, '0'+byte(n)) }, "one,0two,1three2"},
			"shorter":  {func(n int, b []byte) []byte { return b[:len(b)-n] }, "one,twothr"},
			"dropped":  {func(n int, b []byte) []byte { return b[:len(b)*(n%2)] }, "two,"},
		} {
			l := open(t, Options{Transport: transport})
			words := [][]byte{[]byte("one,"), []byte("two,"), []byte("three")}
			arrived := ""
			s, err := l.TalkEdited(func(conn net.Conn) error {
				for _, w := range words {
					if n, err := conn.Write(w); err != nil || n != len(w) {
						t.Errorf("%d of %d bytes were written: %v", n, len(w), err)
					}
				}
				return HalfClose(conn)
			}, func(conn net.Conn) error { b, err := io.ReadAll(conn); arrived = string(b); return err }, c.edit)
			if err := BothFine(s, err); err != nil {
				t.Fatalf("%s over %s: %v", name, transport, err)
			}
			if recorded := string(s.Recording.Bytes(capture.Client)); arrived != c.want || recorded != c.want {
				t.Errorf("%s over %s: %q arrived, %q is recorded, want %q", name, transport, arrived, recorded, c.want)
			}
			if s := string(bytes.Join(words, nil)); s != "one,two,three" {
				t.Errorf("%s: the client's own bytes became %q", name, s)
			}
		}
	}
}

func TestEditedServersAreRecordedAsTheWireHasThem(t *testing.T) {
	for _, transport := range transports {
		l := open(t, Options{Transport: transport})
		arrived := ""
		s, err := l.Talk(
			func(conn net.Conn) error { b, err := io.ReadAll(conn); arrived = string(b); return err },
			Edited(func(conn net.Conn) error {
				for _, w := range []string{"one,", "two,", "three"} {
					if n, err := io.WriteString(conn, w); err != nil || n != len(w) {
						t.Errorf("%d of %d bytes were written: %v", n, len(w), err)
					}
				}
				return HalfClose(conn)
			}, func(n int, b []byte) []byte { return append(b, byte('0'+n)) }))
		if err := BothFine(s, err); err != nil {
			t.Fatalf("over %s: %v", transport, err)
		}
		if recorded := string(s.Recording.Bytes(capture.Server)); arrived != "one,0two,1three2" || recorded != arrived {
			t.Errorf("over %s: %q arrived, %q is recorded", transport, arrived, recorded)
		}
	}
}
