package packets

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// strict is a Handler that fails on calls that must not be.
type strict struct {
	t     testing.TB
	ended bool
	bytes int64
}

func (s *strict) Open(c *Connection) Stream {
	if !c.A.IsValid() || !c.B.IsValid() {
		s.t.Errorf("opened %+v", c)
	}
	return &strict{t: s.t}
}

func (*strict) Secrets(uint32, io.Reader) {}

func (s *strict) Data(d Dir, _ time.Time, data []byte) {
	if s.ended || len(data) == 0 || d > FromB {
		s.t.Errorf("%d bytes from %v, ended: %v", len(data), d, s.ended)
	}
	s.bytes += int64(len(data))
}

func (s *strict) Missing(d Dir, _ time.Time, n int64) {
	if s.ended || n <= 0 || d > FromB {
		s.t.Errorf("%d bytes missing from %v, ended: %v", n, d, s.ended)
	}
}

func (s *strict) End(_ time.Time, how End) {
	if s.ended || how < Finished || how > CaptureEnd {
		s.t.Errorf("ended %v, again: %v", how, s.ended)
	}
	s.ended = true
}

func TestFlippedBits(t *testing.T) {
	const flips = 500 // of each file
	files := map[string][]byte{"pcap": pcapFile(1, small(t)...)}
	n := (&ngFile{order: binary.LittleEndian}).section().iface(1, 0, (&ngFile{order: binary.LittleEndian}).option(9, "\x09"))
	for _, f := range small(t) {
		n.packet(0, uint64(f.at.UnixNano()), f.bytes)
	}
	files["pcapng"] = n.out
	if os.Getenv("TLSTEACH_CORPUS") != "" {
		for _, name := range corpus(t) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = b
		}
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			for i := range min(len(file)*8, flips) {
				bit := i
				if len(file)*8 > flips {
					bit = r.IntN(len(file) * 8)
				}
				b := bytes.Clone(file)
				b[bit/8] ^= 1 << (bit % 8)
				s, err := Read(context.Background(), bytes.NewReader(b), &strict{t: t})
				if err != nil && len(err.Error()) > 200 {
					t.Errorf("bit %d: %v", bit, err)
				}
				if s.Missing > 1<<31 {
					t.Errorf("bit %d: %d bytes missing", bit, s.Missing)
				}
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(pcapFile(1, small(f)...))
	f.Add(pcapFile(101, frame{bytes: small(f)[3].bytes[14:]}))
	n := (&ngFile{order: binary.BigEndian}).section().iface(1, 0)
	for _, p := range small(f) {
		n.packet(0, uint64(p.at.UnixMicro()), p.bytes)
	}
	f.Add(n.out)
	for _, c := range carriers {
		d := newDialog(f)
		f.Add(pcapFile(c.link, frame{bytes: c.wrap(f, 0x800, ip4(f, FromA, d.header(FromA, "A"), "hello"))}))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := Read(context.Background(), bytes.NewReader(file), &strict{t: t})
		if err == nil && s.Format == "" {
			t.Error("read without a format")
		}
	})
}

// FuzzSegments makes a TCP segment of each 10 bytes of input.
func FuzzSegments(f *testing.F) {
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10\x00\x01\x05\x00\x00\x00\x00\x00\x00\x11\x00\x00\x05\x00\x00\x00\x05\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var s Summary
		tab, fd := newTable(&strict{t: t}, &s), &finder{}
		at := began
		for len(in) >= 10 {
			op := in[:10]
			in = in[10:]
			from := Dir(op[0] & 1)
			flags := op[0]
			fd.tcp.SYN, fd.tcp.FIN, fd.tcp.RST, fd.tcp.ACK = flags&2 != 0, flags&4 != 0, flags&8 != 0, flags&16 != 0
			fd.tcp.SrcPort, fd.tcp.DstPort = 1, 2
			if from == FromB {
				fd.tcp.SrcPort, fd.tcp.DstPort = 2, 1
			}
			base := [2]uint32{0xfffffff0, 0x1000}
			scale := uint32(1) << (op[9] & 15)
			fd.tcp.Seq = base[from] + uint32(binary.BigEndian.Uint16(op[1:]))*scale
			fd.tcp.Ack = base[from.Other()] + uint32(binary.BigEndian.Uint16(op[6:]))*scale
			fd.tcp.Payload = make([]byte, int(op[3])*(1+int(flags>>5)*10))
			fd.cut = int(op[4])
			at = at.Add(time.Duration(op[5]) * 10 * time.Millisecond)
			tab.tick(at)
			tab.segment(fd, at)
		}
		tab.end()
		if used, _ := pages(t, tab); used != 0 || tab.held != 0 || tab.cut != 0 || tab.waiting.n != 0 || tab.open.n != 0 {
			t.Errorf("left: %d pages, %d held, %d cut, %d waiting, %d open", used, tab.held, tab.cut, tab.waiting.n, tab.open.n)
		}
	})
}
