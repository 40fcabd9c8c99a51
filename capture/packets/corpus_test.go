package packets

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// A collector is a Handler that keeps all that it is given.
type collector struct {
	streams []*collected
	secrets []string
}

// A collected is a Stream that keeps all that it is given.
type collected struct {
	Connection
	events []event
	end    End
	ended  int
}

// An event is a call to a Stream.
type event struct {
	from    Dir
	at      time.Time
	data    string
	missing int64
}

func (c *collector) Open(conn *Connection) Stream {
	s := &collected{Connection: *conn}
	c.streams = append(c.streams, s)
	return s
}

func (c *collector) Secrets(kind uint32, r io.Reader) {
	data, err := io.ReadAll(r)
	if err != nil {
		return // Read says it
	}
	c.secrets = append(c.secrets, fmt.Sprintf("%08x %s", kind, data))
}

func (c *collected) Data(from Dir, at time.Time, data []byte) {
	c.events = append(c.events, event{from: from, at: at, data: string(data)})
}

func (c *collected) Missing(from Dir, at time.Time, n int64) {
	c.events = append(c.events, event{from: from, at: at, missing: n})
}

func (c *collected) End(at time.Time, how End) {
	c.end = how
	c.ended++
}

// bytes is what one side sent, and how many bytes of it are missing.
func (c *collected) bytes(from Dir) (out string, missing int64) {
	var b strings.Builder
	for _, e := range c.events {
		if e.from == from {
			b.WriteString(e.data)
			missing += e.missing
		}
	}
	return b.String(), missing
}

// corpus returns the captures of the folder in TLSTEACH_CORPUS.
func corpus(t testing.TB) []string {
	t.Helper()
	folder := os.Getenv("TLSTEACH_CORPUS")
	if folder == "" {
		t.Skip("TLSTEACH_CORPUS names no folder of captures")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.pcap*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures in %s: %v", folder, err)
	}
	return files
}

// followed is what tshark says that the two sides of a connection sent: that
// of its first node, then of its second.
func followed(t testing.TB, tshark, file string, number int) (nodes [2]netip.AddrPort, sent [2]string) {
	t.Helper()
	out, err := exec.Command(tshark, "-r", file, "-n", "-q", "-z", fmt.Sprintf("follow,tcp,raw,%d", number)).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimRight(line, "\r\n")
		text, second := strings.CutPrefix(line, "\t")
		if at, ok := strings.CutPrefix(text, "Node 0: "); ok {
			nodes[0], _ = netip.ParseAddrPort(at)
		} else if at, ok := strings.CutPrefix(text, "Node 1: "); ok {
			nodes[1], _ = netip.ParseAddrPort(at)
		} else if b, err := hex.DecodeString(text); err == nil {
			if second {
				sent[1] += string(b)
			} else {
				sent[0] += string(b)
			}
		}
	}
	return nodes, sent
}

// wantFollowed compares the streams of a file with tshark's.
func wantFollowed(t *testing.T, file string) {
	t.Helper()
	tshark := peer.Need(t, "tshark")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c collector
	s, err := Read(context.Background(), bytes.NewReader(b), &c)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", s)
	for i, stream := range c.streams {
		nodes, sent := followed(t, tshark, file, i)
		for n, node := range nodes {
			from := FromA
			if node == stream.B {
				from = FromB
			}
			if got, _ := stream.bytes(from); got != sent[n] {
				t.Errorf("connection %d, from %v: %d bytes, tshark has %d", i, node, len(got), len(sent[n]))
			}
		}
	}
}

func TestCorpusIsWhatTSharkFollows(t *testing.T) {
	for _, file := range corpus(t) {
		t.Run(filepath.Base(file), func(t *testing.T) { wantFollowed(t, file) })
	}
}

// A capture with its packets displaced and doubled is read as it was before.
// The packets are made a microsecond apart: who displaces them by a few places
// displaces them by no second.
func TestCorpusInAnotherOrder(t *testing.T) {
	for _, file := range corpus(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := read(t, b)
			if len(want.streams) > 1 {
				t.Skip("a SYN may come to stand behind what follows it")
			}
			var records [][]byte
			for rest := b[24:]; len(rest) > 0; {
				n := 16 + binary.LittleEndian.Uint32(rest[8:])
				records, rest = append(records, rest[:n]), rest[n:]
			}
			for seed := range uint64(20) {
				r := rand.New(rand.NewPCG(seed, 3))
				mixed := bytes.Clone(b[:24])
				for _, i := range displace(r, indices(len(records))) {
					mixed = append(mixed, records[i]...)
					if r.IntN(4) == 0 {
						mixed = append(mixed, records[max(i-r.IntN(4), 0)]...)
					}
				}
				for at, n := 24, uint32(0); at < len(mixed); n++ {
					binary.LittleEndian.PutUint32(mixed[at:], 1_700_000_000)
					binary.LittleEndian.PutUint32(mixed[at+4:], n)
					at += 16 + int(binary.LittleEndian.Uint32(mixed[at+8:]))
				}
				got, s := read(t, mixed)
				if len(got.streams) != len(want.streams) || s.Missing != 0 {
					t.Errorf("seed %d: %d connections, %d bytes missing", seed, len(got.streams), s.Missing)
					continue
				}
				for _, d := range []Dir{FromA, FromB} {
					wanted, _ := want.streams[0].bytes(d)
					if sent, _ := got.streams[0].bytes(d); sent != wanted {
						t.Errorf("seed %d: %v: %d bytes, want %d", seed, d, len(sent), len(wanted))
					}
				}
			}
		})
	}
}
