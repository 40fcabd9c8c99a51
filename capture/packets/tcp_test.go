package packets

import (
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"
)

const finished = "closed by both sides"

// stillOpen is how a dialog without an end ends.
const stillOpen = "open at the end of the capture"

func TestConnections(t *testing.T) {
	tests := map[string]struct {
		packets func(d *dialog)
		want    []string
	}{
		"in order": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "hello")
			d.send(FromB, "A", "world")
			d.close()
		}, []string{"A hello, B world, " + finished}},
		"the last copy of a packet changes nothing": {func(d *dialog) {
			d.open()
			h := d.header(FromA, "A")
			d.send(FromA, "A", "hello")
			d.send(FromB, "A", "world")
			d.raw(FromA, h, "HELLO")
			d.close()
			d.raw(FromA, h, "hello")
		}, []string{"A hello, B world, " + finished}},
		"out of order": {func(d *dialog) {
			d.open()
			for _, s := range []string{"one ", "two ", "three"} {
				d.send(FromA, "A", s)
			}
			d.frames[3], d.frames[5] = d.frames[5], d.frames[3]
			d.send(FromB, "A", "yes")
		}, []string{"A one , A two , A three, B yes, " + stillOpen}},
		"the first captured bytes win, in order": {func(d *dialog) {
			d.open()
			h := d.header(FromA, "A")
			d.send(FromA, "A", "abcdef")
			h.Seq += 3
			d.raw(FromA, h, "DEFGHI")
		}, []string{"A abcdef, A GHI, " + stillOpen}},
		"the first captured bytes win, out of order": {func(d *dialog) {
			d.open()
			h := d.header(FromA, "A")
			h.Seq += 4
			d.raw(FromA, h, "efgh") // 4 to 8
			h.Seq -= 2
			d.raw(FromA, h, "CDEFGHIJ") // 2 to 10, around it
			h.Seq += 3
			d.raw(FromA, h, "!") // 5, inside it
			h.Seq -= 5
			d.raw(FromA, h, "abcd") // 0 to 4
		}, []string{"A ab, A CD, A efgh, A IJ, " + stillOpen}},
		"an answer waits for its question": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "question")
			d.send(FromB, "A", "answer")
			d.frames[3], d.frames[4] = d.frames[4], d.frames[3]
			d.close()
		}, []string{"A question, B answer, " + finished}},
		"an answer waits for the part of its question": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "ques")
			d.send(FromA, "A", "tion")
			d.send(FromB, "A", "answer")
			d.frames[3], d.frames[5] = d.frames[5], d.frames[3]
			d.send(FromA, "A", "thanks")
			d.close()
		}, []string{"A ques, A tion, B answer, A thanks, " + finished}},
		"a copy with a later ACK does not wait for its own answer": {func(d *dialog) {
			d.open()
			h := d.header(FromA, "A")
			d.next[FromA] += 8 // "question" is not captured
			d.send(FromB, "A", "answer")
			h.Ack = d.next[FromB]
			d.raw(FromA, h, "question")
			d.close()
		}, []string{"A question, B answer, " + finished}},
		"a hole that is acknowledged is missing": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			d.next[FromA] += 3 // "two"
			d.send(FromA, "A", "three")
			d.send(FromB, "A", "yes")
			d.close()
		}, []string{"A one, A -3, A three, B yes, " + finished}},
		"a hole that nothing acknowledges is missing at the end": {func(d *dialog) {
			d.open()
			d.next[FromA] += 3
			d.send(FromA, "A", "x")
		}, []string{"A -3, A x, " + stillOpen}},
		"bytes that only an ACK tells of are missing": {func(d *dialog) {
			d.open()
			d.next[FromA] += 30
			d.send(FromB, "A", "answer")
		}, []string{"A -30, B answer, " + stillOpen}},
		"bytes that only a FIN tells of are missing": {func(d *dialog) {
			d.open()
			d.next[FromA] += 30
			d.send(FromA, "FA", "")
		}, []string{"A -30, " + stillOpen}},
		"a FIN that was not captured is no missing byte": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "bye")
			d.next[FromA]++
			d.send(FromB, "A", "good")
			d.send(FromB, "FA", "bye")
			d.send(FromA, "A", "")
		}, []string{"A bye, B good, B bye, " + finished}},
		"a FIN that comes before bytes": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			d.send(FromA, "FA", "two")
			d.frames[3], d.frames[4] = d.frames[4], d.frames[3]
			d.send(FromB, "FA", "")
			d.send(FromA, "A", "")
		}, []string{"A one, A two, " + finished}},
		"one side goes on after the other's FIN": {func(d *dialog) {
			d.open()
			d.send(FromA, "FA", "bye")
			d.send(FromB, "A", "still")
			d.send(FromB, "FA", "here")
			d.send(FromA, "A", "")
		}, []string{"A bye, B still, B here, " + finished}},
		"bytes behind a FIN are none": {func(d *dialog) {
			d.open()
			d.send(FromA, "FA", "bye")
			d.next[FromA]--
			d.send(FromA, "A", "more")
		}, []string{"A bye, " + stillOpen}},
		"RST": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "hello")
			d.send(FromB, "RA", "")
		}, []string{"A hello, reset by B"}},
		"RST, then what was sent before it": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "hello")
			d.send(FromA, "R", "")
			d.frames[3], d.frames[4] = d.frames[4], d.frames[3]
		}, []string{"A hello, reset by A"}},
		"RST that its receiver ignores": {func(d *dialog) {
			d.open()
			h := d.header(FromB, "R")
			h.Seq += 5000
			d.raw(FromB, h, "")
			d.send(FromA, "A", "hello")
			d.close()
		}, []string{"A hello, " + finished}},
		"a port that is closed": {func(d *dialog) {
			d.send(FromA, "S", "")
			h := d.header(FromB, "RA")
			h.Seq = 0
			d.raw(FromB, h, "")
		}, []string{"reset by B"}},
		"a SYN again": {func(d *dialog) {
			d.send(FromA, "S", "")
			d.next = d.first
			d.open()
			d.send(FromA, "A", "hello")
			d.raw(FromB, layers.TCP{SrcPort: 443, DstPort: 50000, Seq: 2000, Ack: 1001, SYN: true, ACK: true}, "")
			d.close()
		}, []string{"A hello, " + finished}},
		"SYN with data": {func(d *dialog) {
			d.send(FromA, "S", "early ")
			h := d.header(FromA, "A")
			d.send(FromB, "SA", "")
			d.send(FromA, "A", "late")
			h.Seq = 1001
			d.raw(FromA, h, "early late")
			d.send(FromB, "A", "yes")
		}, []string{"A early , A late, B yes, " + stillOpen}},
		"both sides open": {func(d *dialog) {
			d.send(FromA, "S", "")
			d.send(FromB, "S", "")
			d.next = d.first
			d.send(FromA, "SA", "")
			d.next[FromB] = 2000
			d.send(FromB, "SA", "")
			d.next = [2]uint32{1001, 2001}
			d.send(FromB, "A", "hi")
			d.send(FromA, "A", "ho")
			d.close()
		}, []string{"B hi, A ho, " + finished}},
		"ports used again after the end": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			d.close()
			d.first = [2]uint32{900000, 800000}
			d.open()
			d.send(FromA, "A", "two")
			d.close()
		}, []string{"A one, " + finished, "A two, " + finished}},
		"ports used again without an end": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			d.first = [2]uint32{500, 800000}
			d.open()
			d.send(FromA, "A", "two")
		}, []string{"A one, replaced by a new connection", "A two, " + stillOpen}},
		"no SYN": {func(d *dialog) {
			d.send(FromA, "A", "hello")
			d.send(FromB, "A", "world")
			d.close()
		}, []string{"A hello, B world, " + finished}},
		"no SYN, and the first packet is late": {func(d *dialog) {
			d.send(FromA, "A", "hello")
			d.send(FromB, "A", "one")
			d.send(FromB, "A", "two")
			d.frames[1], d.frames[2] = d.frames[2], d.frames[1]
		}, []string{"A hello, B one, B two, " + stillOpen}},
		"one direction only": {func(d *dialog) {
			d.open()
			d.frames = append(d.frames[:1], d.frames[2])
			d.send(FromA, "A", "one")
			d.next[FromB] += 10
			d.send(FromA, "A", "two")
			d.next[FromB] += 20
			d.send(FromA, "FA", "")
		}, []string{"A one, B -10, A two, B -20, " + stillOpen}},
		"keep-alives": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			for _, data := range []string{"", "\x00", "\x00"} {
				h := d.header(FromA, "A")
				h.Seq--
				d.raw(FromA, h, data)
			}
			d.send(FromB, "A", "")
			d.send(FromA, "A", "two")
		}, []string{"A one, A two, " + stillOpen}},
		"a zero-window probe": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			h := d.header(FromA, "A")
			d.raw(FromA, h, "t")
			d.send(FromB, "A", "")
			d.send(FromA, "A", "two")
		}, []string{"A one, A t, A wo, " + stillOpen}},
		"numbers wrap around": {func(d *dialog) {
			d.first = [2]uint32{0xffffffff - 3, 0xffffffff - 1}
			d.open()
			for _, s := range []string{"a", "bcdef", "ghi", "j"} {
				d.send(FromA, "A", s)
			}
			f := d.frames
			f[3], f[4], f[5], f[6] = f[5], f[6], f[4], f[3]
			d.send(FromB, "A", "yes")
			d.close()
		}, []string{"A a, A bcdef, A ghi, A j, B yes, " + finished}},
		"a number far off is ignored": {func(d *dialog) {
			d.open()
			d.send(FromA, "A", "one")
			h := d.header(FromA, "A")
			h.Seq += 1 << 30
			d.raw(FromA, h, "damaged")
			d.send(FromA, "A", "two")
		}, []string{"A one, A two, " + stillOpen}},
		"an ACK far off is ignored": {func(d *dialog) {
			d.open()
			h := d.header(FromB, "A")
			h.Ack += 1 << 28
			d.raw(FromB, h, "x")
			d.send(FromA, "A", "one")
			d.next[FromB]++
			d.send(FromB, "A", "two")
		}, []string{"B x, A one, B two, " + stillOpen}},
		"what is left of a connection is none": {func(d *dialog) {
			d.send(FromA, "A", "")
			d.send(FromA, "FA", "")
			d.send(FromA, "R", "")
		}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDialog(t)
			tt.packets(d)
			c, s := read(t, pcapFile(1, d.frames...))
			wantStories(t, c, tt.want...)
			if s.Connections != int64(len(tt.want)) || s.Packets != int64(len(d.frames)) {
				t.Errorf("summary: %+v", s)
			}
		})
	}
}

func TestWhoIsTheClient(t *testing.T) {
	d := newDialog(t).open()
	for name, tt := range map[string]struct {
		frames []frame
		a      uint16
		syn    bool
	}{
		"by the SYN":     {d.frames, 50000, true},
		"by the SYN-ACK": {d.frames[1:], 50000, true},
	} {
		c, _ := read(t, pcapFile(1, tt.frames...))
		if got := c.streams[0]; got.A.Port() != tt.a || got.SYN != tt.syn || !got.Began.Equal(tt.frames[0].at) {
			t.Errorf("%s: got %+v", name, got.Connection)
		}
	}
	d = newDialog(t)
	d.send(FromB, "A", "hi")
	c, _ := read(t, pcapFile(1, d.frames...))
	if got := c.streams[0]; got.A.Port() != 443 || got.SYN {
		t.Errorf("by the first packet: got %+v", got.Connection)
	}
}

// A damaged ACK within the window would make a hole of bytes that are not sent
// yet; those that follow contradict it.
func TestOneDamagedACKMakesNoHole(t *testing.T) {
	d := newDialog(t).open()
	h := d.header(FromB, "A")
	h.Ack += 1 << 16
	d.raw(FromB, h, "")
	want := ""
	for range 50 {
		d.send(FromA, "A", "data")
		d.send(FromB, "A", "")
		want += "A data, "
	}
	c, _ := read(t, pcapFile(1, d.close().frames...))
	wantStories(t, c, want+finished)
}

func TestAHoleIsGivenUpAfterTheGrace(t *testing.T) {
	tests := map[string]func(d *dialog){
		"after packets of the connection": func(d *dialog) {
			for range gracePackets {
				d.send(FromB, "A", "")
			}
		},
		"after capture time": func(d *dialog) {
			d.port++
			d.next = [2]uint32{1, 1}
			d.send(FromA, "A", "other")
			d.frames[len(d.frames)-1].at = began.Add(2 * time.Second)
		},
	}
	for name, pass := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDialog(t).open()
			lost := d.header(FromA, "A")
			d.next[FromA] += 3
			d.send(FromA, "A", "two")
			d.send(FromB, "A", "yes")
			port := d.port
			next := d.next
			pass(d)
			d.port, d.next = port, next
			d.raw(FromA, lost, "one")
			c, s := read(t, pcapFile(1, d.frames...))
			if got, want := c.streams[0].story(), "A -3, A two, B yes, "+stillOpen; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if s.Late != 3 || s.Missing != 3 {
				t.Errorf("got %d late and %d missing", s.Late, s.Missing)
			}
		})
	}
}

func TestSnapshotLength(t *testing.T) {
	d := newDialog(t).open()
	for _, s := range []string{"hello world", "how are you", "?"} {
		d.send(FromA, "A", s)
	}
	d.send(FromB, "A", "fine")
	cut := func(i, keep int) {
		f := &d.frames[i]
		f.whole, f.bytes = len(f.bytes), f.bytes[:keep]
	}
	cut(3, 54+5)
	cut(4, 54)
	c, s := read(t, pcapFile(1, d.frames...))
	wantStories(t, c, "A hello, A -6, A -11, A ?, B fine, "+stillOpen)
	if s.Cut != 2 || s.Missing != 17 {
		t.Errorf("summary: %+v", s)
	}
}

// The network card divides segments; a capture on the machine has them whole,
// with an IP length of 0.
func TestOffloadedSegments(t *testing.T) {
	for _, size := range []int{1000, 65000, 65536, 200000} {
		d := newDialog(t).open()
		d.send(FromA, "A", "x")
		f := &d.frames[3]
		data := strings.Repeat("y", size)
		f.bytes = append(f.bytes[:54], data...)
		f.bytes[16], f.bytes[17] = 0, 0
		d.next[FromA] += uint32(size - 1)
		d.send(FromB, "A", "ok")
		c, _ := read(t, pcapFile(1, d.frames...))
		wantStories(t, c, "A "+data+", B ok, "+stillOpen)
	}
}
