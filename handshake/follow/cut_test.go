package follow_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"os"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A tally counts the bytes of a capture that were given out.
type tally struct {
	t          *testing.T
	bytes      map[capture.Side]int
	lost, sane int // missing bytes that were said; items without an error
	begun, end int
}

func (y *tally) Begin(*follow.Connection) { y.begun++ }
func (y *tally) End(*follow.Connection)   { y.end++ }
func (y *tally) Item(_ *follow.Connection, it *handshake.Item) {
	y.bytes[it.From] += len(it.Bytes)
	y.lost += it.Lost
	if it.Err == nil {
		y.sane++
	}
	if at, ok := it.Trace.Gap(len(it.Bytes)); !ok && it.Lost == 0 {
		y.t.Fatalf("%s %s does not tile at %d: %v", it.Kind, it.Name, at, it.Err)
	}
}

func tallied(t *testing.T, file []byte) (*tally, follow.Summary, error) {
	t.Helper()
	y := &tally{t: t, bytes: map[capture.Side]int{}}
	sum, err := follow.Read(context.Background(), bytes.NewReader(file), y, follow.Options{})
	if y.begun != y.end {
		t.Fatalf("%d connections began and %d ended", y.begun, y.end)
	}
	return y, sum, err
}

// connectionFile is a capture of one connection of two Go peers.
func connectionFile(t *testing.T, version uint16) (file []byte, rec *capture.Recording) {
	t.Helper()
	cert := follow.Certificate(t)
	a, b := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(b, &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: version})
		_, _ = s.Write([]byte("hello"))
		s.Close()
		b.Close()
	}()
	c := tls.Client(recorder.Conn(a, capture.Client), &tls.Config{InsecureSkipVerify: true, ServerName: "example.com"})
	_, _ = c.Read(make([]byte, 5))
	c.Close()
	<-done
	rec = recorder.Recording()
	file, err := os.ReadFile(peertest.WriteCapture(t, rec))
	if err != nil {
		t.Fatal(err)
	}
	return file, rec
}

// A packet of a pcap file: where it ends, and what its TCP segment carries.
type packet struct {
	end     int
	payload int
	from    capture.Side
}

func packetsOf(t *testing.T, file []byte) (out []packet) {
	t.Helper()
	for at := 24; at < len(file); {
		n := int(binary.LittleEndian.Uint32(file[at+8:]))
		frame := file[at+16 : at+16+n]
		headers := 14 + 20 + int(frame[14+20+12]>>4)*4
		from := capture.Server
		if binary.BigEndian.Uint16(frame[14+20:]) >= peertest.FirstClientPort {
			from = capture.Client
		}
		payload := 14 + int(binary.BigEndian.Uint16(frame[14+2:])) - headers
		at += 16 + n
		out = append(out, packet{at, payload, from})
	}
	return out
}

// TestNothingIsLostBeforeACut cuts a capture everywhere: seven has no part in the
// lengths of packets and records.
func TestNothingIsLostBeforeACut(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		t.Run(name, func(t *testing.T) {
			file, rec := connectionFile(t, version)
			list := packetsOf(t, file)
			whole, _, err := tallied(t, file)
			if err != nil || whole.bytes[capture.Client] != len(rec.Bytes(capture.Client)) || whole.bytes[capture.Server] != len(rec.Bytes(capture.Server)) {
				t.Fatalf("the whole capture: %v, %v", whole.bytes, err)
			}
			for cut := 24; cut < len(file); cut += 7 {
				want, border := map[capture.Side]int{}, cut == 24
				for _, p := range list {
					if p.end <= cut {
						want[p.from] += p.payload
					}
					border = border || p.end == cut
				}
				got, _, err := tallied(t, file[:cut])
				var damage *packets.DamageError
				if border != (err == nil) || !border && !errors.As(err, &damage) {
					t.Fatalf("cut at %d: error %v, and a packet ends there: %v", cut, err, border)
				}
				if got.bytes[capture.Client] != want[capture.Client] || got.bytes[capture.Server] != want[capture.Server] {
					t.Fatalf("cut at %d: %v bytes were given out, want %v", cut, got.bytes, want)
				}
			}
		})
	}
}

// TestALostPacketIsSaidAndTheRestIsRead leaves out each packet that carries bytes.
func TestALostPacketIsSaidAndTheRestIsRead(t *testing.T) {
	file, _ := connectionFile(t, tls.VersionTLS12)
	list := packetsOf(t, file)
	whole, _, _ := tallied(t, file)
	start := 24
	tried := 0
	for i, p := range list {
		left := append(bytes.Clone(file[:start]), file[p.end:]...)
		start = p.end
		if p.payload == 0 || i == len(list)-1 {
			continue
		}
		tried++
		got, sum, err := tallied(t, left)
		all := got.bytes[capture.Client] + got.bytes[capture.Server]
		if err != nil || sum.Connections != 1 {
			t.Fatalf("without packet %d: %d connections, %v", i, sum.Connections, err)
		}
		if want := whole.bytes[capture.Client] + whole.bytes[capture.Server] - p.payload; all != want {
			t.Errorf("without packet %d: %d bytes were given out, want %d", i, all, want)
		}
		if got.lost != p.payload {
			t.Errorf("without packet %d of %d bytes: %d bytes are said to be missing", i, p.payload, got.lost)
		}
	}
	if tried < 4 {
		t.Errorf("only %d packets were left out", tried)
	}
}

// TestFlippedBitsLoseNothing flips bits of the bytes that TCP carries, but not of
// those by which a hello is known: a client that does not speak TLS is none.
func TestFlippedBitsLoseNothing(t *testing.T) {
	file, _ := connectionFile(t, tls.VersionTLS12)
	whole, _, _ := tallied(t, file)
	const known = 11
	skip := known
	for _, p := range packetsOf(t, file) {
		for at := p.end - p.payload + min(skip, p.payload); at < p.end; at += 11 {
			skip = 0
			bent := bytes.Clone(file)
			bent[at] ^= 1 << (at % 8)
			got, sum, err := tallied(t, bent)
			if err != nil {
				t.Fatalf("bit of byte %d: %v", at, err)
			}
			if sum.Connections == 1 && (got.bytes[capture.Server] != whole.bytes[capture.Server] || got.bytes[capture.Client] != whole.bytes[capture.Client]) {
				t.Fatalf("bit of byte %d: %v bytes were given out, want %v", at, got.bytes, whole.bytes)
			}
		}
	}
}
