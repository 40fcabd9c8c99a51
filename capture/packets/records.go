package packets

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/google/gopacket/pcapgo"
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

// records stands before pcapgo.Reader: it gives it the file record by record,
// each checked, in the one form that it reads. pcapgo allocates what a header
// asks for, stops at packets longer than the snapshot length, and knows
// neither the modified format nor versions before 2.4.
type records struct {
	in      *input
	order   binary.ByteOrder
	header  int  // bytes of a record header
	swapped bool // before version 2.4 the two lengths may be in the other order
	link    uint16
	at      int64 // offset of the record that was read last
	head    [recordHeaderLength + 8]byte
	block   []byte
	pending []byte // part of block that pcapgo has not taken
	pcap    *pcapgo.Reader
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
		case magicMicro, magicNano:
			return r, r.open(m)
		case magicModified:
			r.header += 8
			return r, r.open(magicMicro)
		}
	}
	return nil, ErrNotCapture
}

// open reads the file header and gives pcapgo one of version 2.4.
func (r *records) open(magic uint32) (err error) {
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
	r.block = binary.LittleEndian.AppendUint32(nil, magic)
	r.block = append(r.block, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	r.block = binary.LittleEndian.AppendUint32(r.block, maxPacket)
	r.block = binary.LittleEndian.AppendUint32(r.block, 0)
	r.pending = r.block
	r.pcap, err = pcapgo.NewReader(r)
	return err
}

// Read gives pcapgo what is left of the current record, or the next one.
func (r *records) Read(b []byte) (int, error) {
	if len(r.pending) == 0 {
		if err := r.read(); err != nil {
			return 0, err
		}
	}
	n := copy(b, r.pending)
	r.pending = r.pending[n:]
	return n, nil
}

func (r *records) read() error {
	const what = "the packet record"
	r.at = r.in.offset
	h := r.head[:r.header]
	if err := r.in.fill(h, what, r.at, int64(r.header)); err != nil {
		return err
	}
	captured, length := r.order.Uint32(h[8:]), r.order.Uint32(h[12:])
	if r.swapped && captured > length {
		captured, length = length, captured
	}
	if captured > maxPacket {
		return &DamageError{Offset: r.at, What: what,
			Reason: fmt.Sprintf("it says that %d bytes were captured; no packet has more than %d", captured, maxPacket)}
	}
	out := r.block[:0]
	out = binary.LittleEndian.AppendUint32(out, r.order.Uint32(h[0:]))
	out = binary.LittleEndian.AppendUint32(out, r.order.Uint32(h[4:]))
	out = binary.LittleEndian.AppendUint32(out, captured)
	out = binary.LittleEndian.AppendUint32(out, max(captured, length))
	out, err := r.in.grow(out, int(captured), what, r.at, int64(r.header)+int64(captured))
	if r.block = out; err != nil {
		return err
	}
	r.pending = out
	return nil
}

// next returns the next packet. Its bytes are valid until the next call.
func (r *records) next() (p packet, err error) {
	data, ci, err := r.pcap.ZeroCopyReadPacketData()
	if err != nil {
		return packet{}, placed(err, r.at)
	}
	return packet{data: data, length: ci.Length, at: ci.Timestamp, link: r.link}, nil
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
