package packets

import "math/bits"

// Options of an Interface Description Block.
// Source: draft-ietf-opsawg-pcapng, section 4.2.
const (
	optionEnd        = 0
	optionResolution = 9  // if_tsresol
	optionOffset     = 14 // if_tsoffset, in seconds
)

// An iface is an interface of a section.
type iface struct {
	link    uint16
	snap    uint32 // bytes kept of a packet, 0 for all
	rescale bool   // time is counted in 2^-power seconds, not in a power of ten
	power   uint
}

// nanoseconds converts times of a binary resolution, which NgReader multiplies
// with a factor that is cut to an integer, and of whole seconds, which it takes
// for the default.
func (f iface) nanoseconds(ticks uint64) uint64 {
	high, low := bits.Mul64(ticks&(1<<f.power-1), 1e9)
	return ticks>>f.power*1e9 + (high<<(64-f.power) | low>>f.power)
}

// addInterface gives NgReader an interface with the two options that it needs.
func (b *blocks) addInterface() error {
	if len(b.ifaces) == maxInterfaces {
		return b.damage("the section has more than %d interfaces", maxInterfaces)
	}
	f := iface{link: b.order.Uint16(b.body), snap: min(b.order.Uint32(b.body[4:]), maxPacket)}
	resolution, offset := byte(6), []byte(nil)
	for rest := b.body[8:]; len(rest) >= 4; {
		code, n := b.order.Uint16(rest), int(b.order.Uint16(rest[2:]))
		if code == optionEnd {
			break
		}
		rest = rest[4:]
		if n > len(rest) {
			return b.damage("its option %d should have %d bytes and has %d", code, n, len(rest))
		}
		switch {
		case code == optionResolution && n == 1:
			resolution = rest[0]
		case code == optionOffset && n == 8:
			offset = rest[:8]
		case code == optionResolution, code == optionOffset:
			return b.damage("its option %d cannot have %d bytes", code, n)
		}
		rest = rest[min((n+3)&^3, len(rest)):]
	}
	switch power := uint(resolution & 0x7f); {
	case resolution&0x80 == 0 && power > 19, power > 63:
		return b.damage("its time resolution 0x%02x is finer than 64 bits can count", resolution)
	case resolution&0x80 != 0 || power == 0:
		f.rescale, f.power, resolution = true, power, 9
	}
	b.ifaces = append(b.ifaces, f)
	body := 8 + 8 + 4
	if offset != nil {
		body += 12
	}
	b.begin(blockInterface, body)
	b.out = append(b.out, b.body[:4]...)
	b.u32(f.snap)
	b.option(optionResolution, []byte{resolution, 0, 0, 0}, 1)
	if offset != nil {
		b.option(optionOffset, offset, 8)
	}
	b.option(optionEnd, nil, 0)
	b.u32(uint32(body + blockEnds))
	return nil
}

func (b *blocks) option(code uint16, padded []byte, n uint16) {
	var h [4]byte
	b.order.PutUint16(h[:], code)
	b.order.PutUint16(h[2:], n)
	b.out = append(append(b.out, h[:]...), padded...)
}
