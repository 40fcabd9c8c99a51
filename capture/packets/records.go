package packets

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// The magic numbers of pcap files.
// Source: draft-ietf-opsawg-pcap, section 4; libpcap's savefile.c for the last.
const (
	magicMicro    = 0xa1b2c3d4
	magicNano     = 0xa1b23c4d
	magicModified = 0xa1b2cd34 // Kuznetzov's libpcap: 8 more bytes in each record header
)

const (
	fileHeaderLength   = 24
	recordHeaderLength = 16
)

// records reads the packets of a pcap file. pcapgo has a reader, too; it allocates
// what a header asks for, stops at packets longer than the snapshot length, and
// knows neither the modified format nor versions before 2.4.
type records struct {
	in      *input
	order   binary.ByteOrder
	header  int   // bytes of a record header
	swapped bool  // before version 2.4 the two lengths may be in the other order
	tick    int64 // nanoseconds of the second half of a time
	link    uint16
	long    []byte // memory for a packet that the input does not hold at once
}

// newRecords reads the file header. It is ErrNotCapture if it is none of pcap.
func newRecords(in *input) (*records, error) {
	magic, _ := in.r.Peek(4)
	if len(magic) < 4 {
		return nil, ErrNotCapture
	}
	r := &records{in: in, header: recordHeaderLength}
	for _, r.order = range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch m := r.order.Uint32(magic); m {
		case magicMicro, magicNano, magicModified:
			if r.tick = 1000; m == magicNano {
				r.tick = 1
			}
			if m == magicModified {
				r.header += 8
			}
			return r, r.open()
		}
	}
	return nil, ErrNotCapture
}

// open reads the file header.
func (r *records) open() error {
	const what = "the pcap file header"
	var h [fileHeaderLength]byte
	if err := r.in.fill(h[:], what, 0, fileHeaderLength); err != nil {
		return err
	}
	major, minor := r.order.Uint16(h[4:]), r.order.Uint16(h[6:])
	if major != 2 || minor > 4 {
		return &DamageError{What: what, Reason: fmt.Sprintf("version %d.%d is not read, only 2.0 to 2.4", major, minor)}
	}
	r.swapped = minor < 4
	r.link = uint16(r.order.Uint32(h[20:])) // the upper bits say how long the frame check sequence is
	return nil
}

// next returns the next packet. Its bytes are valid until the next call.
func (r *records) next() (p packet, err error) {
	const what = "the packet record"
	start := r.in.offset
	h, err := r.in.take(nil, r.header, what, start, int64(r.header))
	if err != nil {
		return packet{}, err
	}
	at := time.Unix(int64(r.order.Uint32(h)), int64(r.order.Uint32(h[4:]))*r.tick).UTC()
	captured, length := r.order.Uint32(h[8:]), r.order.Uint32(h[12:])
	if r.swapped && captured > length {
		captured, length = length, captured
	}
	if captured > maxPacket {
		return packet{}, &DamageError{Offset: start, What: what,
			Reason: fmt.Sprintf("it says that %d bytes were captured; no packet has more than %d", captured, maxPacket)}
	}
	data, err := r.in.take(&r.long, int(captured), what, start, int64(r.header)+int64(captured))
	if err != nil {
		return packet{}, err
	}
	return packet{data: data, length: int(max(captured, length)), at: at, link: r.link}, nil
}

// A packet is what the file has of one packet.
type packet struct {
	data   []byte
	length int       // of the packet when it was captured, at least len(data)
	at     time.Time // zero if the file has no time for it
	link   uint16    // LINKTYPE of the interface
}

// placed gives an error of pcapgo a place.
func placed(err error, at int64) error {
	if _, ok := err.(*DamageError); ok || err == io.EOF {
		return err
	}
	return &DamageError{Offset: at, What: "the block", Reason: err.Error(), Err: err}
}
