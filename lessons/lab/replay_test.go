package lab

import (
	"bytes"
	"crypto/tls"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
)

// TestAReplayIsTakenOnlyWhereTheServerRepeatsItself: the bytes are the client's, and
// what decides is what the server draws.
func TestAReplayIsTakenOnlyWhereTheServerRepeatsItself(t *testing.T) {
	for _, o := range []Options{{Transport: Memory}, {}, {Seed: seed(3)}} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			for _, repeats := range []bool{false, true} {
				l := open(t, o)
				if repeats {
					if err := l.Repeat("server", 0, -1); err != nil {
						t.Fatal(err)
					}
				}
				client, server := pair(t, l)
				client.MaxVersion = version
				first := hello(t, l, client, server)
				again := l.ServerConfig("server", server.Certificates[0])
				answer := func(c *tls.Conn) error { _, err := c.Write([]byte("word")); return err }
				second, err := l.Talk(Replay(first.Recording), TLSServer(again, answer))
				if err != nil || second.ClientErr != nil {
					t.Fatal(err, second.ClientErr)
				}
				sent, got := first.Recording.Bytes(capture.Client), second.Recording.Bytes(capture.Client)
				same := bytes.Equal(first.Recording.Bytes(capture.Server), second.Recording.Bytes(capture.Server))
				if !bytes.HasPrefix(sent, got) || repeats != bytes.Equal(sent, got) && version == tls.VersionTLS12 {
					t.Errorf("%x, repeats %t: %d of %d bytes were sent again", version, repeats, len(got), len(sent))
				}
				if taken := second.ServerErr == nil; taken != repeats || same != repeats {
					t.Errorf("%x, repeats %t: taken %t, the server's bytes the same %t: %v", version, repeats, taken, same, second.ServerErr)
				}
			}
		}
	}
}

// TestAReplayEndsWithItsServer: a server that hangs up is no error, whatever it said.
func TestAReplayEndsWithItsServer(t *testing.T) {
	l := open(t, Options{Transport: Memory})
	client, server := pair(t, l)
	first := hello(t, l, client, server)
	again := l.ServerConfig("another", server.Certificates[0])
	again.MaxVersion = tls.VersionTLS10
	again.MinVersion = tls.VersionTLS10
	s, err := l.Talk(Replay(first.Recording), TLSServer(again, func(*tls.Conn) error { return nil }))
	if err != nil || s.ClientErr != nil || s.ServerErr == nil {
		t.Error(err, s.ClientErr, s.ServerErr)
	}
}

// TestOnlyWhatWasAskedForRepeats: with draws of one byte between, which move nothing.
func TestOnlyWhatWasAskedForRepeats(t *testing.T) {
	for _, o := range []Options{{Transport: Memory}, {Transport: Memory, Seed: seed(1)}} {
		l := open(t, o)
		if err := l.Repeat("r", 32, 64); err != nil {
			t.Fatal(err)
		}
		read := func() []byte {
			r, b := l.Rand("r"), make([]byte, 96)
			for _, cut := range [][2]int{{0, 20}, {20, 50}, {50, 96}} {
				coin := []byte{1}
				if n, err := r.Read(coin); n != 1 || err != nil || coin[0] != 0 {
					t.Fatal(n, err, coin)
				}
				if n, err := r.Read(b[cut[0]:cut[1]]); n != cut[1]-cut[0] || err != nil {
					t.Fatal(n, err)
				}
			}
			return b
		}
		a, b := read(), read()
		if bytes.Equal(a[:32], b[:32]) || !bytes.Equal(a[32:64], b[32:64]) || bytes.Equal(a[64:], b[64:]) {
			t.Errorf("%x\n%x", a, b)
		}
		if err := l.Repeat("r", 0, 16); err != nil {
			t.Fatal(err)
		}
		if c, d := read(), read(); !bytes.Equal(c[:16], d[:16]) || bytes.Equal(c[16:], d[16:]) || bytes.Equal(c[:16], a[:16]) {
			t.Errorf("%x\n%x", c, d)
		}
		if err := l.Repeat("r", 0, -1); err != nil {
			t.Fatal(err)
		}
		if c := read(); !bytes.Equal(c[32:64], a[32:64]) {
			t.Errorf("%x\n%x", c, a)
		}
		other := make([]byte, 96)
		if _, err := l.Rand("other").Read(other); err != nil || bytes.Equal(other[32:64], a[32:64]) {
			t.Errorf("another name repeats it, too: %v", err)
		}
	}
}
