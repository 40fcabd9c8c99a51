package packets

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"
)

// An ngFile synthesizes a pcapng file.
type ngFile struct {
	order binary.AppendByteOrder
	out   []byte
}

func (n *ngFile) u32(out []byte, v ...uint32) []byte {
	for _, v := range v {
		out = n.order.AppendUint32(out, v)
	}
	return out
}

// block adds a block of a type.
func (n *ngFile) block(kind uint32, body []byte) *ngFile {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	length := uint32(len(body) + 12)
	n.out = n.u32(n.out, kind, length)
	n.out = append(n.out, body...)
	n.out = n.u32(n.out, length)
	return n
}

// section begins a section, with an option.
func (n *ngFile) section() *ngFile {
	body := n.u32(nil, byteOrderMagic)
	body = n.order.AppendUint16(body, 1)
	body = n.order.AppendUint16(body, 0)
	body = append(body, "\xff\xff\xff\xff\xff\xff\xff\xff"...)
	return n.block(blockSection, append(body, n.option(4, "an application")...))
}

func (n *ngFile) option(code uint16, value string) []byte {
	out := n.order.AppendUint16(nil, code)
	out = n.order.AppendUint16(out, uint16(len(value)))
	out = append(out, value...)
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	return out
}

// iface adds an interface.
func (n *ngFile) iface(link uint16, snap uint32, options ...[]byte) *ngFile {
	body := n.order.AppendUint16(nil, link)
	body = n.order.AppendUint16(body, 0)
	body = n.u32(body, snap)
	for _, o := range options {
		body = append(body, o...)
	}
	return n.block(blockInterface, body)
}

// packet adds an Enhanced Packet Block with an option.
func (n *ngFile) packet(iface uint32, ticks uint64, b []byte) *ngFile {
	body := n.u32(nil, iface, uint32(ticks>>32), uint32(ticks), uint32(len(b)), uint32(len(b)))
	body = append(body, b...)
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	return n.block(blockEnhanced, append(body, n.option(1, "a comment")...))
}

func ngOrders(t *testing.T, test func(t *testing.T, n *ngFile)) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		t.Run(order.String(), func(t *testing.T) { test(t, &ngFile{order: order}) })
	}
}

func TestBlocks(t *testing.T) {
	ngOrders(t, func(t *testing.T, n *ngFile) {
		d := newDialog(t).open()
		d.send(FromA, "A", "hello")
		d.send(FromB, "A", "world")
		d.send(FromA, "A", "again")
		f := d.frames
		n.section()
		n.iface(1, 0)
		n.block(0x0bad, []byte("unknown"))
		n.packet(0, uint64(f[0].at.UnixMicro()), f[0].bytes)
		n.block(blockSecrets, append(n.u32(nil, 0x544c534b, 6), "secret__"...))
		n.block(5, n.u32(nil, 0, 0, 0)) // statistics
		n.packet(0, uint64(f[1].at.UnixMicro()), f[1].bytes)
		n.block(blockSimple, append(n.u32(nil, uint32(len(f[2].bytes))), f[2].bytes...))
		obsolete := n.order.AppendUint16(nil, 0)
		obsolete = n.order.AppendUint16(obsolete, 0xffff)
		us := uint64(f[3].at.UnixMicro())
		obsolete = n.u32(obsolete, uint32(us>>32), uint32(us), uint32(len(f[3].bytes)), uint32(len(f[3].bytes)))
		n.block(blockPacket, append(obsolete, f[3].bytes...))
		n.section() // whose interface is raw IP
		n.iface(101, 0)
		n.packet(0, uint64(f[4].at.UnixMicro()), f[4].bytes[14:])
		if n.order == binary.AppendByteOrder(binary.LittleEndian) { // sections may differ in byte order
			n.order = binary.BigEndian
		} else {
			n.order = binary.LittleEndian
		}
		n.section().iface(276, 0)
		n.packet(0, uint64(f[5].at.UnixMicro()), append(append([]byte{8, 0}, make([]byte, 18)...), f[5].bytes[14:]...))
		c, s := read(t, n.out)
		wantStories(t, c, "A hello, B world, A again, "+stillOpen)
		if fmt.Sprint(c.secrets) != "[544c534b secret]" {
			t.Errorf("secrets: %q", c.secrets)
		}
		if s.Format != "pcapng" || s.Packets != 6 || !s.First.Equal(f[0].at) || !s.Last.Equal(f[5].at) {
			t.Errorf("summary: %+v", s)
		}
		for i, e := range c.streams[0].events {
			if !e.at.Equal(f[3+i].at) {
				t.Errorf("event %d is at %v, want %v", i, e.at, f[3+i].at)
			}
		}
	})
}

func TestTimeResolutions(t *testing.T) {
	at := time.Unix(1_700_000_000, 123_456_789).UTC()
	seconds, ns := uint64(at.Unix()), uint64(at.Nanosecond())
	tests := map[string]struct {
		resolution byte
		ticks      uint64
		precision  time.Duration
	}{
		"seconds":                {0, seconds, time.Second},
		"milliseconds":           {3, seconds*1e3 + ns/1e6, time.Millisecond},
		"microseconds":           {6, seconds*1e6 + ns/1e3, time.Microsecond},
		"nanoseconds":            {9, seconds*1e9 + ns, 1},
		"tenths of a nanosecond": {10, (seconds*1e9 + ns) * 10, 1},
		"halves of a second":     {0x81, seconds * 2, time.Second},
		"2^-20 seconds":          {0x94, seconds<<20 + ns<<20/1e9, 2 * time.Microsecond},
		"2^-32 seconds":          {0xa0, seconds<<32 + ns<<32/1e9, 2},
		"whole seconds, binary":  {0x80, seconds, time.Second},
		"2^-33 seconds":          {0xa1, seconds<<33 + ns<<33/1e9, 2},
	}
	d := newDialog(t)
	d.send(FromA, "A", "x")
	for name, tt := range tests {
		for _, offset := range []int64{0, 3600, -3600} {
			t.Run(fmt.Sprintf("%s, %d", name, offset), func(t *testing.T) {
				ngOrders(t, func(t *testing.T, n *ngFile) {
					moved := n.order.AppendUint32(nil, 0)[:0]
					if n.order == binary.AppendByteOrder(binary.BigEndian) {
						moved = binary.BigEndian.AppendUint64(moved, uint64(offset))
					} else {
						moved = binary.LittleEndian.AppendUint64(moved, uint64(offset))
					}
					n.section().iface(1, 0, n.option(2, "eth0"), n.option(9, string([]byte{tt.resolution})), n.option(14, string(moved)))
					n.packet(0, tt.ticks, d.frames[0].bytes)
					_, s := read(t, n.out)
					want := at.Add(time.Duration(offset) * time.Second)
					if off := want.Sub(s.First); off < 0 || off > tt.precision {
						t.Errorf("got %v, want %v", s.First, want)
					}
				})
			})
		}
	}
}

func TestBadBlocks(t *testing.T) {
	d := newDialog(t)
	d.send(FromA, "A", "hello")
	frame := d.frames[0].bytes
	tests := map[string]struct {
		add  func(n *ngFile)
		want string
	}{
		"4 GiB": {func(n *ngFile) { n.out = n.u32(n.out, blockEnhanced, 0xfffffffc) },
			"its length of 4294967292 bytes is over the limit of 1048576"},
		"4 GiB, unknown": {func(n *ngFile) { n.out = n.u32(n.out, 0xbad, 0xfffffffc) },
			"needs 4294967292 bytes and has 8: 4294967284 are missing"},
		"4 GiB of secrets": {func(n *ngFile) { n.out = n.u32(n.out, blockSecrets, 0xfffffffc) },
			"its length of 4294967292 bytes is over the limit of 16777216"},
		"16 MiB of secrets that are not there": {func(n *ngFile) { n.out = n.u32(n.out, blockSecrets, 16<<20) },
			"needs 16777216 bytes and has 8: 16777208 are missing"},
		"no room for a block":    {func(n *ngFile) { n.out = n.u32(n.out, 0xbad, 8, 8) }, "its length of 8 bytes is none that a block can have"},
		"an odd length":          {func(n *ngFile) { n.out = n.u32(n.out, 0xbad, 13, 0, 0, 0) }, "its length of 13 bytes is none that a block can have"},
		"two lengths":            {func(n *ngFile) { n.out = n.u32(n.out, 0xbad, 16, 0, 20) }, "it says that it has 16 bytes, and behind them that it has 20"},
		"an unknown interface":   {func(n *ngFile) { n.packet(3, 0, frame) }, "its packet is of interface 3, and the section has 1"},
		"a packet not there":     {func(n *ngFile) { n.block(blockEnhanced, n.u32(nil, 0, 0, 0, 100, 100)) }, "it says that 100 bytes were captured, and holds 0"},
		"half a header":          {func(n *ngFile) { n.block(blockEnhanced, n.u32(nil, 0, 0)) }, "its type needs 32 bytes and it has 20"},
		"a simple one not there": {func(n *ngFile) { n.block(blockSimple, n.u32(nil, 0xffffffff)) }, "it says that 4294967295 bytes were captured, and holds 0"},
		"secrets not there":      {func(n *ngFile) { n.block(blockSecrets, n.u32(nil, 1, 9, 0, 0)) }, "its secrets should have 9 bytes and have 8"},
		"an option not there":    {func(n *ngFile) { n.iface(1, 0, []byte{9, 9, 200, 200}) }, "its option 2313 should have 51400 bytes and has 0"},
		"an empty resolution":    {func(n *ngFile) { n.iface(1, 0, n.option(9, "")) }, "its option 9 cannot have 0 bytes"},
		"10^-64 seconds":         {func(n *ngFile) { n.iface(1, 0, n.option(9, "\x40")) }, "its time resolution 0x40 is finer than 64 bits can count"},
		"2^-64 seconds":          {func(n *ngFile) { n.iface(1, 0, n.option(9, "\xc0")) }, "its time resolution 0xc0 is finer than 64 bits can count"},
		"another version": {func(n *ngFile) {
			n.section()
			n.order.(binary.ByteOrder).PutUint16(n.out[len(n.out)-36:], 2)
		}, "it begins a section of version 2, and only 1 is read"},
		"no byte order": {func(n *ngFile) { n.out = n.u32(n.out, blockSection, 28, 0, 0, 0) }, "its byte-order magic is 0x00000000"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ngOrders(t, func(t *testing.T, n *ngFile) {
				n.section().iface(1, 0).packet(0, 0, frame)
				at := len(n.out)
				tt.add(n)
				c, _, err := tryRead(t, n.out)
				wantStories(t, c, "A hello, "+stillOpen)
				bad, ok := err.(*DamageError)
				if !ok || bad.Offset != int64(at) {
					t.Fatalf("got %v, want a DamageError at %d", err, at)
				}
				if got, want := err.Error(), fmt.Sprintf("the pcapng block at offset %d of the capture", at); got != want+": "+tt.want && got != want+" "+tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// A snapshot length of 4 GiB must not be allocated.
func TestInterfacesWithAnySnapshotLength(t *testing.T) {
	d := newDialog(t)
	d.send(FromA, "A", "hello")
	ngOrders(t, func(t *testing.T, n *ngFile) {
		n.section().iface(1, 0xffffffff).packet(0, 0, d.frames[0].bytes)
		c, _ := read(t, n.out)
		wantStories(t, c, "A hello, "+stillOpen)
		n = &ngFile{order: n.order}
		n.section()
		for range maxInterfaces + 1 {
			n.iface(1, 0)
		}
		if _, _, err := tryRead(t, n.out); err == nil {
			t.Error("more interfaces than the limit are no error")
		}
	})
}
