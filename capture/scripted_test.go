package capture

import (
	"net"
	"testing"
	"time"
)

// scripted is a connection that answers each call with a function; nil means
// that nothing happens.
type scripted struct {
	read, write func([]byte) (int, error)
	close       func() error
}

func (s scripted) Read(b []byte) (int, error) {
	if s.read == nil {
		return 0, nil
	}
	return s.read(b)
}

func (s scripted) Write(b []byte) (int, error) {
	if s.write == nil {
		return len(b), nil
	}
	return s.write(b)
}

func (s scripted) Close() error {
	if s.close == nil {
		return nil
	}
	return s.close()
}

func (scripted) LocalAddr() net.Addr              { return pipeAddr("here") }
func (scripted) RemoteAddr() net.Addr             { return nil }
func (scripted) SetDeadline(time.Time) error      { return nil }
func (scripted) SetReadDeadline(time.Time) error  { return nil }
func (scripted) SetWriteDeadline(time.Time) error { return nil }

// A reply is what one call gives.
type reply struct {
	data string // read
	n    int    // written
	err  error
}

// reads and writes give each reply once, in order.
func reads(replies ...reply) func([]byte) (int, error) {
	return func(b []byte) (int, error) {
		r := replies[0]
		replies = replies[1:]
		return copy(b, r.data), r.err
	}
}

func writes(replies ...reply) func([]byte) (int, error) {
	return func(b []byte) (int, error) {
		r := replies[0]
		replies = replies[1:]
		return r.n, r.err
	}
}

// tcp returns the two ends of a loopback connection.
func tcp(t *testing.T) (client, server *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Accept()
	if err != nil {
		c.Close()
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); s.Close() })
	return c.(*net.TCPConn), s.(*net.TCPConn)
}

// summary is an event without its time, in a form that reads well in a diff.
func summary(events []Event) (lines []string) {
	for _, e := range events {
		line := e.From.String() + " " + e.Kind.String()
		switch e.Kind {
		case Data:
			line += " " + string(e.Data)
		case Failed:
			line += " " + e.Err
		}
		lines = append(lines, line)
	}
	return lines
}

func wantEvents(t *testing.T, r *Recorder, want ...string) {
	t.Helper()
	got := summary(r.Recording().Events)
	if len(got) != len(want) {
		t.Fatalf("events:\n got %q\nwant %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("event %d:\n got %q\nwant %q", i, got, want)
		}
	}
}
