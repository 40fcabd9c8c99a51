package packets

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/gopacket/layers"
)

// A model is a dialog of which it is known which bytes each packet carries and
// what it answers.
type model struct {
	*dialog
	parts []part
}

// A part is what a packet carries: bytes of one side from a place on, sent
// when that many bytes of the other side were there.
type part struct {
	from   Dir
	place  int
	length int
	answer int
}

// sent is the byte that stands at a place.
func sent(d Dir, place int) byte { return byte(place*7 + place/251*13 + int(d)*101 + 1) }

func (m *model) say(from Dir, n int) {
	place := int(m.next[from] - m.first[from] - 1)
	data := make([]byte, n)
	for i := range data {
		data[i] = sent(from, place+i)
	}
	other := from.Other()
	m.parts = append(m.parts, part{from, place, n, int(m.next[other] - m.first[other] - 1)})
	m.send(from, "A", string(data))
}

// talk is a dialog of some turns; each turn is answered only after all of it,
// and some packets only acknowledge.
func talk(t testing.TB, r *rand.Rand) *model {
	m := &model{dialog: newDialog(t)}
	m.first = [2]uint32{r.Uint32(), r.Uint32()}
	m.open()
	m.parts = make([]part, 3)
	for turn := range 2 + r.IntN(12) {
		from := Dir(turn % 2)
		for range 1 + r.IntN(5) {
			m.say(from, 1+r.IntN(4000))
			if r.IntN(3) == 0 {
				m.say(from.Other(), 0)
			}
		}
		m.say(from.Other(), 0)
	}
	m.close()
	for len(m.parts) < len(m.frames) {
		m.parts = append(m.parts, part{})
	}
	return m
}

// check holds a stream against what the packets of a capture carry.
func (m *model) check(t *testing.T, what string, c *collector, kept []int) {
	t.Helper()
	if len(c.streams) != 1 {
		t.Fatalf("%s: %d connections", what, len(c.streams))
	}
	var have [2]map[int]bool
	var total [2]int
	for d := range have {
		have[d] = map[int]bool{}
		total[d] = int(m.next[d] - m.first[d] - 2)
	}
	for _, i := range kept {
		for k := range m.parts[i].length {
			have[m.parts[i].from][m.parts[i].place+k] = true
		}
	}
	answers := [2][]int{make([]int, total[0]), make([]int, total[1])}
	for _, p := range m.parts {
		for k := range p.length {
			answers[p.from][p.place+k] = p.answer
		}
	}
	var at [2]int
	for _, e := range c.streams[0].events {
		for i := range len(e.data) {
			switch place := at[e.from] + i; {
			case place >= total[e.from] || !have[e.from][place]:
				t.Fatalf("%s: %v's byte %d is not in the capture", what, e.from, place)
			case e.data[i] != sent(e.from, place):
				t.Fatalf("%s: %v's byte %d is wrong", what, e.from, place)
			case answers[e.from][place] > at[e.from.Other()]:
				t.Fatalf("%s: %v's byte %d stands before byte %d of the other side, which it answers",
					what, e.from, place, answers[e.from][place]-1)
			}
		}
		for i := range int(e.missing) {
			if have[e.from][at[e.from]+i] {
				t.Fatalf("%s: %v's byte %d is in the capture, and said to be missing", what, e.from, at[e.from]+i)
			}
		}
		at[e.from] += len(e.data) + int(e.missing)
	}
	for d := range at {
		if at[d] != total[d] {
			t.Errorf("%s: %v: %d of %d bytes are told of", what, Dir(d), at[d], total[d])
		}
	}
}

// damage changes the order and the number of packets, and returns which of the
// dialog's packets are left, in which order.
type damage func(r *rand.Rand, n int) (kept []int)

// indices is 0 to n.
func indices(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

// displace moves packets by a few places.
func displace(r *rand.Rand, kept []int) []int {
	for range len(kept) / 3 {
		i := 3 + r.IntN(max(len(kept)-6, 1)) // the SYN stays, and so does the end
		j := min(max(i+r.IntN(17)-8, 3), len(kept)-4)
		if j >= 3 && i < len(kept) {
			kept[i], kept[j] = kept[j], kept[i]
		}
	}
	return kept
}

func TestDamagedOrder(t *testing.T) {
	damages := map[string]damage{
		"none":     func(_ *rand.Rand, n int) []int { return indices(n) },
		"shuffled": func(r *rand.Rand, n int) []int { return displace(r, indices(n)) },
		"doubled": func(r *rand.Rand, n int) (kept []int) {
			for i := range n {
				kept = append(kept, i)
				if r.IntN(3) == 0 {
					kept = append(kept, i-r.IntN(min(i+1, 6)))
				}
			}
			return kept
		},
		"dropped": func(r *rand.Rand, n int) (kept []int) {
			for i := range n {
				if i < 3 || i >= n-3 || r.IntN(5) > 0 {
					kept = append(kept, i)
				}
			}
			return kept
		},
		"dropped and shuffled": func(r *rand.Rand, n int) (kept []int) {
			for i := range n {
				if i < 3 || i >= n-3 || r.IntN(5) > 0 {
					kept = append(kept, i)
				}
			}
			return displace(r, kept)
		},
		"one direction only": nil,
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(60) {
				r := rand.New(rand.NewPCG(seed, 1))
				m := talk(t, r)
				var kept []int
				if damage != nil {
					kept = damage(r, len(m.frames))
				} else {
					for i, p := range m.parts {
						if p.from == FromA || i < 3 || i >= len(m.parts)-3 {
							kept = append(kept, i)
						}
					}
				}
				var frames []frame
				for n, i := range kept {
					f := m.frames[i]
					f.at = began.Add(m.frames[n%len(m.frames)].at.Sub(began))
					frames = append(frames, f)
				}
				c, _ := read(t, pcapFile(1, frames...))
				m.check(t, fmt.Sprintf("seed %d", seed), c, kept)
				if t.Failed() {
					return
				}
			}
		})
	}
}

// Segments may be cut anew when they are sent again.
func TestOverlaps(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 2))
		m := &model{dialog: newDialog(t)}
		m.first = [2]uint32{r.Uint32(), r.Uint32()}
		m.open()
		m.parts = make([]part, 3)
		const size = 9000
		whole := make([]byte, size)
		for i := range whole {
			whole[i] = sent(FromA, i)
		}
		for at := 0; at < size; {
			from := max(0, at-r.IntN(3000))
			to := min(size, at+1+r.IntN(3000))
			h := m.header(FromA, "A")
			h.Seq = m.first[FromA] + 1 + uint32(from)
			m.raw(FromA, h, string(whole[from:to]))
			m.parts = append(m.parts, part{from: FromA, place: from, length: to - from})
			at = to
		}
		m.next[FromA] += size
		r.Shuffle(len(m.frames)-3, func(i, j int) {
			m.frames[i+3], m.frames[j+3] = m.frames[j+3], m.frames[i+3]
		})
		m.close()
		for len(m.parts) < len(m.frames) {
			m.parts = append(m.parts, part{})
		}
		c, s := read(t, pcapFile(1, m.frames...))
		m.check(t, fmt.Sprintf("seed %d", seed), c, indices(len(m.frames)))
		if s.Missing != 0 {
			t.Errorf("seed %d: %d bytes missing", seed, s.Missing)
		}
		if t.Failed() {
			return
		}
	}
}

// More than a set of sequence numbers has, through one connection.
func TestLongConnection(t *testing.T) {
	if testing.Short() {
		t.Skip("5 GiB of payload")
	}
	f := &finder{}
	var s Summary
	count := &counter{}
	tab := newTable(count, &s)
	f.tcp = layers.TCP{SrcPort: 1, DstPort: 2, SYN: true, Seq: 0xfffffff0}
	tab.segment(f, began)
	f.tcp.SYN = false
	data := make([]byte, 256<<10)
	const segments = 5 << 30 / (256 << 10)
	send := func(place int) {
		f.tcp.Seq, f.tcp.Payload = 0xfffffff1+uint32(place*len(data)), data
		tab.segment(f, began)
	}
	for i := 0; i < segments; i++ {
		if i%1000 == 999 { // two change places
			send(i + 1)
			send(i)
			i++
			continue
		}
		send(i)
	}
	tab.end()
	if count.bytes != segments*int64(len(data)) || s.Missing != 0 {
		t.Errorf("got %d bytes of %d, %d missing", count.bytes, segments*len(data), s.Missing)
	}
}

// counter is a Handler that counts bytes.
type counter struct {
	ignore
	bytes int64
}

func (c *counter) Open(*Connection) Stream   { return c }
func (c *counter) Secrets(uint32, io.Reader) {}

func (c *counter) Data(_ Dir, _ time.Time, data []byte) { c.bytes += int64(len(data)) }
