package packets

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/google/gopacket/layers"
)

// told is a Handler that tells of each call over a channel.
type told struct {
	ignore
	calls chan string
}

func (h told) Open(*Connection) Stream { return h }
func (told) Secrets(uint32, io.Reader) {}
func (h told) Data(d Dir, _ time.Time, data []byte) {
	h.calls <- fmt.Sprintf("%v %s", d, data)
}
func (h told) End(_ time.Time, how End) { h.calls <- how.String() }

// Each packet is taken as it comes: what a packet completes is handed out
// before the next one is there.
func TestAnEndlessCaptureIsReadAsItComes(t *testing.T) {
	frames := small(t)
	file := pcapFile(1, frames...)
	files := map[string][]int{"pcap": {24}} // the borders of packets
	for _, f := range frames {
		files["pcap"] = append(files["pcap"], files["pcap"][len(files["pcap"])-1]+16+len(f.bytes))
	}
	r, w := io.Pipe()
	h := told{calls: make(chan string)}
	done := make(chan error)
	go func() {
		_, err := Read(context.Background(), r, h)
		done <- err
	}()
	borders := files["pcap"]
	w.Write(file[:24])
	want := map[int][]string{3: {"A hello"}, 5: {"B wor", "B ld"}, 7: {finished}}
	for i := range frames {
		w.Write(file[borders[i]:borders[i+1]])
		for _, call := range want[i] {
			if got := <-h.calls; got != call {
				t.Errorf("packet %d: got %q, want %q", i, got, call)
			}
		}
	}
	w.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestIdleConnectionsEnd(t *testing.T) {
	d := newDialog(t).open()
	d.send(FromA, "A", "hello")
	first := len(d.frames)
	d.port++
	d.open()
	d.send(FromA, "A", "other")
	for i := first; i < len(d.frames); i++ {
		d.frames[i].at = began.Add(2 * time.Hour)
	}
	c, s := read(t, pcapFile(1, d.frames...))
	wantStories(t, c, "A hello, idle", "A other, "+stillOpen)
	if s.Idle != 1 {
		t.Errorf("summary: %+v", s)
	}
}

// One packet with a damaged time ends nothing.
func TestOneDamagedTime(t *testing.T) {
	d := newDialog(t).open()
	d.send(FromA, "A", "hello")
	d.frames[3].at = began.Add(10000 * time.Hour)
	d.send(FromB, "A", "world")
	c, s := read(t, pcapFile(1, d.close().frames...))
	wantStories(t, c, "A hello, B world, "+finished)
	if s.Idle != 0 {
		t.Errorf("summary: %+v", s)
	}
}

func TestMoreConnectionsThanAreKept(t *testing.T) {
	s := Summary{}
	c := &collector{}
	tab := newTable(c, &s)
	f := &finder{}
	const more = 100
	for i := range maxOpen + more {
		f.tcp.SYN, f.tcp.Seq = true, uint32(i)
		f.tcp.SrcPort, f.tcp.DstPort = 1, 443
		f.src[0], f.src[1] = byte(i), byte(i>>8)
		tab.segment(f, began)
	}
	if len(tab.byKey) != maxOpen+more || tab.open.n != maxOpen || s.Dropped != more {
		t.Errorf("%d kept, %d open, %d dropped", len(tab.byKey), tab.open.n, s.Dropped)
	}
	tab.end()
	if len(tab.byKey) != maxEnded || tab.ended.n != maxEnded || tab.open.n+tab.waiting.n != 0 {
		t.Errorf("%d kept, %d ended", len(tab.byKey), tab.ended.n)
	}
	for i, stream := range c.streams {
		if want := map[bool]End{true: Forgotten, false: CaptureEnd}[i < more]; stream.end != want || stream.ended != 1 {
			t.Fatalf("connection %d: %v", i, stream.end)
		}
	}
}

// A capture that is made to fill every buffer: memory stays what it is, also
// for three times as much.
func TestMemoryIsBounded(t *testing.T) {
	hostile := map[string]func(i int, f *finder){
		"connections with holes": func(i int, f *finder) {
			f.tcp.SrcPort, f.tcp.DstPort = layers.TCPPort(i/32), 443
			f.tcp.Seq, f.tcp.SYN = uint32(i%32*3000+1000), i%32 == 0
			f.tcp.Payload = payload[:1400]
		},
		"one connection with holes": func(i int, f *finder) {
			f.tcp.SrcPort, f.tcp.DstPort, f.tcp.SYN = 1, 443, i == 0
			f.tcp.Seq, f.tcp.Payload = uint32(i*3), payload[:1]
		},
		"answers without questions": func(i int, f *finder) {
			f.tcp.SrcPort, f.tcp.DstPort, f.tcp.ACK = layers.TCPPort(i/50), 443, true
			f.tcp.Seq, f.tcp.Ack, f.tcp.Payload = uint32(i%50*1400), uint32(i%50*1000+1), payload[:1400]
		},
		"SYNs": func(i int, f *finder) {
			f.src[3], f.src[2], f.src[1] = byte(i), byte(i>>8), byte(i>>16)
			f.tcp.SYN, f.tcp.Payload = true, nil
		},
	}
	for name, packet := range hostile {
		t.Run(name, func(t *testing.T) {
			var kept [2]uint64
			for k, n := range []int{100_000, 300_000} {
				var s Summary
				tab, f := newTable(discard{}, &s), &finder{}
				for i := range n {
					f.tcp.SYN, f.tcp.ACK = false, false
					packet(i, f)
					at := began.Add(time.Duration(i) * time.Microsecond)
					tab.tick(at)
					tab.segment(f, at)
				}
				kept[k] = heap()
				runtime.KeepAlive(tab)
				if _, size := pages(t, tab); size > 3072 {
					t.Errorf("%d pages", size)
				}
				tab.end()
				if used, _ := pages(t, tab); used != 0 || tab.held != 0 || tab.cut != 0 {
					t.Errorf("left at the end: %d pages, %d bytes held, %d cut", used, tab.held, tab.cut)
				}
			}
			t.Logf("%d and %d KiB", kept[0]>>10, kept[1]>>10)
			if kept[1] > 20<<20 || kept[1] > kept[0]+2<<20 {
				t.Errorf("%d and %d bytes", kept[0], kept[1])
			}
		})
	}
}

var payload = make([]byte, 1400)

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// pages is how many pages of gopacket are used, and how many there are.
func pages(t testing.TB, tab *table) (used, size int) {
	t.Helper()
	if tab.assembly.assembler == nil {
		return 0, 0
	}
	if _, err := fmt.Sscanf(tab.assembly.assembler.Dump(), "pageCache: used: %d, size: %d", &used, &size); err != nil {
		t.Fatal(err)
	}
	return used - ballastPages, size
}
