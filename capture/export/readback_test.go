package export_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

var began = time.Date(2026, 11, 23, 9, 0, 0, 123456789, time.UTC)

// A story is what package packets tells of a connection.
type story struct {
	packets.Connection
	events  []capture.Event
	missing [2]int64
	end     packets.End
}

func (s *story) Data(from packets.Dir, at time.Time, data []byte) {
	s.events = append(s.events, capture.Event{
		At: at.Sub(s.Began), Kind: capture.Data, From: capture.Client + capture.Side(from), Data: bytes.Clone(data),
	})
}
func (s *story) Missing(from packets.Dir, _ time.Time, n int64) { s.missing[from] += n }
func (s *story) End(_ time.Time, how packets.End)               { s.end = how }

// stories are the connections of a file.
type stories struct {
	list    []*story
	secrets []byte
}

func (s *stories) Open(c *packets.Connection) packets.Stream {
	s.list = append(s.list, &story{Connection: *c})
	return s.list[len(s.list)-1]
}
func (s *stories) Secrets(_ uint32, r io.Reader) {
	data, _ := io.ReadAll(r) // packets.Read has the error
	s.secrets = append(s.secrets, data...)
}

func readBack(t testing.TB, file []byte) *stories {
	t.Helper()
	s := new(stories)
	sum, err := packets.Read(context.Background(), bytes.NewReader(file), s)
	if err != nil || sum.BadPackets+sum.Stray+sum.Late+sum.Forced != 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
	return s
}

func encode(t testing.TB, o export.Options, keyLog []byte, recordings ...*capture.Recording) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := export.Write(&out, recordings, keyLog, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sameData holds events of data against each other: the bytes, who sent them,
// when, and in which order; an event may be cut into several.
func sameData(want, got []capture.Event) error {
	i, used := 0, 0
	for n, g := range got {
		for i < len(want) && (want[i].Kind != capture.Data || used == len(want[i].Data)) {
			i, used = i+1, 0
		}
		switch {
		case i == len(want):
			return fmt.Errorf("piece %d is one too many", n)
		case g.From != want[i].From, g.At != want[i].At, !bytes.HasPrefix(want[i].Data[used:], g.Data):
			return fmt.Errorf("piece %d is not event %d from byte %d on", n, i, used)
		}
		used += len(g.Data)
	}
	for ; i < len(want); i, used = i+1, 0 {
		if want[i].Kind == capture.Data && used < len(want[i].Data) {
			return fmt.Errorf("event %d is not there", i)
		}
	}
	return nil
}

// generated is a recording that could have been.
func generated(r *rand.Rand, n int) *capture.Recording {
	rec := &capture.Recording{
		Client: fmt.Sprintf("127.0.0.1:%d", 1024+r.IntN(9)), Server: "127.0.0.1:4433",
		Start: began.Add(time.Duration(r.IntN(1e6))),
	}
	if r.IntN(3) == 0 {
		rec.Client, rec.Server = []string{"", "pipe", "[fe80::1%eth0]:999", "[::1]:0"}[r.IntN(4)], ""
	}
	at := time.Duration(0)
	for range r.IntN(40) {
		at += time.Duration(r.IntN(3) * r.IntN(1e6))
		data := make([]byte, int(math.Exp(r.Float64()*12))) // 1 to 160,000
		for i := range data {
			data[i] = byte(n + i*7 + i/256)
		}
		rec.Events = append(rec.Events, capture.Event{At: at, Kind: capture.Data, From: capture.Client + capture.Side(r.IntN(2)), Data: data})
	}
	return rec
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var recordings []*capture.Recording
		for n := range 1 + r.IntN(6) {
			recordings = append(recordings, generated(r, n))
		}
		o := export.Options{MSS: []int{0, 1460, 7000, 1 << 20}[r.IntN(4)]}
		s := readBack(t, encode(t, o, nil, recordings...))
		if len(s.list) != len(recordings) {
			t.Fatalf("seed %d: %d connections of %d", seed, len(s.list), len(recordings))
		}
		for _, rec := range recordings { // the file has them by time
			found := false
			for _, got := range s.list {
				found = found || got.SYN && got.Began.Equal(rec.Start) && sameData(rec.Events, got.events) == nil
			}
			if !found {
				t.Fatalf("seed %d: a connection is not there", seed)
			}
		}
	}
}

// Sequence numbers wrap around at 2^32.
func TestNoByteIsLostWhereNumbersWrapAround(t *testing.T) {
	server := netip.MustParseAddrPort("10.0.0.1:443")
	for n := uint32(0); ; n++ {
		client := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 1, byte(n >> 8), byte(n)}), 1000+uint16(n>>16))
		if export.FirstNumber(client, server) < math.MaxUint32-100_000 {
			continue
		}
		rec := &capture.Recording{Client: client.String(), Server: server.String(), Start: began}
		for i := range 4 {
			rec.Events = append(rec.Events, capture.Event{Kind: capture.Data, From: capture.Client, Data: bytes.Repeat([]byte{byte(i)}, 90_000)})
		}
		file := encode(t, export.Options{}, nil, rec)
		if err := sameData(rec.Events, readBack(t, file).list[0].events); err != nil {
			t.Error(err)
		}
		clean(t, written(t, export.Options{}, nil, rec))
		return
	}
}

// items writes down what a decoder tells.
type items struct {
	list []string
	ends []string
}

func (v *items) Begin(*follow.Connection) {}
func (v *items) Item(_ *follow.Connection, it *handshake.Item) {
	v.list = append(v.list, fmt.Sprintf("%v %v %s %d %x", it.From, it.Kind, it.Name, it.Record, it.Bytes))
}
func (v *items) End(c *follow.Connection) { v.ends = append(v.ends, c.Report.Outcome) }

// opened decodes a recording with its key log, as it is done with a file that has
// its secrets inside.
func opened(t *testing.T, rec *capture.Recording, keys []byte, emit func(*handshake.Item)) {
	t.Helper()
	k := new(handshake.Keys)
	if err := k.Log.Read(bytes.NewReader(keys), "keys"); err != nil {
		t.Fatal(err)
	}
	decoded, _ := handshake.DecodeWith(rec, k)
	for _, it := range decoded {
		emit(it)
	}
}

// The decoder tells the same of a recording and of its file.
func TestMessagesAreTheSame(t *testing.T) {
	list, names := sessions(t)
	for i, s := range list {
		rec, keys := s.run(t)
		want := new(items)
		opened(t, rec, keys, func(it *handshake.Item) { want.Item(nil, it) })
		got := new(items)
		file := encode(t, export.Options{}, keys, rec)
		sum, err := follow.Read(context.Background(), bytes.NewReader(file), got, follow.Options{})
		if err != nil || sum.Secrets != min(1, len(keys)) || sum.Connections != 1 {
			t.Fatal(sum, err)
		}
		if fmt.Sprint(got.list) != fmt.Sprint(want.list) {
			t.Errorf("%s: %d items of the file differ from %d of the recording", names[i], len(got.list), len(want.list))
		}
	}
}

func TestTheKeyLogIsInTheFile(t *testing.T) {
	rec, keys := session{}.run(t)
	file := written(t, export.Options{}, keys, rec)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, b); !bytes.Equal(got.secrets, keys) || len(keys) == 0 {
		t.Errorf("got %d bytes of %d", len(got.secrets), len(keys))
	}
}
