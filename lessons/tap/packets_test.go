package tap_test

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/tap"
)

// A file that cannot be written is a trouble, said once, and nothing else.
func TestPacketsThatFail(t *testing.T) {
	s, out := relayed(t, &failing{after: 2000}, 100)
	for range 2 {
		s.pass(200_000)
		s.next()
	}
	if err := <-s.troubles; !strings.Contains(err.Error(), "disk is full") {
		t.Error(err)
	}
	if len(s.troubles) > 0 || out.Err() == nil {
		t.Errorf("%d more troubles, %v", len(s.troubles), out.Err())
	}
}

type failing struct{ after int }

func (f *failing) Write(b []byte) (int, error) {
	if f.after -= len(b); f.after < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(b), nil
}

// Behind the limit of the recording packets go on: all bytes are in the file.
func TestPacketsBeyondTheLimit(t *testing.T) {
	var file buffer
	s, _ := relayed(t, &file, 1000)
	s.pass(3_000_000)
	told := s.next()
	if kept := len(told.Recording.Bytes(capture.Client)); kept != 1000 || told.Recording.Err() == nil {
		t.Errorf("%d bytes are recorded", kept)
	}
	if n := strings.Count(file.String(), payload); n < 3_000_000/len(payload)-200 { // some are cut between two packets
		t.Errorf("%d of %d are in the file", n, 3_000_000/len(payload))
	}
	if got := text(t, told.Tell()); !strings.Contains(got, "1000 bytes of 3000") {
		t.Error(got)
	}
}

// A pipe that nobody reads slows what passes, and does not hold up an interrupt.
func TestPacketsThatNobodyReads(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	s, _ := relayed(t, write, 1000)
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	server, err := s.server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() { _, _ = io.Copy(io.Discard, server) }()
	_ = c.SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
	if n, err := io.WriteString(c, strings.Repeat(payload, 4<<20)); err == nil {
		t.Errorf("%d bytes passed", n)
	}
	s.stop()
	if told := s.next(); told.End.How != relay.Interrupted {
		t.Error(told.End)
	}
}

const payload = "the same thirty-two bytes again!"

type relaying struct {
	*tapping
	server net.Listener
}

// relayed is a tap of a server that the test plays, which writes packets to w.
func relayed(t *testing.T, w io.Writer, limit int64) (*relaying, *tap.Packets) {
	t.Helper()
	out, err := tap.NewPackets(w)
	if err != nil {
		t.Fatal(err)
	}
	server := peer.Listen(t)
	return &relaying{startTap(t, server.Addr().String(), tap.Options{Relay: relay.Options{Limit: limit}, Packets: out}), server}, out
}

// pass has a client send bytes, and the server read them.
func (r *relaying) pass(n int) {
	r.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.Fatal(err)
	}
	s, err := r.server.Accept()
	if err != nil {
		r.Fatal(err)
	}
	defer s.Close()
	go func() {
		defer c.Close()
		_, _ = io.WriteString(c, strings.Repeat(payload, n/len(payload)+1)[:n])
	}()
	if got, err := io.Copy(io.Discard, s); err != nil || got != int64(n) {
		r.Fatalf("%d bytes of %d, %v", got, n, err)
	}
}
