package packets

import (
	"context"
	"errors"
	"io"
)

// A source is a file of one format, packet by packet.
type source interface {
	next() (packet, error)
}

// newSource tells the format by its first bytes.
func newSource(in *input, h Handler) (s source, format string, err error) {
	s, err = newRecords(in)
	if !errors.Is(err, ErrNotCapture) {
		return s, "pcap", err
	}
	s, err = newBlocks(in, h.Secrets)
	return s, "pcapng", err
}

// Read gives the TCP connections of a capture to h, in the order of the
// capture, until r ends. Each packet is taken as soon as r has it.
//
// The error is nil at the end of a capture that is whole, [ErrNotCapture] or a
// [*CompressedError] if r is no capture that can be read, a [*DamageError] if
// it is damaged, and that of ctx, which is looked at between packets. All
// connections are ended and the Summary is whole in any case.
func Read(ctx context.Context, r io.Reader, h Handler) (s Summary, err error) {
	in, gzipped, err := newInput(r)
	if err != nil {
		return s, err
	}
	from, format, err := newSource(in, h)
	if err != nil {
		return s, err
	}
	if s.Format = format; gzipped {
		s.Format += ", gzip"
	}
	t := newTable(h, &s)
	f := &finder{}
	err = t.read(ctx, from, f)
	t.end()
	s.FragmentsLeft = f.fragments.left + f.fragments.kept()
	return s, err
}

// read takes all packets of a source.
func (t *table) read(ctx context.Context, from source, f *finder) error {
	var udp flows
	s := t.summary
	for {
		if s.Packets%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p, err := from.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		s.Packets++
		s.Bytes += int64(len(p.data))
		if !p.at.IsZero() {
			s.Last = p.at
			if s.First.IsZero() {
				s.First = p.at
			}
		}
		t.tick(p.at)
		switch f.find(p) {
		case foundTCP:
			t.segment(f, p.at)
		case foundUDP:
			udp.datagram(f, s)
		case foundOther:
			s.UnknownProtocols++
		case badHeader:
			s.BadPackets++
		case unknownLink:
			s.UnknownLinks++
		}
	}
}
