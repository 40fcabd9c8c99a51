package packets

import (
	"time"

	"github.com/google/gopacket/ip4defrag"
	"github.com/google/gopacket/layers"
)

// What is kept of fragments: packets that are not whole, bytes of memory, and how
// long (RFC 8200, 4.5 gives 60 seconds; RFC 791, 3.2 recommends 15).
const (
	maxFragmented    = 256
	maxFragmentBytes = 3 << 20
	fragmentCost     = 384 // of memory for a fragment, without its bytes
	fragmentLife     = 30 * time.Second
)

// A fragmentKey names the packet that a fragment is of. An IPv4 packet is also
// told by its protocol (RFC 791, 2.3), an IPv6 packet is not (RFC 8200, 4.5).
type fragmentKey struct {
	v6       bool
	protocol layers.IPProtocol
	src, dst address
	id       uint32
}

// A fragment is a part of the payload of an IP packet.
type fragment struct {
	key    fragmentKey
	offset uint16 // in units of 8 bytes
	more   bool
	cut    bool // the file does not have all of it
	data   []byte
	at     time.Time
}

// A fragmented packet is one that is not whole yet.
type fragmented struct {
	handle uint16
	parts  int64
	bytes  int
	pad    int // bytes added to the last fragment
	last   time.Time
}

// fragments puts fragments together, with ip4defrag. That one keeps what it is
// given without a copy and for ever, knows neither IPv6 nor protocols, counts
// 20 bytes for each header, refuses a last fragment of less than 8 bytes, and
// never ends a packet whose fragments overlap. So it is given copies, with a
// plain header, a number of their own in place of the identification, and 8
// bytes at least; and no more of them than the limits allow.
type fragments struct {
	defrag *ip4defrag.IPv4Defragmenter
	parts  map[fragmentKey]*fragmented
	bytes  int // in ip4defrag, those given up included: it loses them only by age
	handle uint16
	left   int64 // fragments given up
}

// add returns the payload of the packet if it is whole now, and nil otherwise.
func (f *fragments) add(part fragment) []byte {
	if f.defrag == nil {
		f.reset()
	}
	if part.cut || len(part.data) == 0 || 20+int(part.offset)*8+max(len(part.data), 8) > 0xffff {
		f.left++
		return nil
	}
	p := f.parts[part.key]
	if p != nil && part.at.Sub(p.last) > fragmentLife {
		f.drop(part.key, p)
		p = nil
	}
	if p == nil {
		f.expire(part.at)
		f.handle++
		p = &fragmented{handle: f.handle}
		f.parts[part.key] = p
	}
	cost := fragmentCost + len(part.data)
	p.parts, p.bytes, p.last = p.parts+1, p.bytes+cost, part.at
	if f.bytes += cost; f.bytes > maxFragmentBytes {
		f.left++
		f.reset()
		return nil
	}
	if short := 8 - len(part.data); short > 0 && !part.more {
		p.pad = short
	}
	whole, err := f.defrag.DefragIPv4WithTimestamp(f.header(part, p.handle), part.at)
	switch {
	case err != nil:
		f.drop(part.key, p)
	case whole != nil:
		f.bytes -= p.bytes
		delete(f.parts, part.key)
		return whole.Payload[:max(len(whole.Payload)-p.pad, 0)]
	}
	return nil
}

// header is what ip4defrag is given.
func (f *fragments) header(part fragment, handle uint16) *layers.IPv4 {
	ip := &layers.IPv4{Version: 4, IHL: 5, Id: handle, FragOffset: part.offset, SrcIP: make([]byte, 4), DstIP: make([]byte, 4)}
	least := 8
	if part.more {
		ip.Flags, least = layers.IPv4MoreFragments, 0
	}
	ip.Payload = make([]byte, max(len(part.data), least))
	copy(ip.Payload, part.data)
	ip.Length = uint16(20 + len(ip.Payload))
	return ip
}

// expire makes room for one more packet.
func (f *fragments) expire(now time.Time) {
	for key, p := range f.parts {
		if now.Sub(p.last) > fragmentLife {
			f.drop(key, p)
		}
	}
	f.defrag.DiscardOlderThan(now.Add(-fragmentLife))
	if len(f.parts) >= maxFragmented {
		f.reset()
	}
}

// drop gives a packet up. ip4defrag loses it by its age.
func (f *fragments) drop(key fragmentKey, p *fragmented) {
	f.left += p.parts
	delete(f.parts, key)
}

// reset gives all packets up.
func (f *fragments) reset() {
	f.left += f.kept()
	f.bytes = 0
	f.defrag = ip4defrag.NewIPv4Defragmenter()
	f.parts = map[fragmentKey]*fragmented{}
}

// kept is how many fragments wait for others.
func (f *fragments) kept() (n int64) {
	for _, p := range f.parts {
		n += p.parts
	}
	return n
}
