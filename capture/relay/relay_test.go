package relay

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

const patience = 20 * time.Second

// A notebook is a Watcher that writes down what it is told.
type notebook struct {
	*Connection
	mu     sync.Mutex
	bytes  [3][]byte
	beyond [3][]byte
	kinds  []string
	full   int
	wants  bool // what is beyond the limit
	over   chan End
}

func (n *notebook) Event(e capture.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if e.Kind == capture.Data {
		n.bytes[e.From] = append(n.bytes[e.From], e.Data...)
		return
	}
	n.kinds = append(n.kinds, e.From.String()+" "+e.Kind.String())
}

func (n *notebook) Full() { n.mu.Lock(); n.full++; n.mu.Unlock() }

func (n *notebook) Beyond(_ time.Duration, from capture.Side, data []byte) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.beyond[from] = append(n.beyond[from], data...)
	return n.wants
}

func (n *notebook) Over(e End) { n.over <- e }

func (n *notebook) wait(t *testing.T) End {
	t.Helper()
	select {
	case e := <-n.over:
		return e
	case <-time.After(patience):
		t.Fatal("the connection did not end")
	}
	return End{}
}

// A rig is a relay to a server that the test plays.
type rig struct {
	*testing.T
	addr   string
	server net.Listener
	books  chan *notebook
	stop   func()
	served chan error
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	r := &rig{T: t, server: peer.Listen(t), books: make(chan *notebook, 4096), served: make(chan error, 1)}
	l := peer.Listen(t)
	r.addr = l.Addr().String()
	if o.Dial == nil {
		o.Dial = func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", r.server.Addr().String())
		}
	}
	wants := o.Watch != nil
	o.Watch = func(c *Connection) Watcher {
		n := &notebook{Connection: c, wants: wants, over: make(chan End, 1)}
		r.books <- n
		return n
	}
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	go func() { r.served <- New(o).Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		select {
		case <-r.served:
		case <-time.After(patience):
			t.Error("the relay did not end")
		}
	})
	return r
}

// wanting says in newRig's options that what is beyond the limit is wanted.
func wanting(*Connection) Watcher { return nil }

// connect gives both ends of a relayed connection.
func (r *rig) connect() (client, server *net.TCPConn, book *notebook) {
	r.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.Fatal(err)
	}
	s, err := r.server.Accept()
	if err != nil {
		r.Fatal(err)
	}
	for _, conn := range []net.Conn{c, s} {
		_ = conn.SetDeadline(time.Now().Add(patience))
		r.Cleanup(func() { conn.Close() })
	}
	return c.(*net.TCPConn), s.(*net.TCPConn), <-r.books
}

func says(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

func hears(t *testing.T, c net.Conn, text string) {
	t.Helper()
	b := make([]byte, len(text))
	if _, err := io.ReadFull(c, b); err != nil || string(b) != text {
		t.Fatalf("heard %q, %v; want %q", b, err, text)
	}
}

func ends(t *testing.T, c net.Conn) {
	t.Helper()
	if n, err := c.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Fatalf("read %d, %v; want the end", n, err)
	}
}

// Each side may end its direction while the other goes on.
func TestHalfClose(t *testing.T) {
	for _, first := range []capture.Side{capture.Client, capture.Server} {
		t.Run(first.String(), func(t *testing.T) {
			r := newRig(t, Options{})
			client, server, book := r.connect()
			one, other := client, server
			if first == capture.Server {
				one, other = server, client
			}
			says(t, one, "that is all")
			_ = one.CloseWrite()
			hears(t, other, "that is all")
			ends(t, other)
			says(t, other, "I go on")
			hears(t, one, "I go on")
			_ = other.CloseWrite()
			ends(t, one)
			if e := book.wait(t); e.How != Done || e.Sent[first] != 11 || e.Sent[first.Other()] != 7 {
				t.Errorf("%v, %+v", e, e)
			}
			want := []string{first.String() + " end", first.Other().String() + " end"}
			if got := strings.Join(book.kinds, ", "); got != strings.Join(want, ", ") {
				t.Errorf("told %s, want %s", got, want)
			}
			if rec := book.Recording(); string(rec.Bytes(first)) != "that is all" || string(book.bytes[first]) != "that is all" || rec.Server != r.server.Addr().String() {
				t.Errorf("recorded %+v", rec)
			}
		})
	}
}

// A reset of one side reaches the other as a reset, behind what came before it.
func TestReset(t *testing.T) {
	for _, by := range []capture.Side{capture.Client, capture.Server} {
		t.Run(by.String(), func(t *testing.T) {
			r := newRig(t, Options{})
			client, server, book := r.connect()
			one, other := client, server
			if by == capture.Server {
				one, other = server, client
			}
			says(t, one, "last words")
			hears(t, other, "last words")
			_ = one.SetLinger(0)
			one.Close()
			if _, err := other.Read(make([]byte, 1)); err == nil || !strings.Contains(err.Error(), "reset") {
				t.Errorf("the other side saw %v, not a reset", err)
			}
			if e := book.wait(t); e.How != Reset || e.By != by {
				t.Errorf("%v, %+v", e, e)
			}
			rec := book.Recording()
			last := rec.Events[len(rec.Events)-1]
			if last.Kind != capture.Failed || last.From != by || !strings.HasPrefix(last.Err, "read: ") {
				t.Errorf("the last event is %+v", last)
			}
		})
	}
}

// What a server says before it closes on unread data reaches the client, though
// sending to that server fails.
func TestLastWordsOfAServerThatIsGone(t *testing.T) {
	for range 20 {
		r := newRig(t, Options{})
		client, server, book := r.connect()
		says(t, client, strings.Repeat("x", 1000)) // never read: closing is a reset
		says(t, server, "alert")
		var one [1]byte
		if _, err := server.Read(one[:]); err != nil {
			t.Fatal(err)
		}
		server.Close()
		_, _ = io.WriteString(client, strings.Repeat("y", 1000)) // it may be too late
		hears(t, client, "alert")
		if e := book.wait(t); e.How != Reset || e.By != capture.Server {
			t.Fatalf("%v", e)
		}
		r.stop()
	}
}

// A server that refuses is one that resets, and the relay goes on.
func TestServerRefuses(t *testing.T) {
	var dialled atomic.Int32
	var there atomic.Value
	r := newRig(t, Options{Dial: func(ctx context.Context) (net.Conn, error) {
		if dialled.Add(1) == 1 {
			return nil, errors.New("connection refused")
		}
		return net.Dial("tcp", there.Load().(string))
	}})
	there.Store(r.server.Addr().String())
	if c, err := net.Dial("tcp", r.addr); err == nil { // the reset may be as fast
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := c.Read(make([]byte, 1)); err == nil || err == io.EOF {
			t.Errorf("the client saw %v", err)
		}
	}
	book := <-r.books
	if e := book.wait(t); e.How != Unreached || !strings.Contains(e.String(), "connection refused") || book.Number != 1 {
		t.Errorf("%v", e)
	}
	if rec := book.Recording(); rec.Client != book.Client || len(rec.Events) != 0 {
		t.Errorf("%+v", rec)
	}
	book.Forget()
	client, server, book := r.connect()
	says(t, client, "again")
	hears(t, server, "again")
	if book.Number != 2 {
		t.Errorf("the second connection has number %d", book.Number)
	}
}

// A side that does not read slows the other: nothing is piled up in the relay.
func TestBackpressure(t *testing.T) {
	r := newRig(t, Options{Limit: 1}) // the bytes are spliced, where that is possible
	client, server, book := r.connect()
	var written int64
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.SetWriteDeadline(time.Now().Add(time.Second))
		n, _ := io.Copy(server, &zeros{left: 1 << 30})
		written = n
	}()
	<-stopped
	if written >= 64<<20 {
		t.Errorf("%d bytes went to a client that reads nothing", written)
	}
	_ = server.CloseWrite()
	n, err := io.Copy(io.Discard, client)
	if err != nil || n != written {
		t.Errorf("the client got %d bytes of %d, %v", n, written, err)
	}
	client.Close()
	if e := book.wait(t); e.How != Done || e.Sent[capture.Server] != written {
		t.Errorf("%v, %+v", e, e)
	}
}

type zeros struct{ left int }

func (z *zeros) Read(b []byte) (int, error) {
	n := min(len(b), z.left)
	clear(b[:n])
	if z.left -= n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
