package lab

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// TestStrangersAreTurnedAway: other programs can reach the port, too, and first.
func TestStrangersAreTurnedAway(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	first, second, client := dial(), dial(), dial()
	server, err := acceptFrom(listener, client.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if server.RemoteAddr().String() != client.LocalAddr().String() {
		t.Fatalf("a stranger was taken in: %v", server.RemoteAddr())
	}
	for _, stranger := range []net.Conn{first, second} {
		if err := stranger.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		var late net.Error
		if n, err := stranger.Read(make([]byte, 1)); err == nil || errors.As(err, &late) && late.Timeout() {
			t.Errorf("a stranger reads %d bytes, error %v: not turned away", n, err)
		}
	}
	listener.Close()
	if _, err := acceptFrom(listener, "x"); err == nil {
		t.Error("a closed listener gives a connection")
	}
}

// TestLoopbackStaysHere: nobody else on the network can reach it.
func TestLoopbackStaysHere(t *testing.T) {
	c, s, err := loopback(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	defer s.Close()
	for _, a := range []net.Addr{c.LocalAddr(), c.RemoteAddr(), s.LocalAddr()} {
		if ip := a.(*net.TCPAddr).IP; !ip.IsLoopback() {
			t.Errorf("%v is an address of the network", ip)
		}
	}
}

// TestAHalfClosedPeerStillReads ends one direction; the other goes on.
func TestAHalfClosedPeerStillReads(t *testing.T) {
	for _, transport := range transports {
		s, err := open(t, Options{Transport: transport}).Talk(func(c net.Conn) error {
			if err := HalfClose(c); err != nil {
				return err
			}
			b, err := io.ReadAll(c)
			if string(b) != "still here" {
				t.Errorf("over %s the client read %q", transport, b)
			}
			return err
		}, func(c net.Conn) error {
			if _, err := io.ReadAll(c); err != nil {
				return err
			}
			_, err := io.WriteString(c, "still here")
			return err
		})
		if err := BothFine(s, err); err != nil {
			t.Errorf("over %s: %v", transport, err)
		}
	}
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	if err := HalfClose(a); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a connection that cannot: %v", err)
	}
}
