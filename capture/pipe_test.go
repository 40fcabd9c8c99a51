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

func TestPipeIsANetConn(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := Pipe()
		return a, b, func() { a.Close(); b.Close() }, nil
	})
}

func TestPipeHoldsWhatNobodyReadsYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		if n, err := a.Write(make([]byte, pipeBuffer)); n != pipeBuffer || err != nil {
			t.Fatalf("got %d, %v", n, err)
		}
		returned := false
		go func() {
			a.Write([]byte("more"))
			a.Close()
			returned = true
		}()
		synctest.Wait()
		if returned {
			t.Fatal("a write into a full pipe did not block")
		}
		got, err := io.ReadAll(b)
		if len(got) != pipeBuffer+4 || !bytes.HasSuffix(got, []byte("more")) || err != nil {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
	})
}

func TestPipeHalfClose(t *testing.T) {
	a, b := Pipe()
	a.Write([]byte("question"))
	if err := a.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Write([]byte("more")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Write after CloseWrite: %v", err)
	}
	if got, err := io.ReadAll(b); string(got) != "question" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	b.Write([]byte("answer"))
	b.Close()
	if got, err := io.ReadAll(a); string(got) != "answer" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPipeErrors(t *testing.T) {
	read := func(c net.Conn) error { _, err := c.Read(make([]byte, 1)); return err }
	write := func(c net.Conn) error { _, err := c.Write(make([]byte, 1)); return err }
	tests := map[string]struct {
		do   func(here, there net.Conn) error
		want error
	}{
		"read after own close":   {func(h, _ net.Conn) error { h.Close(); return read(h) }, net.ErrClosed},
		"write after own close":  {func(h, _ net.Conn) error { h.Close(); return write(h) }, net.ErrClosed},
		"second close":           {func(h, _ net.Conn) error { h.Close(); return h.Close() }, net.ErrClosed},
		"deadline after close":   {func(h, _ net.Conn) error { h.Close(); return h.SetDeadline(time.Time{}) }, net.ErrClosed},
		"half close after close": {func(h, _ net.Conn) error { h.Close(); return h.(*pipe).CloseWrite() }, net.ErrClosed},
		"read after its close":   {func(h, o net.Conn) error { o.Close(); return read(h) }, io.EOF},
		"write after its close":  {func(h, o net.Conn) error { o.Close(); return write(h) }, io.ErrClosedPipe},
		"close after its close":  {func(h, o net.Conn) error { o.Close(); return h.Close() }, nil},
		"read past deadline":     {func(h, _ net.Conn) error { h.SetReadDeadline(time.Unix(1, 0)); return read(h) }, os.ErrDeadlineExceeded},
		"write past deadline":    {func(h, _ net.Conn) error { h.SetWriteDeadline(time.Unix(1, 0)); return write(h) }, os.ErrDeadlineExceeded},
		"read of nothing":        {func(h, _ net.Conn) error { _, err := h.Read(nil); return err }, nil},
		"write of nothing":       {func(h, _ net.Conn) error { _, err := h.Write(nil); return err }, nil},
		"deadline taken back":    {func(h, _ net.Conn) error { h.SetDeadline(time.Unix(1, 0)); h.SetDeadline(time.Time{}); return write(h) }, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.do(Pipe()); !errors.Is(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPipeWakesWhoWaits(t *testing.T) {
	soon := func() time.Time { return time.Now().Add(time.Second) }
	tests := map[string]struct {
		do   func(here, there net.Conn)
		want error // of a read and of a write that wait here
	}{
		"deadline to come":  {func(h, _ net.Conn) { h.SetDeadline(soon()) }, os.ErrDeadlineExceeded},
		"deadline past":     {func(h, _ net.Conn) { h.SetDeadline(time.Unix(1, 0)) }, os.ErrDeadlineExceeded},
		"deadline moved up": {func(h, _ net.Conn) { h.SetDeadline(soon().Add(time.Hour)); h.SetDeadline(soon()) }, os.ErrDeadlineExceeded},
		"own close":         {func(h, _ net.Conn) { h.Close() }, net.ErrClosed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there := Pipe()
				errs := make(chan error, 2)
				go func() { _, err := here.Read(make([]byte, 1)); errs <- err }()
				go func() { _, err := here.Write(make([]byte, pipeBuffer+1)); errs <- err }()
				synctest.Wait()
				tt.do(here, there)
				for range 2 {
					if err := <-errs; !errors.Is(err, tt.want) {
						t.Errorf("got %v, want %v", err, tt.want)
					}
				}
			})
		})
	}
}

func TestADeadlineMovedAwayDoesNotFire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		a.SetReadDeadline(time.Now().Add(time.Second))
		a.SetReadDeadline(time.Now().Add(3 * time.Second))
		time.AfterFunc(2*time.Second, func() { b.Write([]byte("x")) })
		if n, err := a.Read(make([]byte, 8)); n != 1 || err != nil {
			t.Errorf("got %d, %v", n, err)
		}
	})
}

func TestPipeAddresses(t *testing.T) {
	a, b := Pipe()
	if a.LocalAddr() != b.RemoteAddr() || a.RemoteAddr() != b.LocalAddr() {
		t.Error("the ends disagree")
	}
	if a.LocalAddr().String() != "client" || b.LocalAddr().String() != "server" || a.LocalAddr().Network() != "pipe" {
		t.Errorf("got %v and %v", a.LocalAddr(), b.LocalAddr())
	}
}
