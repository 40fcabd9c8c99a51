package packets

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/google/gopacket/pcapgo"
)

// The types of blocks that are read; others are passed over.
// Source: draft-ietf-opsawg-pcapng, section 11.1.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockEnhanced  = 6
	blockSecrets   = 10
)

const (
	byteOrderMagic = 0x1a2b3c4d
	blockEnds      = 12      // type and length before the body, the length again behind it
	maxBlock       = 1 << 20 // of a block that is read, in bytes
	maxInterfaces  = 4096    // of a section
)

// blocks stands before pcapgo.NgReader: it gives it the file block by block,
// each checked, without options but the two that say how time is counted.
// NgReader believes any length, divides by a resolution that may come out as
// 0, reads options behind the end of their block, and drops secrets.
type blocks struct {
	in      *input
	secrets func(kind uint32, r io.Reader)
	order   binary.ByteOrder
	ifaces  []iface
	at      int64 // offset of the block that was read last
	ends    [12]byte
	body    []byte // of that block
	out     []byte
	pending []byte // part of out that NgReader has not taken
	ng      *pcapgo.NgReader
}

// newBlocks reads the first section header. It is ErrNotCapture if the file
// does not begin with one.
func newBlocks(in *input, secrets func(uint32, io.Reader)) (b *blocks, err error) {
	magic, _ := in.r.Peek(4)
	if len(magic) < 4 || binary.LittleEndian.Uint32(magic) != blockSection {
		return nil, ErrNotCapture
	}
	b = &blocks{in: in, secrets: secrets}
	if b.ng, err = pcapgo.NewNgReader(b, pcapgo.NgReaderOptions{WantMixedLinkType: true}); err != nil {
		return nil, placed(err, b.at)
	}
	return b, nil
}

// next returns the next packet. Its bytes are valid until the next call.
func (b *blocks) next() (p packet, err error) {
	data, ci, err := b.ng.ZeroCopyReadPacketData()
	if err != nil {
		return packet{}, placed(err, b.at)
	}
	p = packet{data: data, length: max(ci.Length, len(data)), at: ci.Timestamp}
	// NgReader keeps a link type in 8 bits; LINKTYPE_LINUX_SLL2 is 276.
	p.link = b.ifaces[ci.InterfaceIndex].link
	return p, nil
}

// Read gives NgReader what is left of the current block, or the next one that
// it has a use for.
func (b *blocks) Read(p []byte) (int, error) {
	for len(b.pending) == 0 {
		b.out = b.out[:0]
		if err := b.read(); err != nil {
			return 0, err
		}
		b.pending = b.out
	}
	n := copy(p, b.pending)
	b.pending = b.pending[n:]
	return n, nil
}

// damage is an error about the current block.
func (b *blocks) damage(format string, args ...any) error {
	return &DamageError{Offset: b.at, What: "the pcapng block", Reason: fmt.Sprintf(format, args...)}
}

// read reads one block.
func (b *blocks) read() error {
	const what = "the pcapng block"
	b.at = b.in.offset
	h := b.ends[:]
	if err := b.in.fill(h[:8], what, b.at, blockEnds); err != nil {
		return err
	}
	done := int64(8)
	if binary.LittleEndian.Uint32(h) == blockSection { // the same in both byte orders
		if err := b.in.fill(h[8:], what, b.at, blockEnds); err != nil {
			return err
		}
		done += 4
		if b.order = byteOrder(h[8:]); b.order == nil {
			return b.damage("its byte-order magic is 0x%x", h[8:])
		}
	}
	kind, length := b.order.Uint32(h), int64(b.order.Uint32(h[4:]))
	if length < max(blockEnds, done+4) || length%4 != 0 {
		return b.damage("its length of %d bytes is none that a block can have", length)
	}
	switch kind {
	case blockSection, blockInterface, blockPacket, blockSimple, blockEnhanced:
	case blockSecrets:
		return b.handSecrets(length)
	default:
		if err := b.in.skip(length-done-4, what, b.at, length); err != nil {
			return err
		}
		return b.trailer(length)
	}
	if length > maxBlock {
		return b.damage("its length of %d bytes is over the limit of %d", length, maxBlock)
	}
	var err error
	if b.body, err = b.in.grow(b.body[:0], int(length-done-4), what, b.at, length); err != nil {
		return err
	}
	if err := b.trailer(length); err != nil {
		return err
	}
	return b.hand(kind)
}

// trailer reads the length behind the body.
func (b *blocks) trailer(length int64) error {
	t := b.ends[:4]
	if err := b.in.fill(t, "the pcapng block", b.at, length); err != nil {
		return err
	}
	if again := b.order.Uint32(t); int64(again) != length {
		return b.damage("it says that it has %d bytes, and behind them that it has %d", length, again)
	}
	return nil
}

// begin starts the block that NgReader is given: its type and its length.
func (b *blocks) begin(kind uint32, body int) {
	b.u32(kind)
	b.u32(uint32(body + blockEnds))
}

func (b *blocks) u32(v uint32) {
	b.out = append(b.out, 0, 0, 0, 0)
	b.order.PutUint32(b.out[len(b.out)-4:], v)
}

// leastBody is how many bytes a block's body has before its data and options,
// without the byte-order magic of a section.
func leastBody(kind uint32) int {
	switch kind {
	case blockSection:
		return 12
	case blockInterface:
		return 8
	case blockSimple:
		return 4
	default:
		return 20
	}
}

// hand prepares the block for NgReader.
func (b *blocks) hand(kind uint32) error {
	if n := leastBody(kind); len(b.body) < n {
		return b.damage("its type needs %d bytes and it has %d", n+blockEnds, len(b.body)+blockEnds)
	}
	switch kind {
	case blockSection:
		return b.section()
	case blockInterface:
		return b.addInterface()
	default:
		return b.packet(kind)
	}
}

// section gives NgReader a header of version 1.0. Minor versions differ in
// nothing that is read here (draft-ietf-opsawg-pcapng, section 4.1).
func (b *blocks) section() error {
	if major := b.order.Uint16(b.body); major != 1 {
		return b.damage("it begins a section of version %d, and only 1 is read", major)
	}
	b.ifaces = b.ifaces[:0]
	b.begin(blockSection, 16)
	b.u32(byteOrderMagic)
	var version [4]byte
	b.order.PutUint16(version[:], 1)
	b.out = append(b.out, version[:]...)
	b.out = append(b.out, "\xff\xff\xff\xff\xff\xff\xff\xff"...) // of unknown length
	b.u32(16 + blockEnds)
	return nil
}

// packet gives NgReader a packet block without its options, after a look
// whether the packet is there.
func (b *blocks) packet(kind uint32) error {
	id, captured, fixed := uint32(0), uint32(0), 20
	switch kind {
	case blockEnhanced:
		id, captured = b.order.Uint32(b.body), b.order.Uint32(b.body[12:])
	case blockPacket:
		id, captured = uint32(b.order.Uint16(b.body)), b.order.Uint32(b.body[12:])
	case blockSimple:
		captured, fixed = b.order.Uint32(b.body), 4
	}
	if int64(id) >= int64(len(b.ifaces)) {
		return b.damage("its packet is of interface %d, and the section has %d", id, len(b.ifaces))
	}
	f := b.ifaces[id]
	if kind == blockSimple && f.snap != 0 {
		captured = min(captured, f.snap)
	}
	if int64(captured) > int64(len(b.body)-fixed) || captured > maxPacket {
		return b.damage("it says that %d bytes were captured, and holds %d", captured, len(b.body)-fixed)
	}
	padded := fixed + (int(captured)+3)&^3
	b.begin(kind, padded)
	at := len(b.out)
	b.out = append(b.out, b.body[:min(padded, len(b.body))]...)
	for len(b.out)-at < padded {
		b.out = append(b.out, 0)
	}
	if kind != blockSimple && f.rescale {
		ticks := uint64(b.order.Uint32(b.body[4:]))<<32 | uint64(b.order.Uint32(b.body[8:]))
		ns := f.nanoseconds(ticks)
		b.order.PutUint32(b.out[at+4:], uint32(ns>>32))
		b.order.PutUint32(b.out[at+8:], uint32(ns))
	}
	b.u32(uint32(padded + blockEnds))
	return nil
}

// byteOrder is that of a section, by the magic of its header; nil: it is neither.
func byteOrder(magic []byte) binary.ByteOrder {
	switch uint32(byteOrderMagic) {
	case binary.LittleEndian.Uint32(magic):
		return binary.LittleEndian
	case binary.BigEndian.Uint32(magic):
		return binary.BigEndian
	}
	return nil
}
