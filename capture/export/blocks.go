package export

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// The blocks that are written, and their options: draft-ietf-opsawg-pcapng §4.
const (
	blockSection   = 0x0a0d0d0a // §4.1
	blockInterface = 1          // §4.2
	blockPacket    = 6          // §4.3
	blockSecrets   = 10         // §4.7

	optionEnd         = 0
	optionApplication = 4 // shb_userappl
	optionResolution  = 9 // if_tsresol
)

const (
	linkEthernet  = 1
	secretsOfTLS  = 0x544c534b // a TLS key log
	maxSecrets    = 8 << 20    // of one block; Wireshark reads 16 MiB, as package packets does
	nanosecond    = 9          // 10^-9 s
	maxOption     = 1 << 10
	lengthUnknown = math.MaxUint64 // of a section
)

// A block appends what it writes to out, in little endian.
type block struct{ out []byte }

// add appends a block: its type, its length, its body with padding, its length.
func (b *block) add(kind uint32, body func()) {
	start := len(b.out)
	b.u32(kind)
	b.u32(0)
	body()
	b.pad(start)
	length := uint32(len(b.out) - start + 4)
	b.u32(length)
	binary.LittleEndian.PutUint32(b.out[start+4:], length)
}

func (b *block) u16(v uint16) { b.out = binary.LittleEndian.AppendUint16(b.out, v) }
func (b *block) u32(v uint32) { b.out = binary.LittleEndian.AppendUint32(b.out, v) }

// pad fills up to a multiple of four bytes from start.
func (b *block) pad(start int) {
	for (len(b.out)-start)%4 != 0 {
		b.out = append(b.out, 0)
	}
}

func (b *block) option(code uint16, value string) {
	value = value[:min(len(value), maxOption)]
	b.u16(code)
	b.u16(uint16(len(value)))
	start := len(b.out)
	b.out = append(b.out, value...)
	b.pad(start)
}

// begin appends the section and its one interface.
func (b *block) begin(application string) {
	b.add(blockSection, func() {
		b.u32(0x1a2b3c4d) // byte-order magic
		b.u16(1)          // version 1.0
		b.u16(0)
		b.out = binary.LittleEndian.AppendUint64(b.out, lengthUnknown)
		if application != "" {
			b.option(optionApplication, application)
			b.option(optionEnd, "")
		}
	})
	b.add(blockInterface, func() {
		b.u16(linkEthernet)
		b.u16(0) // reserved
		b.u32(0) // no snapshot length
		b.option(optionResolution, string([]byte{nanosecond}))
		b.option(optionEnd, "")
	})
}

// secrets appends key log lines: one block, unless there are more than a reader
// takes.
func (b *block) secrets(lines []byte) {
	for len(lines) > 0 {
		part := lines
		if len(part) > maxSecrets {
			part = part[:maxSecrets]
			if end := bytes.LastIndexByte(part, '\n'); end >= 0 {
				part = part[:end+1]
			}
		}
		lines = lines[len(part):]
		b.add(blockSecrets, func() {
			b.u32(secretsOfTLS)
			b.u32(uint32(len(part)))
			b.out = append(b.out, part...)
		})
	}
}

// packet appends a packet of which only the first kept bytes are in the file.
func (b *block) packet(at time.Time, frame []byte, kept int) {
	b.add(blockPacket, func() {
		ns := nanoseconds(at)
		b.u32(0) // interface
		b.u32(uint32(ns >> 32))
		b.u32(uint32(ns))
		b.u32(uint32(kept))
		b.u32(uint32(len(frame)))
		b.out = append(b.out, frame[:kept]...)
	})
}

// nanoseconds is a time since 1970, cut to what can be written. A recording that
// was built by hand may have none: that is 1970, too.
func nanoseconds(at time.Time) uint64 {
	const last = math.MaxInt64 / int64(time.Second)
	if s := at.Unix(); s < 0 {
		return 0
	} else if s >= last {
		return uint64(last) * uint64(time.Second)
	}
	return uint64(at.UnixNano())
}
