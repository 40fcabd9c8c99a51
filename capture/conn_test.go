package capture

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"
)

func TestConnIsANetConn(t *testing.T) {
	ends := map[string]func() (net.Conn, net.Conn){
		"Pipe": Pipe,
		"TCP":  func() (net.Conn, net.Conn) { return tcp(t) },
	}
	for name, pair := range ends {
		t.Run(name, func(t *testing.T) {
			nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
				a, b := pair()
				client := NewRecorder(Options{}).Conn(a, Client)
				server := NewRecorder(Options{}).Conn(b, Server)
				return client, server, func() { client.Close(); server.Close() }, nil
			})
		})
	}
}

func TestCallsBecomeEvents(t *testing.T) {
	broken := errors.New("broken")
	tests := map[string]struct {
		inner scripted
		do    func(*Conn)
		want  []string
	}{
		"writes are not merged": {
			do: func(c *Conn) {
				c.Write([]byte("ab"))
				c.Write([]byte("c"))
			},
			want: []string{"client data ab", "client data c"},
		},
		"reads are not merged": {
			inner: scripted{read: reads(reply{data: "ab"}, reply{data: "c"})},
			do: func(c *Conn) {
				c.Read(make([]byte, 8))
				c.Read(make([]byte, 8))
			},
			want: []string{"server data ab", "server data c"},
		},
		"a call that moves nothing leaves nothing": {
			inner: scripted{write: writes(reply{}, reply{}), read: reads(reply{}, reply{})},
			do: func(c *Conn) {
				c.Write(nil)
				c.Write([]byte("ab"))
				c.Read(nil)
				c.Read(make([]byte, 8))
			},
		},
		"a partial write is what went, then the error": {
			inner: scripted{write: writes(reply{n: 2, err: broken})},
			do:    func(c *Conn) { c.Write([]byte("abcd")) },
			want:  []string{"client data ab", "client failed broken"},
		},
		"a failed write is only the error": {
			inner: scripted{write: writes(reply{err: broken}, reply{err: broken})},
			do: func(c *Conn) {
				c.Write([]byte("abcd"))
				c.Write(nil)
			},
			want: []string{"client failed broken", "client failed broken"},
		},
		"a read with data and an error is both": {
			inner: scripted{read: reads(reply{data: "ab", err: broken})},
			do:    func(c *Conn) { c.Read(make([]byte, 8)) },
			want:  []string{"server data ab", "server failed broken"},
		},
		"io.EOF is one End": {
			inner: scripted{read: reads(reply{data: "ab", err: io.EOF}, reply{err: io.EOF})},
			do: func(c *Conn) {
				c.Read(make([]byte, 8))
				c.Read(make([]byte, 8))
			},
			want: []string{"server data ab", "server end"},
		},
		"io.ErrUnexpectedEOF is a failure": {
			inner: scripted{read: reads(reply{err: io.ErrUnexpectedEOF})},
			do:    func(c *Conn) { c.Read(make([]byte, 8)) },
			want:  []string{"server failed unexpected EOF"},
		},
		"Closed stands once": {
			do: func(c *Conn) {
				c.Close()
				c.Close()
			},
			want: []string{"client closed"},
		},
		"what only follows from Close is left out": {
			inner: scripted{
				read:  reads(reply{err: net.ErrClosed}, reply{err: io.EOF}),
				write: writes(reply{n: 1, err: &net.OpError{Op: "write", Err: net.ErrClosed}}, reply{err: io.ErrClosedPipe}),
			},
			do: func(c *Conn) {
				c.Close()
				c.Read(make([]byte, 8))
				c.Read(make([]byte, 8))
				c.Write([]byte("ab"))
				c.Write([]byte("ab"))
			},
			want: []string{"client closed", "client data a"},
		},
		"other errors after Close are filed": {
			inner: scripted{
				read:  reads(reply{err: broken}),
				close: func() error { return broken },
			},
			do: func(c *Conn) {
				c.Close()
				c.Read(make([]byte, 8))
			},
			want: []string{"client closed", "client failed broken", "server failed broken"},
		},
		"net.ErrClosed without Close is a failure": {
			inner: scripted{read: reads(reply{err: io.ErrClosedPipe})},
			do:    func(c *Conn) { c.Read(make([]byte, 8)) },
			want:  []string{"server failed io: read/write on closed pipe"},
		},
		"a count that cannot be is cut to what is there": {
			inner: scripted{
				write: writes(reply{n: 9}, reply{n: -1}),
				read:  func([]byte) (int, error) { return 9, nil },
			},
			do: func(c *Conn) {
				c.Write([]byte("ab"))
				c.Write([]byte("ab"))
				c.Read([]byte("cd"))
			},
			want: []string{"client data ab", "server data cd"},
		},
		"a panic of the watched connection leaves no hole": {
			inner: scripted{write: func([]byte) (int, error) { panic("inner") }},
			do: func(c *Conn) {
				func() {
					defer func() { recover() }()
					c.Write([]byte("ab"))
				}()
				c.Close()
			},
			want: []string{"client closed"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := NewRecorder(Options{})
			tt.do(r.Conn(tt.inner, Client))
			wantEvents(t, r, tt.want...)
		})
	}
}

func TestServerSideNamesTheSender(t *testing.T) {
	r := NewRecorder(Options{})
	c := r.Conn(scripted{read: reads(reply{data: "q", err: io.EOF})}, Server)
	c.Read(make([]byte, 8))
	c.Write([]byte("a"))
	c.Close()
	wantEvents(t, r, "client data q", "client end", "server data a", "server closed")
	if got := r.Recording(); got.Client != "" || got.Server != "here" {
		t.Errorf("addresses: got %q and %q", got.Client, got.Server)
	}
}

func TestResultsAreHandedOnUntouched(t *testing.T) {
	broken := &net.OpError{Op: "test", Err: errors.New("broken")}
	c := NewRecorder(Options{}).Conn(scripted{
		read:  reads(reply{data: "ab", err: broken}, reply{err: io.EOF}),
		write: writes(reply{n: 1, err: broken}),
		close: func() error { return broken },
	}, Client)
	if n, err := c.Read(make([]byte, 8)); n != 2 || err != error(broken) {
		t.Errorf("Read: got %d, %v", n, err)
	}
	if n, err := c.Read(make([]byte, 8)); n != 0 || err != io.EOF {
		t.Errorf("Read: got %d, %v", n, err)
	}
	if n, err := c.Write([]byte("abc")); n != 1 || err != error(broken) {
		t.Errorf("Write: got %d, %v", n, err)
	}
	if err := c.Close(); err != error(broken) {
		t.Errorf("Close: got %v", err)
	}
}

func TestHalfCloseIsUnsupportedWhereItIs(t *testing.T) {
	r := NewRecorder(Options{})
	inner := scripted{}
	c := r.Conn(inner, Client)
	for name, err := range map[string]error{"CloseWrite": c.CloseWrite(), "CloseRead": c.CloseRead()} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	wantEvents(t, r)
	if _, ok := c.NetConn().(scripted); !ok {
		t.Errorf("NetConn: got %T", c.NetConn())
	}
}

func TestHalfCloseOverTCP(t *testing.T) {
	a, b := tcp(t)
	atClient, atServer := NewRecorder(Options{}), NewRecorder(Options{})
	client, server := atClient.Conn(a, Client), atServer.Conn(b, Server)
	client.Write([]byte("question"))
	for range 2 {
		if err := client.CloseWrite(); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := io.ReadAll(server); err != nil || string(got) != "question" {
		t.Fatalf("server read %q, %v", got, err)
	}
	server.Write([]byte("answer"))
	server.Close()
	if got, err := io.ReadAll(client); err != nil || string(got) != "answer" {
		t.Fatalf("client read %q, %v", got, err)
	}
	client.Close()
	wantEvents(t, atClient, "client data question", "client end", "server data answer", "server end", "client closed")
	wantEvents(t, atServer, "client data question", "client end", "server data answer", "server closed")

	got := atServer.Recording()
	if got.Client != a.LocalAddr().String() || got.Server != b.LocalAddr().String() {
		t.Errorf("addresses: got %s and %s", got.Client, got.Server)
	}
}

func TestFailedCloseWriteIsAFailure(t *testing.T) {
	a, b := tcp(t)
	r := NewRecorder(Options{})
	c := r.Conn(a, Client)
	a.Close() // behind its back
	err := c.CloseWrite()
	if !errors.Is(err, net.ErrClosed) {
		t.Fatalf("got %v", err)
	}
	wantEvents(t, r, "client failed "+err.Error())
	b.Close()
}

func TestOwnCloseReadIsNotTheEndOfTheOther(t *testing.T) {
	a, _ := tcp(t)
	r := NewRecorder(Options{})
	c := r.Conn(a, Client)
	if err := c.CloseRead(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Skipf("this system answers %v", err)
	}
	wantEvents(t, r)
}

func TestDeadlinesReachTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := Pipe()
		r := NewRecorder(Options{})
		c := r.Conn(a, Client)
		c.SetReadDeadline(time.Now().Add(time.Second))
		_, err := c.Read(make([]byte, 1))
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("Read: got %v", err)
		}
		c.SetWriteDeadline(time.Now().Add(time.Second))
		n, err := c.Write(make([]byte, pipeBuffer+1))
		if n != pipeBuffer || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("Write: got %d, %v", n, err)
		}
		c.SetDeadline(time.Time{})

		got := r.Recording().Events
		want := []struct {
			kind EventKind
			from Side
			at   time.Duration
		}{
			{Failed, Server, 1 * time.Second},
			{Data, Client, 1 * time.Second}, // when the write began
			{Failed, Client, 2 * time.Second},
		}
		if len(got) != len(want) {
			t.Fatalf("got %d events", len(got))
		}
		for i, w := range want {
			if got[i].Kind != w.kind || got[i].From != w.from || got[i].At != w.at {
				t.Errorf("event %d: got %v of %v at %v, want %+v", i, got[i].Kind, got[i].From, got[i].At, w)
			}
		}
	})
}

func TestBuffersMayBeReused(t *testing.T) {
	r := NewRecorder(Options{})
	c := r.Conn(scripted{read: reads(reply{data: "in"})}, Client)
	b := []byte("out")
	c.Write(b)
	copy(b, "xxx")
	c.Read(b)
	copy(b, "xxx")
	wantEvents(t, r, "client data out", "server data in")
}

func TestConcurrentCallsKeepTheOrderOfTheBytes(t *testing.T) {
	a, b := Pipe()
	atClient, atServer := NewRecorder(Options{}), NewRecorder(Options{})
	client, server := atClient.Conn(a, Client), atServer.Conn(b, Server)
	done := make(chan struct{})
	start := func(do func()) { go func() { defer func() { done <- struct{}{} }(); do() }() }
	const writers, size = 4, 50_000
	for i := range writers {
		for _, c := range []*Conn{client, server} {
			start(func() {
				for sent := 0; sent < size; sent += 500 {
					c.Write(bytes.Repeat([]byte{byte(i), byte(sent >> 8), byte(sent)}, 500)[:500])
				}
			})
		}
	}
	for _, c := range []*Conn{client, server} {
		counts := make(chan int)
		for range 2 { // readers
			go func() {
				b := make([]byte, 777)
				for {
					n, err := c.Read(b)
					if err != nil {
						return
					}
					counts <- n
				}
			}()
		}
		start(func() {
			for got := 0; got < writers*size; {
				got += <-counts
			}
		})
	}
	for range 2*writers + 2 {
		<-done
	}
	client.Close()
	server.Close()
	one, other := atClient.Recording(), atServer.Recording()
	for _, side := range []Side{Client, Server} {
		if got := one.Bytes(side); len(got) != writers*size || !bytes.Equal(got, other.Bytes(side)) {
			t.Errorf("the two ends recorded different bytes from the %v", side)
		}
	}
	for i, e := range one.Events[1:] {
		if e.At < one.Events[i].At {
			t.Fatalf("event %d: time runs backwards", i+1)
		}
	}
}
