package packets

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
)

// maxPacket is the largest packet that is read, in bytes. tcpdump and
// Wireshark stop at 256 KiB; Linux can build packets of up to 512 KiB.
const maxPacket = 512 << 10

// An input is the bytes of the file, decompressed, and where reading stands.
type input struct {
	r      *bufio.Reader
	offset int64
}

// A format is a kind of file that is known by its first bytes.
type format struct {
	magic string
	name  string
}

// compressions are the ways to compress a file that are known and not read.
var compressions = []format{
	{"\x28\xb5\x2f\xfd", "zstd"},
	{"\xfd7zXZ\x00", "xz"},
	{"\x04\x22\x4d\x18", "lz4"},
	{"BZh", "bzip2"},
	{"PK\x03\x04", "zip"},
}

// newInput looks through gzip, and says whether it was there.
func newInput(r io.Reader) (in *input, gzipped bool, err error) {
	in = &input{r: bufio.NewReaderSize(r, 64<<10)}
	magic, err := in.r.Peek(6)
	if len(magic) == 0 && errors.Is(err, io.EOF) {
		return nil, false, fmt.Errorf("the input is empty: %w", ErrNotCapture)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	for _, f := range compressions {
		if bytes.HasPrefix(magic, []byte(f.magic)) {
			return nil, false, &CompressedError{Method: f.name}
		}
	}
	if !bytes.HasPrefix(magic, []byte("\x1f\x8b")) {
		return in, false, nil
	}
	z, err := gzip.NewReader(in.r)
	if err != nil {
		return nil, true, &DamageError{What: "gzip header", Reason: err.Error(), Err: err}
	}
	in.r = bufio.NewReaderSize(z, 64<<10)
	return in, true, nil
}

// fill reads len(b) bytes of what, a record that began at start and needs need
// bytes in all. At the clean end of the file, before the record, it is io.EOF.
func (in *input) fill(b []byte, what string, start, need int64) error {
	n, err := io.ReadFull(in.r, b)
	in.offset += int64(n)
	if err == nil {
		return nil
	}
	return in.stopped(err, what, start, need)
}

// take returns the next n bytes, valid until the input is read again, and is
// otherwise like fill. What the buffer holds is not copied; what is longer stands
// in into, which may be nil where n is small.
func (in *input) take(into *[]byte, n int, what string, start, need int64) (b []byte, err error) {
	if n > in.r.Size() {
		*into, err = in.grow((*into)[:0], n, what, start, need)
		return *into, err
	}
	b, err = in.r.Peek(n)
	in.offset += int64(len(b))
	_, _ = in.r.Discard(len(b)) // they are there
	if err != nil {
		return nil, in.stopped(err, what, start, need)
	}
	return b, nil
}

// skip passes over n bytes, and is otherwise like fill.
func (in *input) skip(n int64, what string, start, need int64) error {
	got, err := io.CopyN(io.Discard, in.r, n)
	in.offset += got
	if err == nil {
		return nil
	}
	return in.stopped(err, what, start, need)
}

// grow appends n bytes of the file to b, and is otherwise like fill. Memory is
// taken as the bytes come, so that a length that lies costs nothing.
func (in *input) grow(b []byte, n int, what string, start, need int64) ([]byte, error) {
	for n > 0 {
		part := min(n, max(64<<10, cap(b)-len(b)))
		at := len(b)
		b = slices.Grow(b, part)[:at+part]
		if err := in.fill(b[at:], what, start, need); err != nil {
			return b[:at], err
		}
		n -= part
	}
	return b, nil
}

// stopped says why a record could not be read.
func (in *input) stopped(err error, what string, start, need int64) error {
	d := &DamageError{Offset: start, What: what, Need: need, Have: in.offset - start, Err: err}
	switch {
	case errors.Is(err, io.EOF) && d.Have == 0:
		return io.EOF
	case errors.Is(err, io.EOF), err == io.ErrUnexpectedEOF && !in.broken():
		d.Err = io.ErrUnexpectedEOF
	case err == io.ErrUnexpectedEOF:
		d.Reason = "the gzip stream ends in it"
	default:
		d.Reason = err.Error()
	}
	return d
}

// broken tells a reader that failed with io.ErrUnexpectedEOF, as gzip does when
// its own end is missing, from a file that ends.
func (in *input) broken() bool {
	_, err := in.r.Peek(1)
	return err != nil && !errors.Is(err, io.EOF)
}
